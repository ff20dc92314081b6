"""Reading the programme: the one read door of this room. Everything in it is public.

Unless told otherwise, lists follow the current version of the general education programme.
A topic that a version replaces stays readable (materials are filed under it) but is no longer
offered in lists.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, cast
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from content.curriculum.grades import grade_label, levels
from content.curriculum.models import (
    Concept,
    ConceptEntry,
    PeriodAllocation,
    PeriodKind,
    ProgrammeVersion,
    Requirement,
    Subject,
    Topic,
)
from lms.core.numbers import is_number

DEFAULT_PROGRAMME = "GDPT2018"
_EVERYONE = (PeriodKind.COMPULSORY, PeriodKind.ACTIVITY)


@dataclass(frozen=True)
class SubjectInGrade:
    """A subject as one grade has it."""

    subject: Subject
    periods: int
    kind: PeriodKind
    certainty: str

    @property
    def kind_label(self) -> str:
        """The kind in the active language."""
        return str(self.kind.label)


@dataclass
class StrandTopics:
    """A strand with its topics of one grade."""

    strand: Concept | None
    topics: list[Topic] = field(default_factory=list)


def current_version(programme_code: str = DEFAULT_PROGRAMME) -> ProgrammeVersion | None:
    """The version that lists follow, None before anything is imported."""
    return (
        ProgrammeVersion.objects.filter(programme__code=programme_code, is_current=True)
        .select_related("programme")
        .first()
    )


def subject_by_slug(slug: str) -> Subject | None:
    """The subject whose part of an address this is: "toan" → TOAN."""
    return Subject.objects.filter(code=slug.upper().replace("-", "_")).first()


def subject_by_choice(choice: str) -> Subject | None:
    """The subject a form's select names: by its number or its code."""
    if is_number(choice):
        return Subject.objects.filter(pk=int(choice)).first()
    return Subject.objects.filter(code=choice.upper()).first()


def allocations_of(subject: Concept, grade: int) -> list[PeriodAllocation]:
    """The periods of a subject in a grade; empty where the programme does not have it."""
    return list(
        subject.allocations.filter(
            grade=grade, version__is_current=True, version__programme__code=DEFAULT_PROGRAMME
        )
    )


def subjects_of_grade(grade: int, version: ProgrammeVersion | None = None) -> list[SubjectInGrade]:
    """The subjects of a grade with their periods, compulsory ones first."""
    return subjects_by_grade([grade], version).get(grade, [])


def subjects_by_grade(
    grades: Iterable[int] | None = None, version: ProgrammeVersion | None = None
) -> dict[int, list[SubjectInGrade]]:
    """The subjects of several grades (all when None), in two queries."""
    version = version or current_version()
    if version is None:
        return {}
    rows = version.allocations.order_by("grade", "subject__order")
    if grades is not None:
        rows = rows.filter(grade__in=list(grades))
    # Fetched through the proxy, so that rows are Subjects and know their part of an address.
    rows = rows.prefetch_related(Prefetch("subject", queryset=Subject.objects.all()))
    found: dict[int, list[SubjectInGrade]] = {}
    for row in rows:
        found.setdefault(row.grade, []).append(
            SubjectInGrade(
                cast(Subject, row.subject), row.periods, PeriodKind(row.kind), row.certainty
            )
        )
    kinds = list(PeriodKind)
    for subjects in found.values():
        subjects.sort(key=lambda s: (kinds.index(s.kind), s.subject.order))
    return found


def topics_of(
    subject: Concept, grade: int, version: ProgrammeVersion | None = None
) -> QuerySet[Topic]:
    """The topics of a subject in a grade that the version offers, in its order."""
    version = version or current_version()
    replaced = ConceptEntry.replaced_by.through.objects.filter(conceptentry=OuterRef("pk"))
    entries = ConceptEntry.objects.filter(version=version, grade=grade).exclude(Exists(replaced))
    return (
        Topic.objects.filter(subject_id=subject.pk, grade=grade, entries__in=entries)
        .select_related("strand")
        .order_by("order", "pk")
    )


def topics_by_strand(
    subject: Concept, grade: int, version: ProgrammeVersion | None = None
) -> list[StrandTopics]:
    """The topics of a subject in a grade, grouped by strand in the programme's order."""
    groups: dict[int | None, StrandTopics] = {}
    for topic in topics_of(subject, grade, version):
        group = groups.setdefault(topic.strand_id, StrandTopics(topic.strand))
        group.topics.append(topic)
    return list(groups.values())


def topic_by_uuid(uuid: UUID) -> Topic | None:
    """A topic with its subject and strand."""
    return Topic.objects.select_related("strand", "subject").filter(uuid=uuid).first()


def entry_of(concept: Concept) -> ConceptEntry | None:
    """What the current version of the concept's own programme says of it."""
    return (
        concept.entries.filter(version__is_current=True, version__programme_id=concept.home_id or 0)
        .select_related("version__programme")
        .prefetch_related(Prefetch("replaced_by", queryset=Topic.objects.all()))
        .first()
    )


def requirements_of(topic: Concept) -> QuerySet[Requirement]:
    """The requirements of a topic in its own programme's current version."""
    entries = ConceptEntry.objects.filter(
        parent_id=topic.pk, version__is_current=True, version__programme_id=topic.home_id or 0
    )
    return Requirement.objects.filter(entries__in=entries).order_by("order", "pk")


# --- Periods ----------------------------------------------------------------------------------
def compulsory_of(subjects: Iterable[SubjectInGrade]) -> int:
    """The periods among these that every student has."""
    return sum(s.periods for s in subjects if s.kind in _EVERYONE)


# --- The chooser ------------------------------------------------------------------------------
def chooser_levels() -> list[dict[str, Any]]:
    """Levels with their grades, as JSON."""
    return [
        {
            "code": level.level.value,
            "label": level.label,
            "grades": [{"grade": g, "label": grade_label(g)} for g in level.grades],
        }
        for level in levels()
    ]


def chooser_subjects(grade: int) -> list[dict[str, Any]]:
    """The subjects of a grade, as JSON; each once, whatever its kinds."""
    found: dict[int, dict[str, Any]] = {}
    for item in subjects_of_grade(grade):
        subject = item.subject
        found.setdefault(
            subject.pk,
            {
                "id": subject.pk,
                "code": subject.code,
                "name": subject.label,
                "mark": subject.mark,
                "hue": subject.hue,
                "periods": item.periods,
            },
        )
    return list(found.values())


def chooser_topics(subject: Concept, grade: int) -> list[dict[str, Any]]:
    """The topics of a subject in a grade by strand, as JSON."""
    return [
        {
            "name": group.strand.label if group.strand else "",
            "topics": [
                {"id": topic.pk, "uuid": str(topic.uuid), "name": topic.label}
                for topic in group.topics
            ],
        }
        for group in topics_by_strand(subject, grade)
    ]
