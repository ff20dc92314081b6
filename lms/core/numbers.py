"""Numbers that come in as text."""

DIGITS = 9
"""What every column of numbers holds. Anybody can write more, which is an error to databases."""


def is_number(text: str) -> bool:
    """Whether `int` reads it and a column holds it: "²" is a digit to Python and no number."""
    return text.isascii() and text.isdigit() and len(text) <= DIGITS
