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

_FONTS = Path(settings.BASE_DIR, "themes", "static", "vendor", "fonts")
FILES = (
    _FONTS / "be-vietnam-pro-latin-600.woff2",
    _FONTS / "be-vietnam-pro-vietnamese-600.woff2",
    _FONTS / "noto-sans-math-school.woff2",
)


@cache
def _loaded(path: Path) -> tuple[bytes, frozenset[int]]:
    """A web font as TrueType bytes, and the characters it has."""
    font = TTFont(path)
    font.flavor = None
    buffer = io.BytesIO()
    font.save(buffer)
    return buffer.getvalue(), frozenset(font.getBestCmap())


@lru_cache(maxsize=32)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(io.BytesIO(_loaded(path)[0]), size)


def _file_for(character: str) -> Path:
    """The first font that has a character; the main one when none has."""
    return next((path for path in FILES if ord(character) in _loaded(path)[1]), FILES[0])


def has_glyph(character: str) -> bool:
    """Whether a character can be drawn at all."""
    return any(ord(character) in _loaded(path)[1] for path in FILES)


def _runs(text: str, size: int) -> Iterator[tuple[str, ImageFont.FreeTypeFont]]:
    """The parts of a line, each with the font that has all of it."""
    for path, run in groupby(text, key=_file_for):
        yield "".join(run), _font(path, size)


def line_width(text: str, size: int) -> float:
    """How wide one line becomes."""
    return sum(font.getlength(part) for part, font in _runs(text, size))


def draw_line(
    draw: ImageDraw.ImageDraw, place: tuple[float, float], text: str, *, size: int, fill: str
) -> None:
    """Draw one line; `place` is the left end of its baseline."""
    x, baseline = place
    for part, font in _runs(text, size):
        draw.text((x, baseline), part, font=font, fill=fill, anchor="ls")
        x += font.getlength(part)
