"""What an upload is for: the media pipeline keeps it as text and knows nothing of pages."""

from lms.core.numbers import is_number


def page_of_purpose(purpose: str) -> int | None:
    """The id of the page a video was uploaded for ("page:12"); None for any other purpose."""
    kind, _colon, number = purpose.partition(":")
    return int(number) if kind == "page" and is_number(number) else None
