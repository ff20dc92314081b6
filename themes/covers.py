"""Covers for materials without a picture: drawn from subject, grade and topic.

The subject gives the colour and two letters, the topic one of seven motifs of a river port
(waves, roof tiles, longans, ripples, quay steps, bamboo, eaves) and how it lies. The same three
always give the same cover, so that a library page is recognisable and weighs nothing.
"""

import hashlib
import math

WIDTH, HEIGHT = 160, 90


def hex_colour(lightness: float, chroma: float, hue: float) -> str:
    """An OKLCH colour as #rrggbb. In OKLCH equal lightness looks equally light in every hue.

    Matrices: Björn Ottosson, "A perceptual color space for image processing" (2020), as in
    CSS Color 4, section 9.
    """
    a = chroma * math.cos(math.radians(hue))
    b = chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    linear = (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
    return "#" + "".join(f"{round(255 * _gamma(value)):02x}" for value in linear)


def _gamma(value: float) -> float:
    value = min(max(value, 0.0), 1.0)
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def _waves(a: int, b: int) -> str:
    step = 20 + a % 3 * 6
    crest = f"q{step / 2:g}-{8 + b % 5} {step} 0t{step} 0" + f"t{step} 0" * (180 // step)
    return "".join(f"M-{(row * 9 + a) % step} {44 + row * 13}{crest}" for row in range(4))


def _tiles(a: int, b: int) -> str:
    size = 11 + a % 4
    scallop = f"q{size} {size * 2 - 4} {size * 2} 0" * (96 // (size * 2) + 1)
    rows = range(-1, HEIGHT // size)
    return "".join(f"M{64 + row % 2 * size + b % 7} {row * size}{scallop}" for row in rows)


def _ripples(a: int, b: int) -> str:
    x, y = 104 + a % 40, 20 + b % 50
    return "".join(f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0-{2 * r} 0" for r in
                   range(8, 76, 11 + a % 4))  # fmt: skip


def _steps(a: int, b: int) -> str:
    wide, high = 13 + a % 6, 8 + b % 4
    stair = f"h{wide}v-{high}" * 8
    return "".join(f"M{56 + row * wide} {92 + row * 4}{stair}" for row in range(4))


def _bamboo(a: int, b: int) -> str:
    gap = 9 + a % 5
    return "".join(
        f"M{x} {-(x * (b % 5 + 3)) % 24}v22m0 4v26m0 4v40"
        for x in range(72 + b % 8, WIDTH + 4, gap)
    )


def _eaves(a: int, b: int) -> str:
    x, rise = 92 + a % 36, 12 + b % 8
    return "".join(
        f"M{x - 70} {row}q50 0 70-{rise}q20 {rise} 70 {rise}" for row in range(24, 104, 13)
    )


def _longans(a: int, b: int) -> str:
    gap = 15 + a % 5
    return "".join(
        f"M{78 + (row % 2) * gap / 2:g} {6 + b % 6 + row * gap}h90"
        for row in range(6)
    )  # fmt: skip


_MOTIFS = (_waves, _tiles, _ripples, _steps, _bamboo, _eaves, _longans)


def draw(mark: str, hue: int, grade: str, topic: str) -> str:
    """The cover as an SVG element, below 1 kB. `mark` and `grade` must be escaped already."""
    seed = hashlib.sha256(f"{mark}|{grade}|{topic}".encode()).digest()
    motif = _MOTIFS[seed[0] % len(_MOTIFS)]
    ground = hex_colour(0.4, 0.062, hue)
    line = hex_colour(0.53 + seed[3] % 3 * 0.02, 0.075, hue + seed[4] % 31 - 15)
    stroke = f'stroke="{line}" stroke-width="2.2"'
    if motif is _longans:
        gap = 15 + seed[1] % 5
        stroke = (
            f'stroke="{line}" stroke-width="8" stroke-linecap="round" stroke-dasharray="0 {gap}"'
        )
    label = f'<text x="13" y="77">{grade}</text>' if grade else ""
    return (
        f'<svg class="cover" viewBox="0 0 {WIDTH} {HEIGHT}" aria-hidden="true" focusable="false">'
        f'<path fill="{ground}" d="M0 0h{WIDTH}v{HEIGHT}H0z"/>'
        f'<path fill="none" {stroke} d="{motif(seed[1], seed[2])}"/>'
        f'<path fill="{ground}" d="M0 0h62v90H0z"/>'
        f'<text x="12" y="42">{mark}</text>{label}</svg>'
    )
