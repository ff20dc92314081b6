"""Numbers that come in as text."""


def is_number(text: str) -> bool:
    """Whether `int` reads it and a column holds it: "²" is a digit to Python and no number."""
    return text.isascii() and text.isdigit() and len(text) <= 9
