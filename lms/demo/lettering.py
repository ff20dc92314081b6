"""Drawing Vietnamese and school mathematics with the fonts the web pages use.

The web ships Be Vietnam Pro in two parts and the maths font as a third; none holds every
character of a slide, so a line is drawn run by run, each run with the first font that has it.
"""

import io
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from fontTools.ttLib import TTFont
from PIL import ImageDraw, ImageFont

_FILES = (
    "be-vietnam-pro-latin-600.woff2",
    "be-vietnam-pro-vietnamese-600.woff2",
    "noto-sans-math-school.woff2",
)


@cache
def _loaded(name: str) -> tuple[bytes, frozenset[int]]:
    """A web font as TrueType bytes, and the characters it has."""
    font = TTFont(Path(settings.BASE_DIR, "themes", "static", "vendor", "fonts", name))
    font.flavor = None
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue(), frozenset(font.getBestCmap())


@lru_cache(maxsize=32)
def _font(name: str, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(_loaded(name)[0]), size)


def _file_for(character: str) -> str:
    """The first font that has a character; the main one when none has."""
    return next((name for name in _FILES if ord(character) in _loaded(name)[1]), _FILES[0])


def has_glyph(character: str) -> bool:
    """Whether a character can be drawn at all."""
    return any(ord(character) in _loaded(name)[1] for name in _FILES)


def runs(text: str) -> Iterator[tuple[str, str]]:
    """The parts of a line, each with the name of the font that has all of it."""
    for name, run in groupby(text, key=_file_for):
        yield "".join(run), name


def program(name: str) -> bytes:
    """A font as a TrueType file."""
    return _loaded(name)[0]


def _drawn_runs(text: str, size: int) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    for part, name in runs(text):
        yield part, _font(name, size)


def line_width(text: str, size: int) -> float:
    """How wide one line becomes."""
    return sum(font.getlength(part) for part, font in _drawn_runs(text, size))


def draw_line(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, *, size: int, fill: str
) -> None:
    """Draw one line; `place` is the left end of its baseline."""
    x, baseline = place
    for part, font in _drawn_runs(text, size):
        draw.text((x, baseline), part, font=font, fill=fill, anchor="ls")
        x += font.getlength(part)
