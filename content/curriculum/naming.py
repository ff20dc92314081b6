"""Which place of the curriculum some words name outright: "toán 9", "lớp 3", "khtn lớp 8".

Who types that wants the place itself, not the materials in which the words stand most often.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from content.curriculum.grades import grade_label, is_grade
from content.curriculum.models import PeriodAllocation, Subject
from content.curriculum.selectors import DEFAULT_PROGRAMME
from lms.core.numbers import is_number
from search.normalise import folded_tokens

MOST_WORDS = 10
"""More than the longest name of a subject and its grade have."""
_BEFORE_GRADE = {"lop", "khoi", "grade"}
_BEFORE_NAME = {"mon"}

Words = tuple[str, ...]


@dataclass(frozen=True)
class NamedPlace:
    """A subject, a grade, or a subject in a grade."""

    subject: Subject | None
    grade: int | None

    @property
    def label(self) -> str:
        """How it is written on screen: "Toán · Lớp 9"."""
        parts = [
            self.subject.label if self.subject else "",
            grade_label(self.grade) if self.grade else "",
        ]
        return " · ".join(part for part in parts if part)


def places_named(readings: Iterable[Sequence[str]], limit: int = 3) -> list[NamedPlace]:
    """The places that one of these readings names, each in words without marks."""
    asked = dict.fromkeys(_read(reading) for reading in readings if 0 < len(reading) <= MOST_WORDS)
    subjects = list(Subject.objects.order_by("order")) if any(name for name, _ in asked) else []
    named: dict[NamedPlace, None] = {}
    for name, grade in asked:
        if not name and grade:
            named.setdefault(NamedPlace(None, grade))
        for subject in _called(name, grade, subjects) if name else ():
            named.setdefault(NamedPlace(subject, grade))
    return _there(list(named))[:limit]


def _read(reading: Sequence[str]) -> tuple[Words, int | None]:
    """The words of a name, and the grade that stands before or after it."""
    words = list(reading)
    last = len(words) - 1
    at = next((n for n in range(1, last + 1) if words[n - 1] in _BEFORE_GRADE), last)
    if not (is_number(words[at]) and is_grade(int(words[at]))):
        return _name(words), None
    front = words[:at]
    if front and front[-1] in _BEFORE_GRADE:
        front.pop()
    return _name(front + words[at + 1 :]), int(words[at])


def _name(words: list[str]) -> Words:
    return tuple(words[1:] if words and words[0] in _BEFORE_NAME else words)


def _called(name: Words, grade: int | None, subjects: list[Subject]) -> list[Subject]:
    """Those of this name; with a grade also those whose name begins or ends so ("hoá 10")."""
    exact = [one for one in subjects if name in (_folded(one.name), _folded(one.name_en))]
    if exact or not grade:
        return exact
    size = len(name)
    names = [(one, _folded(one.name)) for one in subjects]
    return [one for one, own in names if name in (own[:size], own[-size:])]


def _there(places: list[NamedPlace]) -> list[NamedPlace]:
    """Without the subjects that are not taught in the grade."""
    pairs = [(one.subject.pk, one.grade) for one in places if one.subject and one.grade]
    if not pairs:
        return places
    rows = PeriodAllocation.objects.filter(
        subject__in={subject for subject, _ in pairs},
        grade__in={grade for _, grade in pairs},
        version__is_current=True,
        version__programme__code=DEFAULT_PROGRAMME,
    )
    taught = set(rows.values_list("subject_id", "grade"))
    return [
        one
        for one in places
        if not (one.subject and one.grade) or (one.subject.pk, one.grade) in taught
    ]


@lru_cache(maxsize=1000)
def _folded(name: str) -> Words:
    return tuple(folded_tokens(name))
