"""The way in through the curriculum, and the little mark of a subject."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from content.curriculum import selectors
from content.curriculum.grades import LevelGrades, grade_label, levels
from content.curriculum.models import Subject

register = template.Library()


@dataclass(frozen=True)
class WayInSubject:
    """A subject under a grade, ready to be linked."""

    name: str
    slug: str
    mark: str
    hue: int


@dataclass(frozen=True)
class WayInGrade:
    """A grade with its subjects."""

    grade: int
    label: str
    subjects: tuple[WayInSubject, ...]


@dataclass(frozen=True)
class WayInLevel:
    """A level with its grades."""

    label: str
    grades: tuple[WayInGrade, ...]


# One tree per language and process. The stamp of the version says whether it still holds, so a
# fresh import shows at once in every process, at the price of one small query.
_Stamp = tuple[int, int]
_kept: dict[str, tuple[_Stamp, tuple[WayInLevel, ...]]] = {}


def way_in_tree() -> tuple[WayInLevel, ...]:
    """Levels, grades and subjects of the current version; empty before an import."""
    version = selectors.current_version()
    if version is None:
        return ()
    language = get_language() or ""
    stamp = (version.pk, version.stamp)
    kept = _kept.get(language)
    if kept is None or kept[0] != stamp:
        by_grade = selectors.subjects_by_grade(version=version)
        tree = tuple(_level(level, by_grade) for level in levels())
        kept = _kept[language] = (stamp, tree)
    return kept[1]


def _level(level: LevelGrades, by_grade: dict[int, list[selectors.SubjectInGrade]]) -> WayInLevel:
    grades = tuple(
        WayInGrade(grade, grade_label(grade), _subjects(by_grade[grade]))
        for grade in level.grades
        if grade in by_grade
    )
    return WayInLevel(level.label, grades)


def _subjects(items: list[selectors.SubjectInGrade]) -> tuple[WayInSubject, ...]:
    # Clusters of study topics are reached from their grade; here they would double the list.
    return tuple(
        WayInSubject(s.subject.label, s.subject.slug, s.subject.mark, s.subject.hue)
        for s in items
        if s.kind != selectors.PeriodKind.STUDY_TOPICS
    )


@register.inclusion_tag("curriculum/_way_in.html")
def curriculum_way_in(heading: str = "h2") -> dict[str, Any]:
    """The curriculum as a compact way in: level → grade → subject."""
    return {"levels": way_in_tree(), "heading": heading if heading in {"h2", "h3"} else "h2"}


@register.simple_tag
def subject_mark(subject: Subject | WayInSubject, size: int = 28) -> SafeString:
    """A subject's two letters on its hue. Decoration: the name stands beside it."""
    return format_html(
        '<svg class="subject-mark" width="{size}" height="{size}" viewBox="0 0 28 28" '
        'aria-hidden="true" focusable="false"><rect width="28" height="28" rx="6" '
        'fill="hsl({hue},45%,88%)"/><text x="14" y="19" text-anchor="middle" font-size="13" '
        'font-weight="600" fill="hsl({hue},65%,20%)">{mark}</text></svg>',
        size=size,
        hue=int(subject.hue) % 360,
        mark=subject.mark,
    )
