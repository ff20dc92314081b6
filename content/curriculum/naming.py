"""Which place of the curriculum some words name outright: "toán 9", "lớp 3", "khtn lớp 8".

Who types that wants the place itself, not the materials in which the words stand most often.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from content.curriculum.grades import grade_label, is_grade
from content.curriculum.models import Subject
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
    asked = dict.fromkeys(_read(reading) for reading in readings if len(reading) <= MOST_WORDS)
    found: dict[tuple[int | None, int | None], NamedPlace] = {}
    for name, grade in asked:
        if not name and grade:
            found.setdefault((None, grade), NamedPlace(None, grade))
        for subject in _subjects(name, grade) if name else ():
            found.setdefault((subject.pk, grade), NamedPlace(subject, grade))
    return list(found.values())[:limit]


def _read(reading: Sequence[str]) -> tuple[Words, int | None]:
    """The words of a name, and the grade that stands before or after it."""
    words = list(reading)
    at = next((n for n, word in enumerate(words) if word in _BEFORE_GRADE), len(words) - 2)
    number = words[at + 1] if 0 <= at + 1 < len(words) else ""
    if not (is_number(number) and is_grade(int(number))):
        return _name(words), None
    begin = at if at >= 0 and words[at] in _BEFORE_GRADE else at + 1
    return _name(words[:begin] + words[at + 2 :]), int(number)


def _name(words: list[str]) -> Words:
    return tuple(words[1:] if words and words[0] in _BEFORE_NAME else words)


def _subjects(name: Words, grade: int | None) -> list[Subject]:
    """Those of this name; with a grade also those whose name begins or ends so ("hoá 10")."""
    names = Subject.objects.order_by("order").values_list("pk", "name", "name_en")
    folded = {pk: (_folded(vietnamese), _folded(english)) for pk, vietnamese, english in names}
    exact = [pk for pk, both in folded.items() if name in both]
    size = len(name)
    partly = [pk for pk, (own, _) in folded.items() if name in (own[:size], own[-size:])]
    wanted = exact or (partly if grade else [])
    if not wanted:
        return []
    subjects = Subject.objects.filter(pk__in=wanted).order_by("order")
    if grade:
        subjects = subjects.filter(
            allocations__grade=grade,
            allocations__version__is_current=True,
            allocations__version__programme__code=DEFAULT_PROGRAMME,
        ).distinct()
    return list(subjects)


@lru_cache(maxsize=1000)
def _folded(name: str) -> Words:
    return tuple(folded_tokens(name))
