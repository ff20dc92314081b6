"""What an upload is for: the media pipeline keeps it as text and knows nothing of materials."""

from lms.core.numbers import is_number


def material_of_purpose(purpose: str) -> int | None:
    """The number of the material a video was uploaded for; None for any other purpose.

    It is kept as "page:12": materials were pages once and have kept their numbers.
    """
    kind, _colon, number = purpose.partition(":")
    return int(number) if kind == "page" and is_number(number) else None
