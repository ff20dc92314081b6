"""Grades and levels follow the Law on Education 2019, article 28."""

import pytest
from django.utils import translation

from content.curriculum.grades import Level, grade_label, grades_of, is_grade, level_of, levels


@pytest.mark.parametrize(
    ("grade", "level"),
    [
        (1, Level.PRIMARY),
        (5, Level.PRIMARY),
        (6, Level.LOWER_SECONDARY),
        (9, Level.LOWER_SECONDARY),
        (10, Level.UPPER_SECONDARY),
        (12, Level.UPPER_SECONDARY),
    ],
)
def test_each_grade_has_its_level(grade: int, level: Level) -> None:
    assert level_of(grade) == level


@pytest.mark.parametrize("grade", [0, 13, -1])
def test_there_is_no_other_grade(grade: int) -> None:
    assert not is_grade(grade)
    with pytest.raises(ValueError):
        level_of(grade)


def test_the_levels_hold_every_grade_once() -> None:
    assert [g for level in levels() for g in level.grades] == list(range(1, 13))
    assert grades_of(Level.LOWER_SECONDARY) == (6, 7, 8, 9)


def test_a_grade_is_named_in_the_readers_language() -> None:
    with translation.override("en"):
        assert grade_label(9) == "Grade 9"
        assert levels()[0].label == "Primary"
