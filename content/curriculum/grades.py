"""Grades 1 to 12 and the three levels of general education they belong to.

A grade is a plain number everywhere in the code. Which level it belongs to follows from the
Law on Education 2019 (43/2019/QH14), article 28: primary is grades 1 to 5, lower secondary 6
to 9, upper secondary 10 to 12.
"""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FIRST_GRADE, LAST_GRADE = 1, 12
GRADES = range(FIRST_GRADE, LAST_GRADE + 1)


class Level(models.TextChoices):
    """A level of general education."""

    PRIMARY = "primary", gettext_lazy("Primary")
    LOWER_SECONDARY = "lower_secondary", gettext_lazy("Lower secondary")
    UPPER_SECONDARY = "upper_secondary", gettext_lazy("Upper secondary")


@dataclass(frozen=True)
class LevelGrades:
    """A level with its grades, as pages list them."""

    level: Level
    grades: tuple[int, ...]

    @property
    def label(self) -> str:
        """The level's name in the active language."""
        return str(self.level.label)


_LAST_GRADE_OF = {Level.PRIMARY: 5, Level.LOWER_SECONDARY: 9, Level.UPPER_SECONDARY: 12}


def is_grade(grade: int) -> bool:
    """Whether the number is a grade of general education."""
    return grade in GRADES


def level_of(grade: int) -> Level:
    """The level a grade belongs to."""
    if not is_grade(grade):
        raise ValueError(f"{grade} is not a grade between {FIRST_GRADE} and {LAST_GRADE}")
    return next(level for level, last in _LAST_GRADE_OF.items() if grade <= last)


def grades_of(level: Level) -> tuple[int, ...]:
    """The grades of one level, lowest first."""
    return tuple(grade for grade in GRADES if level_of(grade) == level)


def levels() -> tuple[LevelGrades, ...]:
    """All levels with their grades, lowest first."""
    return tuple(LevelGrades(level, grades_of(level)) for level in Level)


def grade_label(grade: int) -> str:
    """How a grade is written on screen: "Lớp 9"."""
    return _("Grade %(grade)d") % {"grade": grade}


def grade_choices() -> list[tuple[str, list[tuple[int, str]]]]:
    """All grades for a select, under the level they belong to."""
    return [(one.label, [(g, grade_label(g)) for g in one.grades]) for one in levels()]
