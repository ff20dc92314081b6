"""Writing programmes: the one write door of this room.

An import is all or nothing unless asked otherwise, and safe to repeat: the second run of the
same file changes nothing. Every bad row is reported with its line and a reason.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import structlog
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content.curriculum.importing.current import refresh_current
from content.curriculum.importing.report import ImportReport
from content.curriculum.importing.rows import BadRow, ParsedRow, parse_row
from content.curriculum.importing.tables import RawRow, read_sources
from content.curriculum.importing.writer import VersionWriter
from content.curriculum.models import Concept, Programme, ProgrammeVersion
from content.curriculum.policies import may_import
from content.curriculum.signals import concepts_changed
from lms.core.clock import today

_log = structlog.get_logger(__name__)

GDPT2018 = "GDPT2018"
BUNDLED = Path(__file__).parent / "data" / "gdpt2018"


@dataclass(frozen=True)
class VersionFacts:
    """What a version is besides its tables; kept as it is when not given."""

    programme_name: str = ""
    programme_name_en: str = ""
    legal_basis: str = ""
    effective_from: date | None = None


def import_programme(
    *,
    acting_user: Any,
    programme_code: str,
    version_label: str,
    source_path: Path | Iterable[Path],
    dry_run: bool = False,
    skip_bad: bool = False,
    make_current: bool = False,
    default_subject: str = "",
    facts: VersionFacts | None = None,
) -> ImportReport:
    """Import tables into a version of a programme, making both where they do not exist.

    `source_path` is a CSV, an XLSX, a folder of them, or several. `skip_bad` takes the good
    rows and leaves out the bad; otherwise one bad row stops the whole import. The first version
    of a programme is current at once, a later one with `make_current`.
    """
    if not may_import(acting_user):
        raise PermissionDenied
    paths = [source_path] if isinstance(source_path, Path) else list(source_path)
    report = ImportReport(dry_run=dry_run)
    rows = _parse(read_sources(paths, report), report, default_subject)
    if not rows and report.ok:
        report.add_problem(programme_code, 0, _("There is nothing to import."))
    with transaction.atomic():
        version = _version(programme_code, version_label, facts or VersionFacts())
        changed = _write(version, rows, report)
        if make_current or not _has_current(version):
            _set_current(version)
        if version.is_current:
            changed |= set(refresh_current(version))
        _tell(changed)
        if report.created or report.updated:
            version.stamp += 1
            version.save(update_fields=["stamp"])
        report.applied = not dry_run and bool(rows) and (report.ok or skip_bad)
        if report.applied:
            log(version, "curriculum.import", user=acting_user, data=_counts(report))
        else:
            transaction.set_rollback(True)
    _note(acting_user, programme_code, version_label, report)
    return report


def load_bundled(*, acting_user: Any = None) -> ProgrammeVersion:
    """Load the general education programme that comes with the product; safe to repeat."""
    import_programme(
        acting_user=acting_user,
        programme_code=GDPT2018,
        version_label="2018",
        source_path=[BUNDLED / f"{name}.csv" for name in ("subjects", "periods", "topics")],
        facts=VersionFacts(
            programme_name="Chương trình giáo dục phổ thông 2018",
            programme_name_en="General education programme 2018",
            legal_basis=("Thông tư 32/2018/TT-BGDĐT; sửa đổi: 20/2021, 13/2022, 17/2025/TT-BGDĐT"),
            effective_from=date(2019, 2, 15),
        ),
    )
    return ProgrammeVersion.objects.get(programme__code=GDPT2018, label="2018")


@transaction.atomic
def make_current(*, acting_user: Any, version: ProgrammeVersion) -> None:
    """Let `version` be the one its programme's lists and names follow."""
    if not may_import(acting_user):
        raise PermissionDenied
    _set_current(version)
    _tell(set(refresh_current(version)))
    version.stamp += 1
    version.save(update_fields=["stamp"])
    log(version, "curriculum.make_current", user=acting_user)


def _parse(
    raw_rows: list[RawRow], report: ImportReport, default_subject: str
) -> list[tuple[RawRow, ParsedRow]]:
    rows = []
    for raw in raw_rows:
        try:
            rows.append((raw, parse_row(raw, default_subject)))
        except BadRow as problem:
            report.add_problem(raw.source, raw.line, str(problem))
    return rows


def _write(
    version: ProgrammeVersion, rows: list[tuple[RawRow, ParsedRow]], report: ImportReport
) -> set[int]:
    """Write the rows; returns the concepts that look different now."""
    writer = VersionWriter(version, report)
    for raw, row in rows:
        where = _("%(source)s, line %(line)d") % {"source": raw.source, "line": raw.line}
        try:
            writer.write(row, where)
        except BadRow as problem:
            report.add_problem(raw.source, raw.line, str(problem))
    return set(writer.repainted)


def _tell(changed: set[int]) -> None:
    if changed:
        concepts_changed.send(sender=Concept, concept_ids=sorted(changed))


def _version(code: str, label: str, facts: VersionFacts) -> ProgrammeVersion:
    """The version, made where it does not exist, with the facts that are given."""
    programme, _new = Programme.objects.get_or_create(code=code, defaults={"name": code})
    version, _new = ProgrammeVersion.objects.get_or_create(
        programme=programme, label=label, defaults={"effective_from": today()}
    )
    _put(programme, name=facts.programme_name, name_en=facts.programme_name_en)
    _put(version, legal_basis=facts.legal_basis, effective_from=facts.effective_from)
    return version


def _put(row: Programme | ProgrammeVersion, **facts: Any) -> None:
    given = {name: value for name, value in facts.items() if value}
    for name, value in given.items():
        setattr(row, name, value)
    row.save(update_fields=list(given))


def _has_current(version: ProgrammeVersion) -> bool:
    return version.programme.versions.filter(is_current=True).exists()


def _set_current(version: ProgrammeVersion) -> None:
    version.programme.versions.exclude(pk=version.pk).update(is_current=False)
    version.is_current = True
    version.save(update_fields=["is_current"])


def _counts(report: ImportReport) -> dict[str, int]:
    return {
        "created": report.created,
        "updated": report.updated,
        "problems": len(report.problems),
    }


def _note(user: Any, code: str, label: str, report: ImportReport) -> None:
    _log.info(
        "programme imported",
        programme=code,
        version=label,
        user_id=getattr(user, "pk", None),
        applied=report.applied,
        **_counts(report),
    )
