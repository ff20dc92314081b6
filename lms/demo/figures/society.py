"""Figures for history, geography and economics."""

from lms.demo.figures.canvas import (
    GRID,
    INK,
    LONGAN,
    PALE_INK,
    PALE_LONGAN,
    PAPER,
    RED,
    RIVER,
    SOFT,
    Canvas,
    Point,
    figure,
)


@figure("toa-do-dia-li-cua-diem-a")
def coordinates_of_a_point() -> Canvas:
    """The net of meridians and parallels, thirty degrees apart, and point A at 20° N, 110° E."""
    canvas, (x, y), wide, high = Canvas(484), (300, 244), 1.65, 2.4

    def at(east: float, north: float) -> Point:
        return (x + east * wide, y - north * high)

    canvas.box(at(-170, 80), (340 * wide, 160 * high), PALE_INK)
    for east in range(-150, 151, 30):
        canvas.line([at(east, -80), at(east, 80)], GRID, 1.5)
    for north in range(-60, 61, 30):
        canvas.line([at(-170, north), at(170, north)], GRID, 1.5)
    canvas.line([at(-170, 0), at(170, 0)], RIVER, 4)
    canvas.line([at(0, -80), at(0, 80)], RED, 4)
    canvas.text((at(-82, 0)[0], y - 22), "xích đạo 0°", 26, RIVER, back=PALE_INK)
    canvas.text((x, at(0, -68)[1]), "kinh tuyến gốc 0°", 26, RED, back=PALE_INK)
    canvas.line([at(110, 20), at(110, 0)], LONGAN, 4, dashed=True)
    canvas.line([at(110, 20), at(0, 20)], LONGAN, 4, dashed=True)
    canvas.circle(at(110, 20), 9, fill=LONGAN)
    canvas.text((at(110, 0)[0], y + 24), "110°Đ", 28, LONGAN, back=PALE_INK)
    canvas.text((x + 8, at(0, 20)[1] - 22), "20°B", 28, LONGAN, align="left", back=PALE_INK)
    canvas.text((at(110, 20)[0] - 4, at(0, 20)[1] - 30), "A", 34, LONGAN)
    canvas.text((x, at(0, 80)[1] - 24), "Bắc (B)", 28, SOFT)
    canvas.text((x, at(0, -80)[1] + 26), "Nam (N)", 28, SOFT)
    for side, words, align in ((-162, "Tây (T)", "left"), (162, "Đông (Đ)", "right")):
        canvas.text(at(side, -45), words, 28, SOFT, align=align, back=PALE_INK)
    return canvas


@figure("dan-so-2009-va-2019")
def population_in_two_years() -> Canvas:
    """Columns of the census years, the urban part below, the rural part above."""
    canvas, base, unit = Canvas(520), 420, 3.5
    for people in range(0, 101, 20):
        height = base - people * unit
        canvas.line([(70, height), (585, height)], INK if people == 0 else GRID, 2)
        canvas.text((60, height), str(people), 26, align="right")
    canvas.text((12, 28), "triệu người", 26, SOFT, align="left")
    for middle, year, total, urban in ((190, "2009", 85.8, 25.4), (450, "2019", 96.2, 33.1)):
        left, wide = middle - 75, 150
        top, cut = base - total * unit, base - urban * unit
        canvas.box((left, top), (wide, cut - top), PALE_LONGAN, LONGAN, 2)
        canvas.box((left, cut), (wide, base - cut), RIVER, RIVER, 2)
        canvas.text((middle, (cut + base) / 2), _number(urban), 32, PAPER)
        canvas.text((middle, (top + cut) / 2), _number(total - urban), 32)
        canvas.text((middle, top - 20), f"tổng: {_number(total)}", 28, back=PAPER)
        canvas.text((middle, base + 28), year, 30)
    canvas.box((84, 474), (30, 26), RIVER)
    canvas.text((126, 487), "thành thị", 28, align="left")
    canvas.box((324, 474), (30, 26), PALE_LONGAN, LONGAN, 2)
    canvas.text((366, 487), "nông thôn", 28, align="left")
    return canvas


def _number(value: float) -> str:
    return f"{value:.1f}".replace(".", ",")


@figure("truc-thoi-gian-asean")
def timeline_of_asean() -> Canvas:
    """Nine dates on a line to scale, from 1967 to 2025."""
    canvas, x, top, year_unit = Canvas(750), 130, 60, 10.9

    def at(year: float) -> float:
        return top + (year - 1967) * year_unit

    canvas.arrow([(x, top - 40), (x, at(2025) + 42)], SOFT, 4)
    # The third number moves the lettering off its date where two stand too close.
    for year, words, aside, colour in (
        (1967, "5 nước sáng lập", 0, RED),
        (1976, "Hiệp ước Ba-li", 0, RIVER),
        (1984, "Bru-nây", 0, LONGAN),
        (1995, "Việt Nam (thứ bảy)", -18, RED),
        (1997, "Lào, Mi-an-ma", 0, LONGAN),
        (1999, "Cam-pu-chia: 10 nước", 18, LONGAN),
        (2007, "kí Hiến chương", 0, RIVER),
        (2015, "Cộng đồng ASEAN", 0, RIVER),
        (2025, "Ti-mo Lét-xtê: 11 nước", 0, LONGAN),
    ):
        y = at(year)
        canvas.line([(x, y), (x + 40, y + aside)], colour, 2)
        canvas.circle((x, y), 8, fill=colour)
        canvas.text((x - 22, y + aside), str(year), 28, colour, align="right")
        canvas.text((x + 52, y + aside), words, 30, colour, align="left")
    return canvas


@figure("duong-cung-va-duong-cau")
def supply_and_demand() -> Canvas:
    """The table's two lines and where they meet."""
    canvas, (x, y) = Canvas(480), (90, 400)

    def at(amount: float, price: float) -> Point:
        return (x + amount * 4.15, y - price * 8.2)

    for price in range(20, 41, 5):
        canvas.line([at(0, price), at(112, price)], GRID, 1)
        canvas.text((x - 12, at(0, price)[1]), str(price), 26, align="right")
    for amount in range(20, 101, 20):
        canvas.line([at(amount, 0), at(amount, 41)], GRID, 1)
        canvas.text((at(amount, 0)[0], y + 28), str(amount), 26)
    canvas.arrow([(x, y), (586, y)])
    canvas.arrow([(x, y), (x, 46)])
    canvas.text((x + 14, 28), "giá (nghìn đồng/kg)", 28, align="left")
    canvas.text((588, y + 60), "lượng (kg)", 28, align="right")
    prices = (20, 25, 30, 35, 40)
    demand = [at(a, p) for a, p in zip((100, 80, 60, 40, 20), prices, strict=True)]
    supply = [at(a, p) for a, p in zip((20, 40, 60, 80, 100), prices, strict=True)]
    canvas.line([at(60, 30), at(0, 30)], SOFT, 3, dashed=True)
    canvas.line([at(60, 30), at(60, 0)], SOFT, 3, dashed=True)
    for points, colour, words in ((demand, RED, "cầu"), (supply, RIVER, "cung")):
        canvas.line(points, colour, 5)
        end = max(points)
        canvas.text((end[0] + 43, end[1]), words, 32, colour, back=PAPER)
        for point in points:
            canvas.circle(point, 7, fill=colour)
    canvas.circle(at(60, 30), 11, fill=PAPER, outline=INK, width=4)
    canvas.text((at(19, 0)[0], at(0, 30)[1] + 24), "cân bằng", 28, back=PAPER)
    return canvas
