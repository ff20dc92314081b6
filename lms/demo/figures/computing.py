"""Figures for computing."""

from lms.demo.figures.canvas import (
    INK,
    LONGAN,
    PALE_INK,
    PALE_LONGAN,
    PALE_RIVER,
    PAPER,
    RIVER,
    SOFT,
    Canvas,
    Point,
    figure,
)


@figure("trong-so-cua-cac-bit")
def weights_of_the_bits() -> Canvas:
    """101101 in base 2: each bit under its weight, and the sum of those that are 1."""
    canvas, left, cell, bits = Canvas(360), 150, 72, "101101"
    for words, y in (("luỹ thừa", 48), ("trọng số", 112), ("bit", 186), ("giá trị", 262)):
        canvas.text((138, y), words, 27, SOFT, align="right")
    for place, bit in enumerate(bits):
        power, middle = len(bits) - 1 - place, left + place * cell + cell / 2
        on = bit == "1"
        canvas.text((middle - 6, 50), "2", 32, SOFT)
        canvas.text((middle + 11, 36), str(power), 24, SOFT)
        canvas.text((middle, 112), str(2**power), 32)
        canvas.box((middle - 33, 152), (66, 68), RIVER if on else PALE_INK, RIVER if on else SOFT)
        canvas.text((middle, 186), bit, 42, PAPER if on else SOFT)
        canvas.text((middle, 262), str(2**power) if on else "0", 32, RIVER if on else SOFT)
    canvas.text((300, 324), "32 + 8 + 4 + 1 = 45", 38)
    return canvas


@figure("so-do-khoi-tim-so-lon-hon")
def flow_chart_of_the_larger_number() -> Canvas:
    """The algorithm that finds the larger of two numbers."""
    canvas, x = Canvas(720), 300
    _rounded(canvas, (x, 45), "Bắt đầu")
    _slanted(canvas, (x, 145), "Nhập a, b")
    canvas.polygon([(x, 215), (x + 130, 295), (x, 375), (x - 130, 295)], PALE_LONGAN, LONGAN)
    canvas.text((x, 295), "a > b ?", 32)
    for side, words, answer in ((-1, "Max ← a", "Đúng"), (1, "Max ← b", "Sai")):
        middle = x + side * 180
        canvas.arrow([(x + side * 130, 295), (middle, 295), (middle, 412)])
        canvas.text((x + side * 162, 270), answer, 28, LONGAN)
        canvas.box((middle - 90, 412), (180, 64), PALE_RIVER, RIVER)
        canvas.text((middle, 444), words, 30)
        canvas.line([(middle, 476), (middle, 520), (x, 520)])
    for start, end in ((75, 113), (177, 215), (520, 552), (616, 648)):
        canvas.arrow([(x, start), (x, end)])
    _slanted(canvas, (x, 584), "Thông báo Max")
    _rounded(canvas, (x, 678), "Kết thúc")
    return canvas


def _rounded(canvas: Canvas, middle: Point, words: str) -> None:
    canvas.ellipse(middle, (110, 32), PALE_INK, INK)
    canvas.text(middle, words, 30)


def _slanted(canvas: Canvas, middle: Point, words: str) -> None:
    (x, y), half = middle, 145
    canvas.polygon(
        [(x - half + 28, y - 32), (x + half + 28, y - 32), (x + half - 28, y + 32),
         (x - half - 28, y + 32)], PAPER, RIVER,
    )  # fmt: skip
    canvas.text(middle, words, 30)
