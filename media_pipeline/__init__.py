"""From a teacher's file to something a phone can play. Knows nothing of pages.

An `Upload` arrives in pieces and becomes an `Asset` (one immutable file). A `Job` probes and
transcodes it; what it makes is a `Publication` with its `Rendition`s. Captions are rows of their
own. Whoever shows an asset registers who may play it with `lms.core.media_rights`.
"""
