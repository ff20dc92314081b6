"""A lecture as classroom screens: what fits at once, read from the back row.

A step that is taller than the screen is cut between paragraphs, list items, table rows and
boxes, never shrunk. The server can only estimate; `classroom/wall.js` measures and cuts once
more where the estimate was too kind.
"""

import copy
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from bs4 import BeautifulSoup
from bs4.element import NavigableString, Tag
from django.utils.safestring import SafeString, mark_safe

from content.materials.rendering import Block, Step
from lms.core.numbers import is_number
from media_pipeline.selectors import Playable

# Measured on the styles of themes/css/wall.css at 4:3, the narrower of the two shapes.
LINE_CHARS = 52
TITLE_CHARS = 27
# Lines of body text that fit under a title of one, two or three lines.
ROOM = {1: 8.6, 2: 8.2, 3: 7.0}
TABLE_ROWS = 5
LONG_PARAGRAPH = 5
BOXES = {"key_point", "example", "exercise", "simulation"}
WHOLE = {"picture", "video"}


@dataclass(frozen=True)
class Piece:
    """The smallest part that stays together."""

    html: SafeString
    lines: float
    kind: str
    block_id: str
    player: Playable | None = None
    title: str = ""

    keeps: bool = False
    """Whether it leads in what follows and must not end a screen."""

    @property
    def is_alone(self) -> bool:
        """Whether it needs a screen of its own."""
        return self.kind in WHOLE


@dataclass(frozen=True)
class Screen:
    """One screen of a step."""

    step: Step
    part: int
    pieces: list[Piece] = field(default_factory=list)

    @property
    def place(self) -> str:
        """Its name in the address: "3", or "3.2" for the second screen of step 3."""
        return str(self.step.number) if self.part == 1 else f"{self.step.number}.{self.part}"

    @property
    def video(self) -> Piece | None:
        """The video this screen is filled with."""
        first = self.pieces[0] if self.pieces else None
        return first if first is not None and first.kind == "video" and first.player else None

    @property
    def is_filled(self) -> bool:
        """Whether a picture or a video has this screen for itself."""
        return bool(self.pieces) and self.pieces[0].is_alone

    @property
    def picture(self) -> bool:
        """Whether a picture fills this screen."""
        return bool(self.pieces) and self.pieces[0].kind == "picture"


def build(steps: list[Step]) -> list[Screen]:
    """All screens of a lecture, in order; a step without content has one with its title."""
    return [screen for step in steps for screen in _screens_of(step)]


def cut_steps(steps: list[Step]) -> list[int]:
    """The numbers of steps whose text does not fit on one screen. A picture or a video fills a
    screen of its own in any case: that is no cut."""
    numbers = {
        one.step.number
        for one, other in pairwise(build(steps))
        if one.step is other.step and not (one.is_filled or other.is_filled)
    }
    return sorted(numbers)


def find(screens: list[Screen], place: str) -> int:
    """The index of the screen an address names; the nearest one when there is no such screen."""
    step, _dot, part = place.partition(".")
    wanted = (_number(step), _number(part))
    best = 0
    for index, screen in enumerate(screens):
        if (screen.step.number, screen.part) <= wanted:
            best = index
    return best


def _number(text: str) -> int:
    return int(text) if is_number(text) else 1


def context_for(steps: list[Step], place: str, exit_address: str) -> dict[str, Any]:
    """What the template `classroom/wall.html` needs besides the version."""
    screens = build(steps)
    now = find(screens, place)
    return {
        "screens": screens,
        "now": now,
        "steps_total": len(steps),
        "current": screens[now] if screens else None,
        "previous": screens[max(0, now - 1)].place if screens else "1",
        "next": screens[min(len(screens) - 1, now + 1)].place if screens else "1",
        "exit_address": exit_address,
    }


def _screens_of(step: Step) -> Iterator[Screen]:
    room = ROOM[min(3, max(1, math.ceil(len(step.title) / TITLE_CHARS)))]
    held: list[Piece] = []
    part = 1
    for group in _groups(step):
        whole = _height([*held, *group])
        if held and (whole > room or group[0].is_alone or held[-1].is_alone):
            yield Screen(step, part, held)
            held, part = [], part + 1
        for piece in group:
            # Only a group taller than a screen is cut.
            if held and _height([*held, piece]) > room:
                yield Screen(step, part, held)
                held, part = [], part + 1
            held.append(piece)
    if held or part == 1:
        yield Screen(step, part, held)


def _groups(step: Step) -> Iterator[list[Piece]]:
    """Pieces that better stay on one screen: a box, and what a line leads in."""
    group: list[Piece] = []
    for piece in (piece for block in step.blocks for piece in _pieces(block)):
        is_same_box = group and piece.kind in BOXES and piece.block_id == group[-1].block_id
        if group and not is_same_box and not group[-1].keeps:
            yield group
            group = []
        if group and piece.is_alone:
            yield group
            group = []
        group.append(piece)
    if group:
        yield group


def _height(pieces: list[Piece]) -> float:
    return sum(_cost(piece, pieces[:place]) for place, piece in enumerate(pieces))


def _cost(piece: Piece, held: list[Piece]) -> float:
    """Lines a piece adds: its own, the gap above it, and the padding of a box it opens."""
    opens = not held or held[-1].block_id != piece.block_id
    padding = 0.7 if opens and piece.kind in BOXES else 0.0
    return piece.lines + (0.3 if held else 0.0) + padding


def _pieces(block: Block) -> Iterator[Piece]:
    if block.kind in WHOLE:
        yield Piece(block.html, ROOM[1], block.kind, block.id, block.player, block.title)
        return
    soup = BeautifulSoup(block.html, "html.parser")
    roots = [node for node in soup.contents if isinstance(node, Tag)]
    if block.kind == "table" and roots:
        parts = _table_parts(roots[0])
    elif block.kind in BOXES and len(roots) == 1:
        parts = _box_parts(roots[0])
    else:
        parts = [part for node in _nodes(soup) for part in _parts(node)]
    for part in parts:
        keeps = block.kind == "heading" or _text_of(part).endswith(":")
        yield Piece(_html(part), _lines_of(part), block.kind, block.id, keeps=keeps)


def _nodes(parent: Tag) -> list[Any]:
    """Its children, without the white space between them."""
    return [c for c in parent.contents if isinstance(c, Tag) or str(c).strip()]


def _parts(node: Any) -> list[Any]:
    """A list falls apart into its items, a very long paragraph into groups of sentences;
    anything else stays whole."""
    if isinstance(node, Tag) and node.name == "p" and _lines_of(node) > LONG_PARAGRAPH:
        return _sentences(node)
    if not isinstance(node, Tag) or node.name not in {"ul", "ol"}:
        return [node]
    items = [item for item in node.contents if isinstance(item, Tag)]
    return [_shell(node, item, start=number) for number, item in enumerate(items, 1)]


def _sentences(paragraph: Tag) -> list[Tag]:
    """Paragraphs of about three lines; a formula or a bold word is never cut."""
    parts = [Tag(name="p")]
    for node in list(paragraph.contents):
        texts = [node] if isinstance(node, Tag) else re.split(r"(?<=[.;?])(?=\s)", str(node))
        for number, text in enumerate(texts):
            if (number or _begins_sentence(text, parts[-1])) and _lines_of(parts[-1]) >= 3:
                parts.append(Tag(name="p"))
            parts[-1].append(text.extract() if isinstance(text, Tag) else NavigableString(text))
    return [part for part in parts if _text_of(part)]


def _begins_sentence(text: Any, before: Tag) -> bool:
    """A formula that ends a sentence holds its full stop: the text after it begins the next."""
    return not isinstance(text, Tag) and text[:1].isspace() and _text_of(before)[-1:] in {*".;?"}


def _shell(parent: Tag, child: Any, *, start: int = 1) -> Tag:
    """A copy of the parent's tag around one child."""
    attributes = dict(parent.attrs)
    if parent.name == "ol" and start > 1:
        attributes["start"] = str(start)
    shell = Tag(name=parent.name, attrs=attributes)
    shell.append(child.extract() if isinstance(child, Tag) else NavigableString(str(child)))
    return shell


def _box_parts(box: Tag) -> list[Tag]:
    """A box in parts that each carry the box; an answer stays behind its "show" button."""
    parts: list[Tag] = []
    label: Any = None
    for node in _nodes(box):
        if isinstance(node, Tag) and "box-label" in (node.get("class") or []):
            label = node.extract()
            continue
        inner = _answer_parts(node) if _is_answer(node) else _parts(node)
        for part in inner:
            shell = _shell(box, part)
            if label is not None:
                shell.insert(0, label)
                label = None
            parts.append(shell)
    if label is not None:
        parts.append(_shell(box, label))
    return parts


def _is_answer(node: Any) -> bool:
    return isinstance(node, Tag) and node.name == "details"


def _answer_parts(details: Tag) -> list[Tag]:
    """An answer that fits one screen stays whole; a longer one is cut, each part to be shown."""
    if _lines_of(details) <= ROOM[2] - 1.5:
        return [details]
    summary = details.find("summary")
    nodes = [part for node in _nodes(details) if node is not summary for part in _parts(node)]
    groups: list[list[Any]] = [[]]
    used = 0.0
    for node in nodes:
        lines = _lines_of(node) + 0.3
        if groups[-1] and used + lines > ROOM[2] - 2:
            groups.append([])
            used = 0.0
        groups[-1].append(node)
        used += lines
    return [_answer(details, summary, group) for group in groups if group]


def _answer(details: Tag, summary: Any, nodes: list[Any]) -> Tag:
    answer = Tag(name="details", attrs=dict(details.attrs))
    if summary is not None:
        answer.append(copy.copy(summary))
    for node in nodes:
        answer.append(node.extract() if isinstance(node, Tag) else NavigableString(str(node)))
    return answer


def _table_parts(wrap: Tag) -> list[Tag]:
    """A long table in parts of a few rows, each under the same heads."""
    body = wrap.find("tbody")
    rows = body.find_all("tr") if isinstance(body, Tag) else []
    if len(rows) <= TABLE_ROWS:
        return [wrap]
    parts = []
    for start in range(0, len(rows), TABLE_ROWS):
        copy = BeautifulSoup(str(wrap), "html.parser")
        kept = range(start, start + TABLE_ROWS)
        for number, row in enumerate(copy.select("tbody > tr")):
            if number not in kept:
                row.decompose()
        found = copy.find("div")
        if isinstance(found, Tag):
            parts.append(found)
    return parts


def _html(node: Any) -> SafeString:
    # Parsed from what rendering.py made: escaped and sanitised there.
    text = node.decode() if isinstance(node, Tag) else str(node.output_ready())
    return mark_safe(text)  # noqa: S308


def _lines_of(node: Any) -> float:
    """About how many lines a part takes."""
    if not isinstance(node, Tag):
        return _text_lines(str(node))
    if node.name == "math" and node.get("display") == "block":
        return _formula_lines(node)
    if node.name == "table":
        return sum(_row_lines(row) for row in node.find_all("tr")) + _caption_lines(node)
    if node.name in {"p", "li", "summary", "h3", "h4"} and not node.find(["p", "ul", "ol"]):
        return _paragraph_lines(node)
    own = _nodes(node)
    if not own:
        return 0.0
    if all(isinstance(c, NavigableString) or c.name in _INLINE for c in own):
        return _paragraph_lines(node)
    return sum(_lines_of(child) for child in own) + 0.3 * (len(own) - 1)


_INLINE = {"b", "i", "em", "strong", "a", "sup", "sub", "span", "br", "svg"}


def _paragraph_lines(node: Tag) -> float:
    displays = [m for m in node.find_all("math") if m.get("display") == "block"]
    inline = [m for m in node.find_all("math") if m.get("display") != "block"]
    length = len(_text_of(node)) - sum(len(_text_of(m)) for m in displays)
    # A fraction in running text makes its line half as tall again; two share a line.
    tall = 0.6 * math.ceil(min(sum(1 for m in inline if m.find("mfrac")), 6) / 2)
    return max(1.0, _count(length)) + tall + sum(_formula_lines(m) for m in displays)


def _text_of(node: Any) -> str:
    text = node.get_text() if isinstance(node, Tag) else str(node)
    return " ".join(text.split())


def _formula_lines(math_node: Tag) -> float:
    rows = len(math_node.find_all("mtr"))
    base = 2.2 if math_node.find(["mfrac", "munderover", "msubsup"]) else 1.5
    return max(base, rows * 1.5 + 0.4)


def _row_lines(row: Tag) -> float:
    cells = row.find_all(["td", "th"])
    width = LINE_CHARS / max(1, len(cells))
    longest = max((len(_text_of(cell)) for cell in cells), default=0)
    tall = 0.5 if row.find("mfrac") else 0.0
    return max(1, math.ceil(longest / max(4.0, width - 3))) + 0.25 + tall


def _caption_lines(table: Tag) -> float:
    return 1.0 if table.find("caption") else 0.0


def _text_lines(text: str) -> float:
    return _count(len(text.strip()))


def _count(length: int) -> float:
    return float(math.ceil(length / LINE_CHARS))
