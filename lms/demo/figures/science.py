"""Figures for physics, chemistry and biology."""

import math

from lms.demo.figures.canvas import (
    GRID,
    INK,
    LONGAN,
    PALE_INK,
    PALE_RIVER,
    PAPER,
    RED,
    RIVER,
    SOFT,
    Canvas,
    Point,
    arc,
    figure,
)


@figure("mach-dien-khao-sat-dinh-luat-ohm")
def circuit_of_the_experiment() -> Canvas:
    """Source, switch, ammeter in series with the wire, voltmeter across it."""
    canvas, left, right, top, bottom = Canvas(450), 100, 540, 70, 290
    canvas.line([(right, bottom), (right, top), (left, top), (left, bottom), (right, bottom)])
    # The source: the long line is its positive pole.
    canvas.box((190, top - 30), (20, 60), PAPER)
    canvas.line([(190, top - 32), (190, top + 32)], INK, 4)
    canvas.line([(210, top - 16), (210, top + 16)], INK, 8)
    canvas.text((166, top - 26), "+", 30)
    canvas.text((236, top - 26), "−", 30)
    canvas.text((200, top + 58), "nguồn điện", 26)
    # The switch, closed.
    canvas.box((370, top - 8), (70, 16), PAPER)
    canvas.line([(370, top), (440, top)], INK, 4)
    for x in (370, 440):
        canvas.circle((x, top), 7, fill=PAPER, outline=INK)
    canvas.text((405, top + 34), "khoá K", 26)
    _meter(canvas, (left, 180), "A")
    canvas.text((142, 180), "ampe kế", 26, align="left")
    # The wire that is looked at, and the voltmeter beside it.
    canvas.line([(200, bottom), (200, 390), (400, 390), (400, bottom)], RIVER)
    for x in (200, 400):
        canvas.circle((x, bottom), 6, fill=INK)
    canvas.box((240, bottom - 18), (120, 36), PAPER, LONGAN, 4)
    canvas.text((300, bottom - 44), "dây dẫn, điện trở R", 26, LONGAN)
    _meter(canvas, (300, 390), "V", RIVER)
    canvas.text((348, 418), "vôn kế", 26, RIVER, align="left")
    # From the positive pole round to the negative one.
    canvas.arrow([(46, 100), (46, 260)], RED, 4)
    canvas.text((24, 180), "I", 32, RED)
    return canvas


def _meter(canvas: Canvas, place: Point, letter: str, colour: str = INK) -> None:
    canvas.circle(place, 32, fill=PAPER, outline=colour, width=4)
    canvas.text(place, letter, 34, colour)


@figure("duong-bieu-dien-i-theo-u")
def current_against_voltage() -> Canvas:
    """The four measured points on a line through the origin, and a wire of twice the resistance."""
    canvas, (x, y), volt, tenth = Canvas(470), (90, 390), 70, 75

    def at(u: float, i: float) -> Point:
        return (x + u * volt, y - i * 10 * tenth)

    for step in range(1, 5):
        canvas.line([at(0, step / 10), at(6.4, step / 10)], GRID, 1)
        canvas.line([at(1.5 * step, 0), at(1.5 * step, 0.42)], GRID, 1)
        canvas.text((x - 12, at(0, step / 10)[1]), f"0,{step}", 26, align="right")
        canvas.text((at(1.5 * step, 0)[0], y + 28), f"{1.5 * step:.1f}".replace(".", ","), 26)
    canvas.text((x - 16, y + 24), "0", 26)
    canvas.arrow([at(0, 0), at(6.9, 0)])
    canvas.arrow([at(0, 0), at(0, 0.47)])
    canvas.text((x + 14, 30), "I (A)", 28, align="left")
    canvas.text((588, y + 58), "U (V)", 28, align="right")
    canvas.line([at(0, 0), at(6.3, 0.42)], RIVER, 4)
    canvas.line([at(0, 0), at(6.3, 0.21)], LONGAN, 4)
    for u in (1.5, 3.0, 4.5, 6.0):
        canvas.circle(at(u, u / 15), 8, fill=RIVER)
    canvas.text((300, 118), "R = 15 Ω", 28, RIVER, back=PAPER)
    canvas.text((460, 300), "R = 30 Ω", 28, LONGAN, back=PAPER)
    return canvas


@figure("quy-dao-nem-xien")
def thrown_at_three_angles() -> Canvas:
    """Where a ball flies at 18 m/s at 30, 45 and 60 degrees, without air."""
    canvas, (x, y), metre, speed, gravity = Canvas(350), (70, 268), 14.2, 18.0, 9.81
    for height in (5, 10):
        canvas.line([(x, y - height * metre), (570, y - height * metre)], GRID, 1)
        canvas.text((x - 12, y - height * metre), str(height), 26, align="right")
    for far in (10, 20, 30):
        canvas.line([(x + far * metre, y), (x + far * metre, y - 13 * metre)], GRID, 1)
        canvas.text((x + far * metre, y + 26), str(far), 26)
    canvas.text((x - 14, y + 24), "0", 26)
    for degrees, colour in ((60, RED), (30, LONGAN), (45, RIVER)):
        angle = math.radians(degrees)
        flight = 2 * speed * math.sin(angle) / gravity
        path = []
        for step in range(61):
            t = flight * step / 60
            up = speed * math.sin(angle) * t - gravity * t * t / 2
            path.append((x + speed * math.cos(angle) * t * metre, y - up * metre))
        canvas.line(path, colour, 4)
        peak = path[30]
        canvas.text((peak[0], peak[1] - 22), f"{degrees}°", 28, colour, back=PAPER)
        canvas.circle(path[-1], 7, fill=colour)
    canvas.arrow([(x, y), (586, y)])
    canvas.arrow([(x, y), (x, y - 17.5 * metre)])
    canvas.text((x + 14, y - 17.3 * metre), "y (m)", 28, align="left")
    canvas.text((588, y + 56), "x (m)", 28, align="right")
    return canvas


@figure("bon-ki-cua-nguyen-phan")
def four_phases_of_mitosis() -> Canvas:
    """An animal cell with 2n = 4 in the four phases."""
    canvas = Canvas(650)
    _prophase(canvas, (155, 140))
    _metaphase(canvas, (445, 140))
    _anaphase(canvas, (155, 455))
    _telophase(canvas, (445, 455))
    for (x, y), words in (
        ((155, 292), "1. Kì đầu"), ((445, 292), "2. Kì giữa"),
        ((155, 607), "3. Kì sau"), ((445, 607), "4. Kì cuối"),
    ):  # fmt: skip
        canvas.text((x, y), words, 30)
    return canvas


def _doubled(canvas: Canvas, place: Point, size: float, colour: str, turn: float = 0) -> None:
    """A chromosome of two chromatids, joined at the centromere."""
    tilt = math.radians(turn)

    def at(x: float, y: float) -> Point:
        return (
            place[0] + x * math.cos(tilt) - y * math.sin(tilt),
            place[1] + x * math.sin(tilt) + y * math.cos(tilt),
        )

    for side in (-1, 1):
        points = [at(side * 9, -size), at(side * 2, 0), at(side * 9, size)]
        canvas.line(points, colour, 9)
        for end in (points[0], points[2]):
            canvas.circle(end, 4.5, fill=colour)
    canvas.circle(place, 5, fill=PAPER, outline=INK, width=2)


def _single(canvas: Canvas, place: Point, size: float, colour: str, ahead: int) -> None:
    """A single chromosome drawn by its centromere; `ahead` is the side it moves to."""
    x, y = place
    points = [(x - ahead * 16, y - size), (x, y), (x - ahead * 16, y + size)]
    canvas.line(points, colour, 9)
    for end in (points[0], points[2]):
        canvas.circle(end, 4.5, fill=colour)
    canvas.circle(place, 4, fill=PAPER, outline=INK, width=2)


def _spindle(canvas: Canvas, middle: Point, reach: float, targets: list[Point]) -> None:
    """Fibres from the pole at each side to the targets."""
    for side in (-1, 1):
        pole = (middle[0] + side * reach, middle[1])
        for x, y in targets:
            canvas.line([pole, (middle[0] + side * abs(x), middle[1] + y)], SOFT, 1.5)
        canvas.circle(pole, 6, fill=INK)


def _prophase(canvas: Canvas, middle: Point) -> None:
    x, y = middle
    canvas.circle(middle, 122, PALE_RIVER, RIVER)
    canvas.ellipse(middle, (78, 78), PAPER)
    canvas.ellipse(middle, (78, 78), outline=LONGAN, dashed=True)
    _doubled(canvas, (x - 36, y - 22), 24, RED, 20)
    _doubled(canvas, (x + 34, y + 28), 24, RIVER, -30)
    _doubled(canvas, (x + 30, y - 34), 13, RED, 60)
    _doubled(canvas, (x - 28, y + 40), 13, RIVER, -50)
    for side in (-1, 1):
        pole = (x + side * 100, y)
        canvas.circle(pole, 6, fill=INK)
        for rise in (-24, -9, 9, 24):
            canvas.line([pole, (pole[0] - side * 18, y + rise)], SOFT, 1.5)


def _metaphase(canvas: Canvas, middle: Point) -> None:
    x, y = middle
    canvas.circle(middle, 122, PALE_RIVER, RIVER)
    heights = (-68, -20, 28, 76)
    _spindle(canvas, middle, 104, [(0, height) for height in heights])
    canvas.line([(x, y - 112), (x, y + 112)], LONGAN, 2, dashed=True)
    for height, size, colour in zip(
        heights, (19, 11, 19, 11), (RED, RED, RIVER, RIVER), strict=True
    ):
        _doubled(canvas, (x, y + height), size, colour)


def _anaphase(canvas: Canvas, middle: Point) -> None:
    x, y = middle
    canvas.ellipse(middle, (138, 116), PALE_RIVER, RIVER)
    heights = (-58, -17, 25, 66)
    _spindle(canvas, middle, 118, [(60, height) for height in heights])
    for side in (-1, 1):
        for height, size, colour in zip(
            heights, (17, 9, 17, 9), (RED, RED, RIVER, RIVER), strict=True
        ):
            _single(canvas, (x + side * 60, y + height), size, colour, side)


def _telophase(canvas: Canvas, middle: Point) -> None:
    x, y = middle
    halves = [arc((x + side * 62, y), (76, 92), 0, 360) for side in (-1, 1)]
    for half in halves:
        canvas.polygon(half, fill=PALE_RIVER, outline=RIVER)
    # Still one cell: the cytoplasm is open where it is being pinched.
    canvas.box((x - 13, y - 40), (26, 80), PALE_RIVER)
    for side in (-1, 1):
        nucleus = (x + side * 66, y)
        canvas.circle(nucleus, 56, PAPER, LONGAN)
        places = ((-20, -18, 15, RED), (12, -26, 8, RED), (20, 14, 15, RIVER), (-12, 28, 8, RIVER))
        for dx, dy, size, colour in places:
            _single(canvas, (nucleus[0] + dx, nucleus[1] + dy), size, colour, side)


@figure("vong-tuan-hoan-cua-nuoc")
def water_cycle() -> Canvas:
    """Sea, sun, clouds, rain on the mountains, and the river back to the sea."""
    canvas = Canvas(490)
    hills = [(10, 440), (10, 250), (70, 190), (130, 240), (190, 210), (330, 400), (330, 440)]
    canvas.polygon(hills, fill="#CFE0C3")
    canvas.box((330, 400), (260, 80), "#BFD9EE")
    canvas.box((10, 440), (320, 40), "#D9C7A8")
    canvas.line([(120, 262), (160, 300), (180, 350), (240, 380), (334, 404)], "#2F79B5", 9)
    canvas.circle((520, 74), 40, fill="#F4B942")
    for step in range(12):
        angle = step * math.pi / 6
        start, end = ((520 + r * math.cos(angle), 74 + r * math.sin(angle)) for r in (48, 62))
        canvas.line([start, end], "#F4B942", 4)
    _cloud(canvas, (330, 112))
    _cloud(canvas, (110, 112))
    for drop in range(6):
        x = 60 + 20 * drop
        canvas.line([(x, 158), (x - 8, 184)], "#2F79B5", 4)
    for x in (420, 460, 500):
        canvas.arrow([(x, 394), (x - 10, 350), (x + 6, 310), (x - 4, 262)], RED, 3)
    canvas.arrow([(258, 104), (190, 104)], INK, 4)
    for place, words, colour in (
        ((470, 232), "1. bay hơi", RED), ((340, 186), "2. ngưng tụ", INK),
        ((110, 32), "3. mưa", INK), ((346, 346), "4. chảy", RIVER),
        ((460, 436), "sông, biển", INK), ((170, 461), "ngấm xuống đất", INK),
    ):  # fmt: skip
        canvas.text(place, words, 28, colour)
    canvas.arrow([(70, 380), (70, 446)], SOFT, 3)
    canvas.text((330, 116), "mây", 26)
    return canvas


def _cloud(canvas: Canvas, middle: Point) -> None:
    x, y = middle
    parts = ((-46, 8, 30), (-14, -14, 36), (26, -8, 34), (52, 12, 26), (0, 16, 34))
    for outline in (True, False):
        for dx, dy, radius in parts:
            grown = radius + (3 if outline else 0)
            canvas.circle((x + dx, y + dy), grown, SOFT if outline else PALE_INK)


@figure("so-do-quang-hop")
def photosynthesis() -> Canvas:
    """What goes into a leaf in the light, and what comes out."""
    canvas = Canvas(450)
    leaf = [*arc((300, 330), (210, 190), 205, 335), *arc((300, 170), (210, 190), 25, 155)]
    canvas.polygon(leaf, fill="#CFE3B8", outline="#3F6B1F", width=4)
    canvas.line([(488, 250), (112, 250), (24, 312)], "#3F6B1F", 5)
    for x in (190, 260, 330, 400):
        for rise in (-56, 56):
            canvas.line([(x, 250), (x + 40, 250 + rise)], "#3F6B1F", 2)
    canvas.circle((90, 70), 36, fill="#F4B942")
    canvas.arrow([(122, 104), (222, 186)], "#C98A0B", 6)
    canvas.text((142, 60), "ánh sáng", 30, align="left")
    canvas.arrow([(36, 346), (126, 282)], RIVER, 6)
    canvas.text((20, 384), "nước (từ rễ lên)", 28, RIVER, align="left")
    canvas.arrow([(486, 108), (392, 190)], SOFT, 6)
    canvas.text((588, 82), "carbon dioxide", 28, SOFT, align="right")
    canvas.arrow([(384, 306), (478, 392)], RED, 6)
    canvas.text((588, 424), "oxygen", 28, RED, align="right")
    canvas.text((300, 222), "diệp lục", 28, "#2F5416", back="#CFE3B8")
    canvas.text((300, 280), "glucose", 30, LONGAN, back="#CFE3B8")
    return canvas
