"""Small programmes for tests, made through the import as real ones are."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from content.curriculum import services
from content.curriculum.importing.report import ImportReport
from content.curriculum.models import Subject, Topic

SUBJECTS = [
    {"code": "TOAN", "name": "Toán", "name_en": "Mathematics", "hue": "30", "mark": "To"},
    {"code": "NV", "name": "Ngữ văn", "name_en": "Literature", "hue": "200", "mark": "Nv"},
]
PERIODS = [
    {"subject": "TOAN", "grade": "9", "periods": "140", "kind": "compulsory"},
    {"subject": "NV", "grade": "9", "periods": "140", "kind": "compulsory"},
]
TOPICS = [
    {"subject": "TOAN", "grade": "9", "strand": "Số và Đại số", "topic": "Căn thức"},
    {"subject": "TOAN", "grade": "9", "strand": "Số và Đại số", "topic": "Hàm số và đồ thị"},
    {"subject": "TOAN", "grade": "9", "strand": "Hình học và Đo lường", "topic": "Đường tròn"},
    {"subject": "NV", "grade": "9", "strand": "Đọc", "topic": "Đọc văn bản văn học"},
]

Rows = Iterable[dict[str, str]]


def write_csv(path: Path, rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """A CSV file with the columns of all rows."""
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding=encoding) as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return path


def import_tables(
    folder: Path,
    *,
    programme: str = "GDPT2018",
    label: str = "2018",
    subjects: Sequence[dict[str, str]] = (),
    periods: Sequence[dict[str, str]] = (),
    topics: Sequence[dict[str, str]] = (),
    requirements: Sequence[dict[str, str]] = (),
    **options: Any,
) -> ImportReport:
    """Write the tables that have rows and import them."""
    tables = {
        "subjects": subjects,
        "periods": periods,
        "topics": topics,
        "requirements": requirements,
    }
    paths = [write_csv(folder / f"{name}.csv", rows) for name, rows in tables.items() if rows]
    return services.import_programme(
        **{"acting_user": None, **options},
        programme_code=programme,
        version_label=label,
        source_path=paths,
    )


def import_small_programme(folder: Path, **options: Any) -> ImportReport:
    """Two subjects of grade 9 with four topics."""
    return import_tables(folder, subjects=SUBJECTS, periods=PERIODS, topics=TOPICS, **options)


def subject(code: str = "TOAN") -> Subject:
    """A subject that was imported."""
    return Subject.objects.get(code=code)


def topic(name: str = "Căn thức") -> Topic:
    """A topic that was imported."""
    return Topic.objects.get(name=name)
