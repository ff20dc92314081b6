"""Figures for music."""

from lms.demo.figures.canvas import INK, LONGAN, PAPER, RIVER, SOFT, Canvas, figure


@figure("nhip-hai-bon-dung-dang-dung-de")
def rhyme_in_two_four() -> Canvas:
    """How long the notes are, each where it begins in time, and the rhyme in two bars."""
    canvas = Canvas(820)
    for y, words, beats, places in (
        (100, "nốt trắng", "2 phách", [240]),
        (215, "nốt đen", "1 phách", [240, 420]),
        (330, "nốt móc đơn", "nửa phách", [240, 330, 420, 510]),
    ):
        canvas.text((20, y - 40), words, 28, RIVER, align="left")
        canvas.text((20, y - 4), beats, 26, SOFT, align="left")
        for x in places:
            _note(canvas, x, y, hollow=words == "nốt trắng", flag=words == "nốt móc đơn")
    canvas.line([(20, 374), (580, 374)], SOFT, 2)
    _bar(canvas, 486, ("Dung", "dăng", "dung", "dẻ"), last=False)
    _bar(canvas, 700, ("dắt", "trẻ", "đi", "chơi"), last=True)
    for y, digit in ((464, "2"), (506, "4")):
        canvas.text((40, y), digit, 42)
    return canvas


def _bar(canvas: Canvas, y: float, syllables: tuple[str, ...], *, last: bool) -> None:
    """Four quavers in two pairs, with what is said and how strong each beat is."""
    canvas.line([(75, y), (570, y)], SOFT, 2)
    for number, syllable in enumerate(syllables):
        x = 130 + 118 * number
        _note(canvas, x, y, beam=118 if number % 2 == 0 else 0)
        canvas.text((x, y + 44), syllable, 30)
    for x, words, colour, width in ((130, "mạnh", LONGAN, 6), (366, "nhẹ", SOFT, 2)):
        canvas.line([(x - 24, y + 70), (x + 142, y + 70)], colour, width)
        canvas.text((x + 59, y + 92), words, 26, colour)
    for x, width in ((556, 3), (568, 8)) if last else ((566, 3),):
        canvas.line([(x, y - 40), (x, y + 24)], INK, width)


def _note(
    canvas: Canvas, x: float, y: float, *, hollow: bool = False, flag: bool = False, beam: float = 0
) -> None:
    """A note by its head; `beam` is how far its beam reaches to the next one."""
    stem, top = x + 14, y - 74
    canvas.line([(stem, y - 4), (stem, top)], INK, 4)
    canvas.ellipse((x, y), (17, 12), INK, turn=-22)
    if hollow:
        canvas.ellipse((x, y), (13, 6), PAPER, turn=-38)
    if flag:
        canvas.line(
            [(stem, top), (stem + 8, top + 16), (stem + 20, top + 30), (stem + 20, top + 50)],
            INK,
            5,
        )
    if beam:
        canvas.line([(stem - 2, top + 4), (stem + beam + 2, top + 4)], INK, 9)
