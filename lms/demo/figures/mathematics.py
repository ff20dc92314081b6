"""Figures for mathematics."""

from lms.demo.figures.canvas import (
    GRID,
    INK,
    LONGAN,
    PALE_INK,
    PALE_LONGAN,
    PALE_RED,
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


@figure("ba-hinh-vuong-tren-ba-canh")
def squares_on_the_sides() -> Canvas:
    """The right triangle with sides 3, 4, 5 and the squares on them, cut into unit squares."""
    canvas, unit = Canvas(550), 46
    a = (40 + 3 * unit, 20 + 7 * unit)

    def at(right: float, up: float) -> Point:
        return (a[0] + right * unit, a[1] - up * unit)

    # Each square by its corner, its first side and the side that leads away from the triangle.
    squares = (
        ("AC² = 9", 3, at(0, 0), (0, 1), (-1, 0), PALE_LONGAN, LONGAN),
        ("AB² = 16", 4, at(0, 0), (1, 0), (0, -1), PALE_RIVER, RIVER),
        ("BC² = 25", 5, at(0, 3), (0.8, -0.6), (0.6, 0.8), PALE_RED, RED),
    )
    for words, side, (x, y), (ax, ay), (bx, by), pale, dark in squares:

        def on(i: float, j: float, x: float = x, y: float = y, ax: float = ax, ay: float = ay,
               bx: float = bx, by: float = by) -> Point:  # fmt: skip
            return (x + (i * ax + j * bx) * unit, y - (i * ay + j * by) * unit)

        canvas.polygon([on(0, 0), on(side, 0), on(side, side), on(0, side)], fill=pale)
        for i in range(1, side):
            canvas.line([on(i, 0), on(i, side)], dark, 1)
            canvas.line([on(0, i), on(side, i)], dark, 1)
        canvas.polygon([on(0, 0), on(side, 0), on(side, side), on(0, side)], outline=dark)
        canvas.text(on(side / 2, side / 2), words, 30, dark, back=PAPER)
    canvas.polygon([at(0, 0), at(4, 0), at(0, 3)], fill=PAPER, outline=INK, width=4)
    canvas.line([at(0.4, 0), at(0.4, 0.4), at(0, 0.4)], INK, 2)
    for words, place in (("A", at(0.72, 0.68)), ("B", at(4.4, -0.35)), ("C", at(-0.35, 3.4))):
        canvas.text(place, words, 30)
    return canvas


@figure("ghep-bon-tam-giac-vuong")
def four_triangles_in_a_square() -> Canvas:
    """A square of side a + b with four right triangles in its corners."""
    canvas, (a, b), (x, y) = Canvas(500), (150.0, 250.0), (100.0, 50.0)
    side = a + b
    corners = [(x, y), (x + side, y), (x + side, y + side), (x, y + side)]
    inner = [(x + a, y), (x + side, y + a), (x + b, y + side), (x, y + b)]
    canvas.polygon(corners, fill=PALE_LONGAN)
    canvas.polygon(inner, fill=PALE_RIVER, outline=RIVER, width=4)
    canvas.polygon(corners, outline=INK, width=4)
    for (cx, cy), (dx, dy) in zip(corners, [(1, 1), (-1, 1), (-1, -1), (1, -1)], strict=True):
        canvas.line([(cx + 22 * dx, cy), (cx + 22 * dx, cy + 22 * dy), (cx, cy + 22 * dy)], INK, 2)
    canvas.text((x + side / 2, y + side / 2), "c²", 44, RIVER)
    for i, (start, end) in enumerate(zip(inner, [*inner[1:], inner[0]], strict=True)):
        dx, dy = [(-22, 22), (-22, -22), (22, -22), (22, 22)][i]
        middle = ((start[0] + end[0]) / 2 + dx, (start[1] + end[1]) / 2 + dy)
        canvas.text(middle, "c", 30, RIVER)
    for place, words in (
        ((x + a / 2, y - 24), "a"), ((x + a + b / 2, y - 24), "b"),
        ((x + side + 24, y + a / 2), "a"), ((x + side + 24, y + a + b / 2), "b"),
        ((x + b + a / 2, y + side + 24), "a"), ((x + b / 2, y + side + 24), "b"),
        ((x - 24, y + b + a / 2), "a"), ((x - 24, y + b / 2), "b"),
    ):  # fmt: skip
        canvas.text(place, words, 30)
    return canvas


@figure("cong-so-nguyen-tren-truc-so")
def adding_on_the_number_line() -> Canvas:
    """Two sums on number lines: start at the first number, walk as the second one says."""
    canvas = Canvas(400)
    _sum_on_a_line(canvas, 130, "2 + (−5) = −3", 2, -5)
    _sum_on_a_line(canvas, 330, "(−4) + 6 = 2", -4, 6)
    return canvas


def _sum_on_a_line(canvas: Canvas, y: float, words: str, start: int, walk: int) -> None:
    def at(number: int) -> float:
        return 290 + 40 * number

    colour = RED if walk < 0 else RIVER
    canvas.text((290, y - 102), words, 32, colour)
    canvas.arrow([(24, y), (580, y)])
    for number in range(-6, 7):
        canvas.line([(at(number), y - 8), (at(number), y + 8)])
        canvas.text(
            (at(number) - (5 if number < 0 else 0), y + 30), f"{number}".replace("-", "−"), 25
        )
    middle, half = at(start) + 20 * walk, 20 * walk
    bow = arc((middle, y - 8), (half, 52), 180, 350)
    canvas.arrow([*bow, (at(start + walk), y - 10)], colour, 4)
    canvas.text((middle, y - 62), f"{walk:+}".replace("-", "−"), 26, colour, back=PAPER)
    canvas.circle((at(start), y), 8, fill=INK)
    canvas.circle((at(start + walk), y), 9, fill=PAPER, outline=colour, width=4)


@figure("bo-sung-thanh-binh-phuong")
def completing_the_square() -> Canvas:
    """A square of side x and two strips of width m: what is missing is a square of side m."""
    canvas, (x, m), (left, top) = Canvas(500), (250.0, 130.0), (110.0, 80.0)
    parts = (
        ("x²", (left, top), (x, x), PALE_RIVER, RIVER),
        ("mx", (left + x, top), (m, x), PALE_LONGAN, LONGAN),
        ("mx", (left, top + x), (x, m), PALE_LONGAN, LONGAN),
    )
    for words, corner, (wide, high), pale, dark in parts:
        canvas.box(corner, (wide, high), pale, dark)
        canvas.text((corner[0] + wide / 2, corner[1] + high / 2), words, 36, dark)
    missing = [(left + x, top + x), (left + x + m, top + x), (left + x + m, top + x + m),
               (left + x, top + x + m)]  # fmt: skip
    canvas.line([*missing, missing[0]], RED, 4, dashed=True)
    canvas.text((left + x + m / 2, top + x + m / 2), "m²", 36, RED)
    for words, start, end in (("x", 0.0, x), ("m", x, x + m)):
        canvas.both_ways((left + start, top - 22), (left + end, top - 22))
        canvas.text((left + (start + end) / 2, top - 46), words, 30)
        canvas.both_ways((left - 22, top + start), (left - 22, top + end))
        canvas.text((left - 50, top + (start + end) / 2), words, 30)
    return canvas


@figure("loi-di-quanh-vuon-nhan")
def path_round_the_garden() -> Canvas:
    """A garden of 24 m by 16 m with a path of width x inside its edge. The path is drawn wider
    than it is: a ruler must not find the answer."""
    canvas, metre, (x, y), wide = Canvas(400), 19, (110, 70), 3
    canvas.box((x, y), (24 * metre, 16 * metre), PALE_LONGAN, LONGAN, 4)
    inner = (x + wide * metre, y + wide * metre)
    canvas.box(inner, ((24 - 2 * wide) * metre, (16 - 2 * wide) * metre), PALE_RIVER, RIVER)
    canvas.both_ways((x, y - 22), (x + 24 * metre, y - 22))
    canvas.text((x + 12 * metre, y - 46), "24 m", 28)
    canvas.both_ways((x - 22, y), (x - 22, y + 16 * metre))
    canvas.text((x - 34, y + 8 * metre), "16 m", 28, align="right")
    middle = (x + 12 * metre, y + 8 * metre)
    canvas.text((middle[0], middle[1] - 16), "đất trồng cây", 28, RIVER)
    canvas.text((middle[0], middle[1] + 26), "240 m²", 34, RIVER)
    canvas.text((middle[0], inner[1] + 24), "24 − 2x", 28, RIVER)
    canvas.text((inner[0] + 10, middle[1] + 66), "16 − 2x", 28, RIVER, align="left")
    for place in (
        (middle[0], y + wide * metre / 2), (middle[0], y + (16 - wide / 2) * metre),
        (x + wide * metre / 2, middle[1]), (x + (24 - wide / 2) * metre, middle[1]),
    ):  # fmt: skip
        canvas.text(place, "x", 30, LONGAN)
    return canvas


@figure("mot-vong-quanh-san")
def round_the_yard() -> Canvas:
    """A yard of 30 m by 20 m, and the way round it."""
    canvas, (x, y), (w, h) = Canvas(400), (120, 70), (360, 240)
    canvas.box((x, y), (w, h), PALE_RIVER, RIVER, 5)
    canvas.text((x + w / 2, y + h / 2 - 20), "sân trường", 30, RIVER)
    canvas.text((x + w / 2, y + h / 2 + 22), "đi một vòng: ? m", 28)
    for start, end in (
        ((x + 60, y + 26), (x + w - 60, y + 26)), ((x + w - 26, y + 50), (x + w - 26, y + h - 50)),
        ((x + w - 60, y + h - 26), (x + 60, y + h - 26)), ((x + 26, y + h - 50), (x + 26, y + 50)),
    ):  # fmt: skip
        canvas.arrow([start, end], LONGAN, 4)
    for place, words in (
        ((x + w / 2, y - 26), "30 m"), ((x + w / 2, y + h + 28), "30 m"),
        ((x - 50, y + h / 2), "20 m"), ((x + w + 50, y + h / 2), "20 m"),
    ):  # fmt: skip
        canvas.text(place, words, 32)
    return canvas


@figure("ba-muoi-lam-que-tinh")
def thirty_five_sticks() -> Canvas:
    """Three bundles of ten sticks and five single ones."""
    canvas = Canvas(390)
    for bundle in range(3):
        left = 30 + 112 * bundle
        for stick in range(10):
            canvas.line([(left + 9 * stick, 40), (left + 9 * stick, 220)], LONGAN, 5)
        canvas.box((left - 8, 118), (97, 22), RED)
        canvas.text((left + 41, 246), "10", 30, LONGAN)
    for stick in range(5):
        x = 412 + 32 * stick
        canvas.line([(x, 40), (x, 220)], RIVER, 6)
        canvas.text((x, 246), "1", 30, RIVER)
    canvas.line([(20, 276), (340, 276)], LONGAN)
    canvas.line([(398, 276), (554, 276)], RIVER)
    canvas.text((180, 304), "3 chục", 34, LONGAN)
    canvas.text((476, 304), "5 đơn vị", 34, RIVER)
    canvas.text((300, 356), "35: ba mươi lăm", 38)
    return canvas


@figure("muoi-va-muoi-hai-phan-tram")
def ten_and_twelve_per_cent() -> Canvas:
    """Two squares of a hundred cells, with 10 and 12 of them coloured."""
    canvas, cell = Canvas(410), 25
    for left, coloured, words in ((30, 10, "Mẻ thứ nhất"), (320, 12, "Mẻ thứ hai")):
        canvas.text((left + 5 * cell, 28), words, 30)
        for number in range(100):
            row, column = divmod(number, 10)
            pale = LONGAN if number < coloured else PALE_INK
            canvas.box((left + column * cell, 56 + row * cell), (cell, cell), pale, GRID, 1)
        canvas.box((left, 56), (10 * cell, 10 * cell), outline=INK)
        canvas.text((left + 5 * cell, 340), f"{coloured} ô / 100 ô", 28, SOFT)
        canvas.text((left + 5 * cell, 378), f"{coloured}%", 34, LONGAN)
    return canvas
