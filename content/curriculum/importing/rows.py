"""Each row checked by itself: what it says, or why it cannot be taken."""

import re
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from content.curriculum.grades import is_grade
from content.curriculum.importing.tables import RawRow, Table
from content.curriculum.models import Certainty, PeriodKind
from lms.core.numbers import is_number

MAX_NAME = 500
MAX_REQUIREMENT = 3000
MAX_PERIODS = 1000
_CODE = re.compile(r"^[A-Z][A-Z0-9_]{0,23}$")

_KINDS = {
    "bat_buoc": PeriodKind.COMPULSORY,
    "hoat_dong_bat_buoc": PeriodKind.ACTIVITY,
    "lua_chon_4_trong_9": PeriodKind.CHOICE,
    "chuyen_de_3_cum": PeriodKind.STUDY_TOPICS,
    "tu_chon": PeriodKind.ELECTIVE,
    **{kind.value: kind for kind in PeriodKind},
}
_CERTAINTIES = {
    "": Certainty.GENERAL,
    "general_knowledge": Certainty.GENERAL,
    **{certainty.value: certainty for certainty in Certainty},
}


class BadRow(ValueError):
    """Why a row cannot be taken, in words for the person who wrote it."""


@dataclass(frozen=True)
class SubjectRow:
    """A subject with its mark."""

    code: str
    name: str
    name_en: str
    hue: int | None
    mark: str
    uuid: UUID | None


@dataclass(frozen=True)
class PeriodRow:
    """The periods a year of one subject in one grade."""

    subject: str
    subject_name: str
    grade: int
    periods: int
    kind: PeriodKind
    certainty: Certainty


@dataclass(frozen=True)
class TopicRow:
    """A topic and the strand it hangs on."""

    subject: str
    grade: int
    strand: str
    name: str
    name_en: str
    code: str
    uuid: UUID | None
    certainty: Certainty
    replaced_by: tuple[str, ...]


@dataclass(frozen=True)
class RequirementRow:
    """One requirement of a topic."""

    subject: str
    grade: int
    strand: str
    topic: str
    text: str
    code: str
    uuid: UUID | None
    certainty: Certainty


ParsedRow = SubjectRow | PeriodRow | TopicRow | RequirementRow


def parse_row(row: RawRow, default_subject: str = "") -> ParsedRow:
    """The row's meaning; BadRow with the reason when it has none."""
    match row.table:
        case Table.SUBJECTS:
            return _subject(row)
        case Table.PERIODS:
            return _periods(row)
        case Table.TOPICS:
            return _topic(row, default_subject)
        case Table.REQUIREMENTS:
            return _requirement(row, default_subject)


def _subject(row: RawRow) -> SubjectRow:
    mark = row.cell("mark")
    if len(mark) > 2:
        raise BadRow(_("The mark “%(mark)s” is longer than two letters.") % {"mark": mark})
    hue = _number(row, "hue", 0, 359) if row.cell("hue") else None
    return SubjectRow(
        code=_code(row.cell("code")),
        name=_name(row, "name"),
        name_en=row.cell("name_en")[:MAX_NAME],
        hue=hue,
        mark=mark,
        uuid=_uuid(row),
    )


def _periods(row: RawRow) -> PeriodRow:
    kind = _KINDS.get(row.cell("kind"))
    if kind is None:
        raise BadRow(
            _("The kind “%(kind)s” is unknown. Use one of: %(kinds)s.")
            % {"kind": row.cell("kind"), "kinds": ", ".join(PeriodKind.values)}
        )
    return PeriodRow(
        subject=_code(row.cell("subject")),
        subject_name=row.cell("name")[:MAX_NAME],
        grade=_grade(row),
        periods=_number(row, "periods", 1, MAX_PERIODS),
        kind=kind,
        certainty=_certainty(row),
    )


def _topic(row: RawRow, default_subject: str) -> TopicRow:
    replaced_by = [code.strip() for code in row.cell("replaced_by").split(";")]
    return TopicRow(
        subject=_code(row.cell("subject") or default_subject),
        grade=_grade(row),
        strand=_name(row, "strand"),
        name=_name(row, "topic"),
        name_en=row.cell("name_en")[:MAX_NAME],
        code=_own_code(row),
        uuid=_uuid(row),
        certainty=_certainty(row),
        replaced_by=tuple(code for code in replaced_by if code),
    )


def _requirement(row: RawRow, default_subject: str) -> RequirementRow:
    return RequirementRow(
        subject=_code(row.cell("subject") or default_subject),
        grade=_grade(row),
        strand=row.cell("strand"),
        topic=_name(row, "topic"),
        text=_name(row, "text", MAX_REQUIREMENT),
        code=_own_code(row),
        uuid=_uuid(row),
        certainty=_certainty(row),
    )


def _code(text: str) -> str:
    code = text.upper()
    if not code:
        raise BadRow(_("The subject code is missing."))
    if not _CODE.match(code):
        raise BadRow(
            _("The subject code “%(code)s” may hold only letters A–Z, digits and _.")
            % {"code": text}
        )
    return code


def _own_code(row: RawRow) -> str:
    code = row.cell("code")
    if len(code) > 64:
        raise BadRow(_("The code is longer than 64 characters."))
    return code


def _name(row: RawRow, column: str, limit: int = MAX_NAME) -> str:
    name = row.cell(column)
    if not name:
        raise BadRow(_("The column “%(column)s” is empty.") % {"column": column})
    if len(name) > limit:
        raise BadRow(
            _("The column “%(column)s” has more than %(limit)d characters.")
            % {"column": column, "limit": limit}
        )
    return name


def _number(row: RawRow, column: str, low: int, high: int) -> int:
    text = row.cell(column)
    if not is_number(text) or not low <= int(text) <= high:
        raise BadRow(
            _(
                "The column “%(column)s” must be a whole number from %(low)d to %(high)d, "
                "not “%(text)s”."
            )
            % {"column": column, "low": low, "high": high, "text": text[:40]}
        )
    return int(text)


def _grade(row: RawRow) -> int:
    text = row.cell("grade")
    if not (is_number(text) and is_grade(int(text))):
        raise BadRow(
            _("The grade must be a number from 1 to 12, not “%(text)s”.") % {"text": text[:40]}
        )
    return int(text)


def _certainty(row: RawRow) -> Certainty:
    certainty = _CERTAINTIES.get(row.cell("certainty"))
    if certainty is None:
        raise BadRow(
            _("The certainty “%(text)s” is unknown. Use verified, secondary or general.")
            % {"text": row.cell("certainty")[:40]}
        )
    return certainty


def _uuid(row: RawRow) -> UUID | None:
    text = row.cell("uuid")
    if not text:
        return None
    try:
        return UUID(text)
    except ValueError:
        raise BadRow(
            _("“%(text)s” is not a UUID. Leave the column empty for a new line.")
            % {"text": text[:60]}
        ) from None
