"""Files into rows. A row keeps its line, so that a person can find it in the file again."""

import csv
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from content.curriculum.importing.report import ImportReport

MAX_BYTES = 20 * 1024 * 1024
MAX_ROWS = 50_000


class Table(StrEnum):
    """The tables of a programme, in the order in which they are written."""

    SUBJECTS = "subjects"
    PERIODS = "periods"
    TOPICS = "topics"
    REQUIREMENTS = "requirements"


# Headers that departments and published tables use, beside our own.
_ALIASES = {
    "ma_mon": "subject",
    "mon": "subject",
    "ten_mon": "name",
    "loai": "kind",
    "lop": "grade",
    "so_tiet_nam": "periods",
    "trang_thai_kiem_chung": "certainty",
    "mach": "strand",
    "chu_de": "topic",
    "yeu_cau_can_dat": "text",
    "ma": "code",
    "thay_bang": "replaced_by",
}
# The headers that tell one table from another, the most telling first.
_SIGNS: tuple[tuple[Table, frozenset[str]], ...] = (
    (Table.REQUIREMENTS, frozenset({"grade", "topic", "text"})),
    (Table.PERIODS, frozenset({"subject", "grade", "periods", "kind"})),
    (Table.TOPICS, frozenset({"subject", "grade", "strand", "topic"})),
    (Table.SUBJECTS, frozenset({"code", "name"})),
)


@dataclass(frozen=True)
class RawRow:
    """One line of one table, as text."""

    table: Table
    source: str
    line: int
    cells: dict[str, str]

    def cell(self, name: str) -> str:
        """A cell's text, empty when the column is not there."""
        return self.cells.get(name, "")


def read_sources(paths: Iterable[Path], report: ImportReport) -> list[RawRow]:
    """All rows of the files (a folder stands for the tables in it), by table, in file order."""
    rows: list[RawRow] = []
    for path in _files(paths, report):
        rows.extend(_read_file(path, report))
    if len(rows) > MAX_ROWS:
        report.add_problem(
            rows[0].source,
            0,
            _("There are more than %(limit)d rows. Split the file and import its parts.")
            % {"limit": MAX_ROWS},
        )
        return []
    order = list(Table)
    return sorted(rows, key=lambda row: order.index(row.table))


def _files(paths: Iterable[Path], report: ImportReport) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(p for p in path.iterdir() if p.suffix.lower() in {".csv", ".xlsx"})
        elif path.is_file():
            yield path
        else:
            report.add_problem(path.name, 0, _("There is no such file. Check its name."))


def _read_file(path: Path, report: ImportReport) -> list[RawRow]:
    if path.stat().st_size > MAX_BYTES:
        report.add_problem(path.name, 0, _("The file is larger than 20 MB. Split it."))
        return []
    if path.suffix.lower() == ".xlsx":
        return _read_workbook(path, report)
    if path.suffix.lower() == ".csv":
        return _read_csv(path, report)
    report.add_problem(path.name, 0, _("Only CSV and XLSX files can be read."))
    return []


def _read_csv(path: Path, report: ImportReport) -> list[RawRow]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        report.add_problem(path.name, 0, _("The file is not UTF-8. Save it again as “CSV UTF-8”."))
        return []
    # Spreadsheets set to Vietnamese write semicolons, since the comma is the decimal mark.
    head = text.partition("\n")[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines: list[tuple[int, list[Any]]] = []
    start = 1
    try:
        for cells in reader:
            # A quoted cell may hold line breaks: a row is named by the line it starts on.
            lines.append((start, list(cells)))
            start = reader.line_num + 1
    except csv.Error:
        report.add_problem(path.name, reader.line_num, _("The line is not readable as CSV."))
        return []
    return _to_rows(path.name, lines, report)


# What openpyxl raises on broken files: a sheet is parsed as XML while its rows are read.
_UNREADABLE = (
    InvalidFileException, zipfile.BadZipFile, zlib.error, SyntaxError, LookupError, ValueError,
    TypeError, AttributeError, OSError,
)  # fmt: skip


def _read_workbook(path: Path, report: ImportReport) -> list[RawRow]:
    try:
        sheets = list(_sheets(path))
    except _UNREADABLE:
        report.add_problem(
            path.name, 0, _("The file is not a readable XLSX workbook. Save it again as XLSX.")
        )
        return []
    rows: list[RawRow] = []
    for title, lines in sheets:
        if any(_text(cell) for _number, cells in lines for cell in cells):
            rows.extend(_to_rows(f"{path.name} [{title}]", lines, report))
    return rows


def _sheets(path: Path) -> Iterator[tuple[str, list[tuple[int, list[Any]]]]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            values = sheet.iter_rows(values_only=True, max_row=MAX_ROWS + 1, max_col=60)
            yield sheet.title, [(number, list(cells)) for number, cells in enumerate(values, 1)]
    finally:
        book.close()


def _to_rows(source: str, lines: list[tuple[int, list[Any]]], report: ImportReport) -> list[RawRow]:
    if not lines:
        report.add_problem(source, 0, _("The table is empty."))
        return []
    header = [_header(cell) for cell in lines[0][1]]
    table = _table_of(frozenset(header))
    if table is None:
        report.add_problem(
            source,
            lines[0][0],
            _("The column headings do not tell which table this is. See the bundled tables."),
        )
        return []
    rows = []
    for number, cells in lines[1:]:
        texts = [_text(cell) for cell in cells]
        if any(texts):
            named = dict(zip(header, texts, strict=False))
            rows.append(RawRow(table, source, number, named))
    return rows


def _header(cell: Any) -> str:
    name = _text(cell).lower()
    return _ALIASES.get(name, name)


def _table_of(header: frozenset[str]) -> Table | None:
    return next((table for table, signs in _SIGNS if signs <= header), None)


def _text(cell: Any) -> str:
    """A cell as text: spreadsheets keep the grade 9 as 9.0."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return " ".join(str(cell).split())
