"""The demo materials' text format: YAML front matter and Markdown with a few directives.

`# ` begins a step, `## ` a heading in it; a formula alone between $$ … $$ is a formula block, a
pipe table a table; `::: vi-du | title`, `::: bai-tap | title` (with `::: dap-an` inside),
`::: ghi-nho`, `::: mo-phong | name | address`, `::: hinh | figure | caption` (inside it, the
picture in words) and `::: phieu | worksheet` (inside it, what it is for), each closed by `:::`,
are the lecture's own blocks. Pictures and PDFs are only named; `lms.demo.files` makes them. Step
and block ids are derived from the text's place, so seeding twice gives the same.
"""

import re
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import markdown
import yaml

_NAMESPACE = uuid.UUID("6b7c1a1e-43d4-4f0e-9a31-2f9a6d2f7c55")
_FORMULA = re.compile(r"\\\(.+?\\\)|\\\[.+?\\\]", re.DOTALL)
_DISPLAY = re.compile(r"\$\$(.+?)\$\$", re.DOTALL)
_SLOT = "\u2063{}\u2063"


@dataclass(frozen=True)
class DemoText:
    """One material as written."""

    slug: str
    kind: str
    title: str
    summary: str
    subject: str
    grade: int
    topic: str
    minutes: int
    audience: str
    state: str
    steps: list[dict[str, Any]]
    keywords: list[str] = field(default_factory=list)
    objectives: list[str] = field(default_factory=list)
    video: str = ""


def read_all(folder: Path) -> list[DemoText]:
    """All texts of a folder, in the order of their names."""
    return [read(path) for path in sorted(folder.glob("*.md"))]


def read(path: Path) -> DemoText:
    """One text; raises ValueError naming the file when it does not follow the format."""
    source = path.read_text(encoding="utf-8")
    try:
        _empty, front, body = re.split(r"^---\s*$", source, maxsplit=2, flags=re.MULTILINE)
        known = yaml.safe_load(front)
        return DemoText(slug=path.stem, steps=_Parser(path.stem, body).steps(), **known)
    except (ValueError, TypeError, KeyError, yaml.YAMLError) as error:
        raise ValueError(f"{path.name}: {error}") from error


def rich(source: str) -> str:
    """Markdown to the HTML our rich text keeps, with formulas left exactly as typed."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match.group(0))
        return _SLOT.format(len(held) - 1)

    text = _DISPLAY.sub(lambda m: "\\[" + m.group(1).strip() + "\\]", source)
    html = markdown.markdown(_FORMULA.sub(hold, text), extensions=["sane_lists"])
    for tag, ours in (("strong", "b"), ("em", "i")):
        html = html.replace(f"<{tag}>", f"<{ours}>").replace(f"</{tag}>", f"</{ours}>")
    for number, formula in enumerate(held):
        html = html.replace(_SLOT.format(number), _escape(formula))
    return html


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _Parser:
    """Cuts a body into steps and blocks, line by line."""

    def __init__(self, slug: str, body: str) -> None:
        self.slug = slug
        self.lines = body.strip("\n").split("\n")
        self.position = 0
        self.counter = 0

    def _id(self) -> str:
        self.counter += 1
        return str(uuid.uuid5(_NAMESPACE, f"{self.slug}/{self.counter}"))

    def _block(self, kind: str, value: Any) -> dict[str, Any]:
        return {"type": kind, "id": self._id(), "value": value}

    def steps(self) -> list[dict[str, Any]]:
        """All steps as stream data."""
        found: list[dict[str, Any]] = []
        while self.position < len(self.lines):
            line = self.lines[self.position]
            if line.startswith("# "):
                found.append(self._block("step", {"title": line[2:].strip(), "body": []}))
                self.position += 1
            elif not line.strip():
                self.position += 1
            elif not found:
                raise ValueError(f"text before the first step: {line!r}")
            else:
                found[-1]["value"]["body"].append(self._next_block())
        return found

    def _next_block(self) -> dict[str, Any]:
        line = self.lines[self.position]
        if line.startswith("## "):
            self.position += 1
            return self._block("heading", line[3:].strip())
        if line.startswith(":::"):
            return self._directive()
        if line.lstrip().startswith("|"):
            return self._table()
        paragraph = self._paragraph()
        alone = _DISPLAY.fullmatch(paragraph.strip())
        if alone:
            return self._block("formula", alone.group(1).strip())
        return self._block("text", rich(paragraph))

    def _paragraph(self) -> str:
        """Lines up to a blank one (a formula in $$ may hold blank lines), a block or a step."""
        taken: list[str] = []
        while self.position < len(self.lines):
            line = self.lines[self.position]
            open_formula = "\n".join(taken).count("$$") % 2 == 1
            starts_other = line.startswith((":::", "# ", "## ")) or line.lstrip().startswith("|")
            may_end = taken and not open_formula and (not line.strip() or starts_other)
            if may_end and (line.strip() or not self._list_goes_on(taken)):
                break
            taken.append(line)
            self.position += 1
        return "\n".join(taken)

    def _list_goes_on(self, taken: list[str]) -> bool:
        """A blank line between items of one list does not end it."""
        item = re.compile(r"^\s*([-*]|\d+\.)\s")
        following = self.lines[self.position + 1 : self.position + 2]
        return bool(item.match(taken[0]) and following and item.match(following[0]))

    def _table(self) -> dict[str, Any]:
        rows = []
        while self.position < len(self.lines) and self.lines[self.position].lstrip().startswith(
            "|"
        ):
            rows.append(_cells(self.lines[self.position]))
            self.position += 1
        head, body = rows[0], [row for row in rows[1:] if not _is_rule(row)]
        width = len(head)
        return self._block(
            "table",
            {
                "columns": [{"type": "text", "heading": _plain(cell)} for cell in head],
                "rows": [
                    {"values": [_plain(c) for c in (row + [""] * width)[:width]]} for row in body
                ],
                "caption": "",
            },
        )

    def _directive(self) -> dict[str, Any]:
        parts = [part.strip() for part in self.lines[self.position][3:].split("|")]
        name, self.position = parts[0], self.position + 1
        sections = self._sections()
        body = rich(sections[0])
        title = parts[1] if len(parts) > 1 else ""
        match name:
            case "ghi-nho":
                return self._block("key_point", {"body": body})
            case "vi-du":
                return self._block("example", {"title": title, "body": body})
            case "bai-tap":
                answer = rich(sections[1]) if len(sections) > 1 else ""
                return self._block("exercise", {"title": title, "task": body, "answer": answer})
            case "mo-phong":
                value = {"title": title, "url": parts[2], "instructions": body}
                return self._block("simulation", value)
            case "hinh":
                described = " ".join(sections[0].split())
                value = {"figure": parts[1], "alt_text": described, "caption": "|".join(parts[2:])}
                return self._block("picture", value)
            case "phieu":
                note = " ".join(sections[0].split())
                return self._block("document", {"worksheet": parts[1], "note": note})
        raise ValueError(f"unknown directive {name!r}")

    def _sections(self) -> list[str]:
        """The text up to the closing `:::`, cut at `::: dap-an`."""
        sections: list[list[str]] = [[]]
        while self.position < len(self.lines):
            line = self.lines[self.position].strip()
            self.position += 1
            if line == ":::":
                return ["\n".join(section).strip() for section in sections]
            if line.replace(" ", "") == ":::dap-an":
                sections.append([])
            else:
                sections[-1].append(self.lines[self.position - 1])
        raise ValueError("a directive is not closed by :::")


def _cells(line: str) -> list[str]:
    """The cells of a table row; a bar inside a formula does not end a cell."""
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match.group(0))
        return _SLOT.format(len(held) - 1)

    row = _FORMULA.sub(hold, line.strip().strip("|"))
    cells = []
    for cell in row.split("|"):
        for number, formula in enumerate(held):
            cell = cell.replace(_SLOT.format(number), formula)
        cells.append(cell.strip())
    return cells


def _is_rule(row: list[str]) -> bool:
    return all(re.fullmatch(r":?-+:?", cell) for cell in row)


def _plain(cell: str) -> str:
    """A cell without Markdown marks: table cells hold plain text and formulas."""
    return re.sub(r"(\*\*|\*|`)(?=\S)(.+?)(?<=\S)\1", r"\2", cell)
