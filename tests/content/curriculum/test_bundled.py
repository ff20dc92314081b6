"""The general education programme that comes with the product."""

import csv
from collections import Counter
from itertools import pairwise

import pytest

from content.curriculum import selectors, services
from content.curriculum.importing.report import ImportReport
from content.curriculum.importing.tables import Table, read_sources
from content.curriculum.models import (
    Concept,
    ConceptEntry,
    PeriodAllocation,
    PeriodKind,
    Subject,
    Topic,
)

# Periods a year of the compulsory subjects and activities, as the programme prints them.
OFFICIAL_TOTALS = {1: 875, 2: 875, 3: 980, 4: 1050, 5: 1050, 6: 1015, 7: 1015, 8: 1032, 9: 1032}
# Of the chosen kinds a student takes this many; GDPT 2018, upper secondary (Circular
# 32/2018/TT-BGDĐT as amended by 13/2022/TT-BGDĐT).
CHOSEN_PER_GRADE = {PeriodKind.CHOICE: 4, PeriodKind.STUDY_TOPICS: 3}


@pytest.fixture(scope="module")
def bundled(django_db_setup, django_db_blocker):
    """The whole programme, loaded once for this file and taken out again."""
    from django.db import connection, transaction

    with django_db_blocker.unblock():
        atomic = transaction.atomic()
        atomic.__enter__()
        try:
            yield services.load_bundled()
        finally:
            transaction.set_rollback(True)
            atomic.__exit__(None, None, None)
            connection.close()


pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bundled")]


@pytest.mark.parametrize(("grade", "total"), OFFICIAL_TOTALS.items())
def test_the_periods_of_a_grade_add_up_to_the_official_total(grade: int, total: int) -> None:
    assert selectors.compulsory_of(selectors.subjects_of_grade(grade)) == total


def test_a_student_has_11915_periods_from_grade_1_to_12() -> None:
    total = 0
    for subjects in selectors.subjects_by_grade().values():
        total += selectors.compulsory_of(subjects)
        for kind, count in CHOSEN_PER_GRADE.items():
            offered = sorted((s.periods for s in subjects if s.kind == kind), reverse=True)
            total += sum(offered[:count])
    assert total == 11_915


def test_the_catalogue_has_13910_periods() -> None:
    """Everything a repository has to cover: all choices, without the electives."""
    rows = PeriodAllocation.objects.filter(version=selectors.current_version())
    counted = rows.exclude(kind=PeriodKind.ELECTIVE).values_list("periods", flat=True)
    assert sum(counted) == 13_910


def test_every_subject_has_at_least_two_topics_in_every_grade_it_is_taught() -> None:
    taught = set(PeriodAllocation.objects.values_list("subject__code", "grade"))
    named = Counter(Topic.objects.values_list("subject__code", "grade"))
    assert [place for place in sorted(taught) if named[place] < 2] == []


def test_no_topic_stands_where_its_subject_is_not_taught() -> None:
    taught = set(PeriodAllocation.objects.values_list("subject__code", "grade"))
    assert set(Topic.objects.values_list("subject__code", "grade")) <= taught


def test_every_subject_has_a_name_in_english() -> None:
    assert not Subject.objects.filter(name_en="").exists()


def test_no_two_subjects_have_the_same_mark() -> None:
    marks = Counter(Subject.objects.values_list("mark", flat=True))
    assert [mark for mark, count in marks.items() if count > 1] == []
    assert all(len(mark) == 2 for mark in marks)


@pytest.mark.parametrize("grade", range(1, 13))
def test_the_hues_of_a_grades_subjects_are_apart(grade: int) -> None:
    # Study topics share the hue of their subject on purpose.
    hues = {
        item.subject.code: item.subject.hue
        for item in selectors.subjects_of_grade(grade)
        if not item.subject.code.endswith("_CD")
    }
    ordered = sorted(hues.values())
    assert all(after - before >= 12 for before, after in pairwise(ordered))


def test_study_topics_share_the_hue_of_their_subject() -> None:
    hues = dict(Subject.objects.values_list("code", "hue"))
    assert all(
        hues[code] == hues[code.removesuffix("_CD")] for code in hues if code.endswith("_CD")
    )


def test_loading_again_changes_nothing() -> None:
    before = dict(Concept.objects.values_list("uuid", "pk"))
    entries = ConceptEntry.objects.count()
    report = services.import_programme(
        acting_user=None,
        programme_code="GDPT2018",
        version_label="2018",
        source_path=services.BUNDLED,
    )
    assert (report.created, report.updated) == (0, 0)
    assert dict(Concept.objects.values_list("uuid", "pk")) == before
    assert ConceptEntry.objects.count() == entries


def test_the_bundled_tables_hold_no_requirement_sentences() -> None:
    rows = read_sources([services.BUNDLED], ImportReport())
    assert {row.table for row in rows} == {Table.SUBJECTS, Table.PERIODS, Table.TOPICS}


def test_every_bundled_row_says_how_sure_it_is() -> None:
    for name in ("periods", "topics"):
        with (services.BUNDLED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            certainties = {row["certainty"] for row in csv.DictReader(file)}
        assert certainties <= {"verified", "secondary", "general"}


def test_topics_keep_the_order_of_the_table() -> None:
    maths = Subject.objects.get(code="TOAN")
    names = [group.strand.name for group in selectors.topics_by_strand(maths, 9)]
    assert names == ["Số và Đại số", "Hình học và Đo lường", "Thống kê và Xác suất"]
