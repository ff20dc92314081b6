"""Setting an A4 sheet with the fonts the web pages use, as real text.

Each font is cut to the letters that occur and put into the file (ISO 32000-1, 9.7: a composite
font addressed by glyph number), with the table that leads from glyphs back to letters (9.10.3).
"""

import io

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    PdfObject,
    StreamObject,
    TextStringObject,
)

from lms.demo import lettering

WIDTH, HEIGHT, MARGIN = 595, 842, 50
TITLE, HEADING, BODY, FOOT = 20, 14, 12, 9
RULE_GAP = 25
INK, SOFT, RIVER = "0.12 0.10 0.08", "0.36 0.32 0.28", "0.04 0.35 0.37"


class Sheet:
    """A worksheet under way: lines are noted, and set when all letters are known."""

    def __init__(self, title: str, foot: str) -> None:
        self._title, self._foot = title, foot
        self._pages: list[list[tuple[float, float, str, int, str]]] = []
        self._shapes: list[list[str]] = []
        self._new_page()
        self._set(title, TITLE, RIVER, after=14)

    def heading(self, words: str) -> None:
        """The name of a part; it does not stand alone at the foot of a page."""
        self._room(HEADING + 4 * BODY)
        self._y -= 8
        self._set(words, HEADING, RIVER, after=4)

    def paragraph(self, words: str) -> None:
        """Running text."""
        self._set(words, BODY, INK, after=6)

    def ruled(self, lines: int) -> None:
        """Lines to write on."""
        for _line in range(lines):
            self._room(RULE_GAP)
            self._y -= RULE_GAP
            self._shapes[-1].append(f"{MARGIN} {self._y:.1f} m {WIDTH - MARGIN} {self._y:.1f} l S")
        self._y -= 8

    def frame(self, height: int) -> None:
        """An empty frame to draw in."""
        self._room(height + 14)
        self._y -= height + 6
        wide = WIDTH - 2 * MARGIN
        self._shapes[-1].append(f"{MARGIN} {self._y:.1f} {wide} {height} re S")
        self._y -= 8

    def file(self) -> bytes:
        """The PDF."""
        writer = PdfWriter()
        fonts = _Fonts(writer, [words for page in self._pages for _x, _y, words, *_rest in page])
        for lines, shapes in zip(self._pages, self._shapes, strict=True):
            page = writer.add_blank_page(WIDTH, HEIGHT)
            content = [f"{SOFT} RG 0.6 w", *shapes]
            content += [fonts.show(*line) for line in lines]
            page[NameObject("/Contents")] = writer._add_object(_stream("\n".join(content).encode()))
            page[NameObject("/Resources")] = _dictionary(Font=fonts.resources())
        writer.add_metadata({"/Title": self._title})
        writer.root_object[NameObject("/Lang")] = TextStringObject("vi")
        buffer = io.BytesIO()
        writer.write(buffer)
        return buffer.getvalue()

    def _new_page(self) -> None:
        self._pages.append([(MARGIN, MARGIN - 24, self._foot, FOOT, SOFT)])
        self._shapes.append([])
        self._y = float(HEIGHT - MARGIN)

    def _room(self, wanted: float) -> None:
        if self._y - wanted < MARGIN:
            self._new_page()

    def _set(self, words: str, size: int, colour: str, *, after: float) -> None:
        for line in _wrapped(words, size):
            self._room(size * 1.45)
            self._y -= size * 1.45
            self._pages[-1].append((MARGIN, self._y, line, size, colour))
        self._y -= after


def _wrapped(words: str, size: int) -> list[str]:
    lines = [""]
    for word in words.split(" "):
        longer = f"{lines[-1]} {word}".strip() if word else f"{lines[-1]} "
        if lettering.line_width(longer, size) > WIDTH - 2 * MARGIN:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


class _Fonts:
    """The fonts of a file, with only the glyphs of its letters."""

    def __init__(self, writer: PdfWriter, lines: list[str]) -> None:
        letters: dict[str, set[str]] = {}
        for line in lines:
            for part, name in lettering.runs(line):
                letters.setdefault(name, set()).update(part)
        self._names = {name: f"F{number}" for number, name in enumerate(sorted(letters))}
        self._cut = {name: _cut(name, letters[name]) for name in letters}
        self._stored = {name: self._store(writer, name) for name in letters}

    def resources(self) -> DictionaryObject:
        return _dictionary(**{self._names[name]: found for name, found in self._stored.items()})

    def show(self, x: float, y: float, words: str, size: int, colour: str) -> str:
        """The operators that show one line."""
        parts = [f"{colour} rg BT 1 0 0 1 {x:.1f} {y:.1f} Tm"]
        for part, name in lettering.runs(words):
            cmap, font = self._cut[name].getBestCmap(), self._cut[name]
            glyphs = "".join(f"{font.getGlyphID(cmap[ord(letter)]):04x}" for letter in part)
            parts.append(f"/{self._names[name]} {size} Tf <{glyphs}> Tj")
        return " ".join([*parts, "ET"])

    def _store(self, writer: PdfWriter, name: str) -> IndirectObject:
        font = self._cut[name]
        base = NameObject(f"/PHOHIE+{self._names[name]}")
        per_mille = 1000 / font["head"].unitsPerEm
        widths = [round(font["hmtx"][glyph][0] * per_mille) for glyph in font.getGlyphOrder()]
        box = [font["head"].xMin, font["head"].yMin, font["head"].xMax, font["head"].yMax]
        buffer = io.BytesIO()
        font.save(buffer)
        descriptor = _dictionary(
            Type="/FontDescriptor", FontName=base, Flags=4, ItalicAngle=0, StemV=100,
            Ascent=round(font["hhea"].ascent * per_mille),
            Descent=round(font["hhea"].descent * per_mille),
            CapHeight=700,
            FontBBox=_array(*(round(edge * per_mille) for edge in box)),
            FontFile2=writer._add_object(_stream(buffer.getvalue())),
        )  # fmt: skip
        descendant = _dictionary(
            Type="/Font", Subtype="/CIDFontType2", BaseFont=base, CIDToGIDMap="/Identity",
            CIDSystemInfo=_dictionary(
                Registry=TextStringObject("Adobe"), Ordering=TextStringObject("Identity"),
                Supplement=0,
            ),
            FontDescriptor=writer._add_object(descriptor),
            W=_array(0, _array(*widths)),
        )  # fmt: skip
        return writer._add_object(
            _dictionary(
                Type="/Font", Subtype="/Type0", BaseFont=base, Encoding="/Identity-H",
                DescendantFonts=_array(writer._add_object(descendant)),
                ToUnicode=writer._add_object(_stream(_to_unicode(font))),
            )
        )  # fmt: skip


def _cut(name: str, letters: set[str]) -> TTFont:
    """A font with these letters only. Features go: a ligature is one glyph for two letters."""
    font = TTFont(io.BytesIO(lettering.program(name)))
    options = Options()
    options.layout_features = []
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=[ord(letter) for letter in letters])
    subsetter.subset(font)
    buffer = io.BytesIO()
    font.save(buffer)
    return TTFont(buffer)


def _to_unicode(font: TTFont) -> bytes:
    pairs = [(font.getGlyphID(glyph), code) for code, glyph in font.getBestCmap().items()]
    head = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /Letters def "
        "/CMapType 2 def 1 begincodespacerange <0000> <ffff> endcodespacerange\n"
    )
    blocks = []
    for start in range(0, len(pairs), 100):  # at most a hundred in a block
        block = pairs[start : start + 100]
        lines = "\n".join(f"<{glyph:04x}> <{code:04x}>" for glyph, code in block)
        blocks.append(f"{len(block)} beginbfchar\n{lines}\nendbfchar\n")
    return (head + "".join(blocks) + "endcmap end end").encode()


def _dictionary(**entries: PdfObject | str | int) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): _value(v) for key, v in entries.items()})


def _array(*values: PdfObject | str | int | float) -> ArrayObject:
    return ArrayObject([_value(value) for value in values])


def _value(value: PdfObject | str | int | float) -> PdfObject:
    match value:
        case PdfObject():
            return value
        case str():
            return NameObject(value)
        case int():
            return NumberObject(value)
        case float():
            return FloatObject(value)


def _stream(data: bytes) -> StreamObject:
    stream = StreamObject()
    stream.set_data(data)
    return stream.flate_encode()
