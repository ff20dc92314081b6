"""What figures are drawn with: lines, shapes and lettering on white, measured in units.

A figure is 600 units wide and comes out twice as many pixels wide, the largest size that a
lecture page asks for. On a phone it is shown a little over half as wide as it has units, so the
smallest lettering has 24 of them. It is drawn larger and scaled down: Pillow's lines have steps.
"""

import io
import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from PIL import Image, ImageDraw

from lms.demo import lettering

WIDTH = 600
PIXELS = 2  # to a unit, as it comes out
FINE = 2  # times as many while it is drawn
MARGIN = 10
SMALLEST = 24

PAPER, INK, SOFT = "#FFFFFF", "#1F1A15", "#5B5248"
RIVER, LONGAN, RED, GRID = "#0B5A5E", "#A85F0C", "#A3262A", "#C9C2B8"
PALE_RIVER, PALE_LONGAN, PALE_RED, PALE_INK = "#D5E8E9", "#FBE6C8", "#F6D9D7", "#EFEBE4"

Point = tuple[float, float]
FIGURES: dict[str, Callable[[], "Canvas"]] = {}


def figure(name: str) -> Callable[[Callable[[], "Canvas"]], Callable[[], "Canvas"]]:
    """Mark a function as the one that draws the figure of this name."""

    def remember(draw: Callable[[], "Canvas"]) -> Callable[[], "Canvas"]:
        FIGURES[name] = draw
        return draw

    return remember


class Canvas:
    """A white sheet, `WIDTH` units wide."""

    def __init__(self, height: int) -> None:
        self.height = height
        self._unit = PIXELS * FINE
        self._image = Image.new("RGB", (WIDTH * self._unit, height * self._unit), PAPER)
        self._draw = ImageDraw.Draw(self._image)

    def line(
        self, points: Sequence[Point], fill: str = INK, width: float = 3, *, dashed: bool = False
    ) -> None:
        """A line through points, with round corners."""
        for start, end in pairwise(points):
            for part in _dashes(start, end) if dashed else [(start, end)]:
                self._draw.line(self._pixels(part), fill=fill, width=round(width * self._unit))
        if not dashed:
            for x, y in points[1:-1]:
                self.circle((x, y), width / 2, fill=fill)

    def arrow(self, points: Sequence[Point], fill: str = INK, width: float = 3) -> None:
        """A line that ends in an arrow head."""
        (x0, y0), (x, y) = points[-2], points[-1]
        angle = math.atan2(y - y0, x - x0)
        size = 8 + 2.5 * width
        self.line([*points[:-1], _polar((x, y), -size * 0.8, angle)], fill, width)
        sides = [_polar((x, y), -size, angle + turn) for turn in (0.42, -0.42)]
        self.polygon([(x, y), *sides], fill=fill)

    def both_ways(self, start: Point, end: Point, fill: str = SOFT, width: float = 2) -> None:
        """A measure: an arrow to both ends."""
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        self.arrow([middle, start], fill, width)
        self.arrow([middle, end], fill, width)

    def polygon(
        self, points: Sequence[Point], fill: str | None = None, outline: str = "", width: float = 3
    ) -> None:
        """A closed shape."""
        if fill:
            self._draw.polygon(self._pixels(points), fill=fill)
        if outline:
            self.line([*points, points[0]], outline, width)
            self.circle(points[0], width / 2, fill=outline)

    def box(
        self,
        corner: Point,
        size: Point,
        fill: str | None = None,
        outline: str = "",
        width: float = 3,
    ) -> None:
        """A rectangle, by its upper left corner."""
        (x, y), (w, h) = corner, size
        self.polygon([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], fill, outline, width)

    def circle(
        self,
        middle: Point,
        radius: float,
        fill: str | None = None,
        outline: str = "",
        width: float = 3,
    ) -> None:
        """A circle."""
        self.ellipse(middle, (radius, radius), fill, outline, width)

    def ellipse(
        self,
        middle: Point,
        radii: Point,
        fill: str | None = None,
        outline: str = "",
        width: float = 3,
        *,
        turn: float = 0,
        dashed: bool = False,
    ) -> None:
        """An ellipse, turned by so many degrees."""
        points = arc(middle, radii, 0, 360, turn)
        if dashed:
            for start in range(0, len(points) - 1, 4):
                self.line(points[start : start + 3], outline, width)
        else:
            self.polygon(points[:-1], fill, outline, width)

    def text(
        self,
        place: Point,
        words: str,
        size: int = 28,
        fill: str = INK,
        *,
        align: str = "centre",
        back: str = "",
    ) -> None:
        """One line; `place` is its middle, or its left or right end. `back` colours what is behind.

        Raises ValueError for what would not be readable: a character no font has, lettering that
        is too small or cut off at an edge.
        """
        lost = [letter for letter in words if not lettering.has_glyph(letter)]
        x, y = place
        wide = lettering.line_width(words, size * self._unit) / self._unit
        left = x - wide * {"left": 0, "centre": 0.5, "right": 1}[align]
        cut = left < MARGIN or left + wide > WIDTH - MARGIN
        if lost or size < SMALLEST or cut or not MARGIN <= y <= self.height - MARGIN:
            raise ValueError(f"{words!r} cannot be read: {lost=}, {size=}, {left=}, {wide=}, {y=}")
        if back:
            self.box((left - 5, y - size * 0.6), (wide + 10, size * 1.2), fill=back)
        lettering.draw_line(
            self._draw,
            (left * self._unit, (y + size * 0.35) * self._unit),
            words,
            size=size * self._unit,
            fill=fill,
        )

    def png(self) -> bytes:
        """The figure as a file."""
        buffer = io.BytesIO()
        # Few colours, no grain: a quarter of the size, and nothing that an eye would see.
        small = self._image.reduce(FINE).quantize(128, dither=Image.Dither.NONE)
        small.save(buffer, "PNG", optimize=True)
        return buffer.getvalue()

    def _pixels(self, points: Sequence[Point]) -> list[Point]:
        return [(x * self._unit, y * self._unit) for x, y in points]


def arc(
    middle: Point, radii: Point, begin: float, end: float, turn: float = 0, steps: int = 72
) -> list[Point]:
    """Points of an arc, in degrees, clockwise from the right, of an ellipse turned by `turn`."""
    tilt = math.radians(turn)
    found = []
    for step in range(steps + 1):
        angle = math.radians(begin + (end - begin) * step / steps)
        x, y = radii[0] * math.cos(angle), radii[1] * math.sin(angle)
        found.append(
            (
                middle[0] + x * math.cos(tilt) - y * math.sin(tilt),
                middle[1] + x * math.sin(tilt) + y * math.cos(tilt),
            )
        )
    return found


def _polar(origin: Point, length: float, angle: float) -> Point:
    return (origin[0] + length * math.cos(angle), origin[1] + length * math.sin(angle))


def _dashes(start: Point, end: Point, dash: float = 9) -> list[tuple[Point, Point]]:
    length = math.dist(start, end)
    angle = math.atan2(end[1] - start[1], end[0] - start[0])
    count = max(1, int(length / (2 * dash)))
    step = length / count
    return [
        (_polar(start, i * step, angle), _polar(start, i * step + step / 2, angle))
        for i in range(count)
    ]
