"""Setting an A4 sheet with the fonts the web pages use, as real text."""

from fpdf import FPDF

from lms.demo import lettering

MARGIN = 50
TITLE, HEADING, BODY, FOOT = 20, 14, 12, 9
SPACING = 1.45
RULE_GAP = 25
INK, SOFT, RIVER = (31, 26, 20), (92, 82, 71), (10, 89, 94)

Colour = tuple[int, int, int]


class Sheet(FPDF):
    """A worksheet under way: what does not fit goes on over the page. Lengths are points."""

    def __init__(self, title: str, foot: str) -> None:
        super().__init__(unit="pt", format="A4")
        self._foot = foot
        self._add_fonts()
        self.set_title(title)
        self.set_lang("vi")
        self.set_margin(MARGIN)
        self.c_margin = 0.0  # text begins where the lines do
        self.set_auto_page_break(True, margin=MARGIN)
        self.set_draw_color(*SOFT)
        self.set_line_width(0.6)
        self.add_page()
        self._set(title, TITLE, RIVER, after=14)

    def footer(self) -> None:
        """Who made it, at the foot of each page."""
        self.set_y(-MARGIN + 12)
        self._set(self._foot, FOOT, SOFT, after=0)

    def heading(self, words: str) -> None:
        """The name of a part; it does not stand alone at the foot of a page."""
        self._room(HEADING + 4 * BODY)
        self.ln(8)
        self._set(words, HEADING, RIVER, after=4)

    def paragraph(self, words: str) -> None:
        """Running text."""
        self._set(words, BODY, INK, after=6)

    def ruled(self, lines: int) -> None:
        """Lines to write on."""
        for _line in range(lines):
            self._room(RULE_GAP)
            self.ln(RULE_GAP)
            self.line(MARGIN, self.y, self.w - MARGIN, self.y)
        self.ln(8)

    def frame(self, height: int) -> None:
        """An empty frame to draw in."""
        self._room(height + 14)
        self.ln(6)
        self.rect(MARGIN, self.y, self.epw, height)
        self.ln(height + 8)

    def file(self) -> bytes:
        """The PDF."""
        return bytes(self.output())

    def _add_fonts(self) -> None:
        # The web ships the letters in parts; a letter comes from the first that has it.
        main, *others = lettering.FILES
        for path in (main, *others):
            self.add_font(path.stem, fname=path)
        self.set_font(main.stem)
        self.set_fallback_fonts([path.stem for path in others])

    def _room(self, wanted: float) -> None:
        if self.will_page_break(wanted):
            self.add_page()

    def _set(self, words: str, size: int, colour: Colour, *, after: float) -> None:
        self.set_font_size(size)
        self.set_text_color(*colour)
        self.multi_cell(0, size * SPACING, words, align="L", new_x="LMARGIN", new_y="NEXT")
        self.ln(after)
