"""Is this the beginning of a video? Decided on the first bytes, before the rest comes in.

Only a first door: the probe in its limited child decides. Signatures are those of the container
formats' own specifications (ISO/IEC 14496-12 ftyp, EBML, RIFF, MPEG-2 systems, ASF, FLV).
"""

_ASF = bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c")
_EBML = bytes.fromhex("1a45dfa3")
_BOXES = {b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip", b"pnot"}
_PICTURE_BRANDS = {b"heic", b"heix", b"mif1", b"avif", b"msf1", b"M4A ", b"M4B "}


def is_video(head: bytes) -> bool:
    """Whether the first bytes (4 KiB are enough) are those of a container we convert."""
    if head[4:8] in _BOXES:
        return not (head[4:8] == b"ftyp" and head[8:12] in _PICTURE_BRANDS)
    if head.startswith((_EBML, _ASF, b"FLV\x01", b"\x00\x00\x01\xba", b"\x00\x00\x01\xb3")):
        return True
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return True
    return _is_transport_stream(head)


def _is_transport_stream(head: bytes) -> bool:
    """Sync bytes every 188 bytes, or every 192 with a time code before each (M2TS)."""
    for start, step in ((0, 188), (4, 192)):
        places = range(start, min(len(head), start + 5 * step), step)
        if len(places) >= 3 and all(head[i] == 0x47 for i in places):
            return True
    return False
