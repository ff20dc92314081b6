"""Words that name a place of the curriculum lead to it."""

from pathlib import Path

import pytest

from content.curriculum.naming import places_named
from search import expand
from tests.factories.curriculum import PERIODS, SUBJECTS, import_tables
from tests.search.memory_vocabulary import MemoryVocabulary

pytestmark = pytest.mark.django_db
MORE = [
    {"code": "HH", "name": "Hoá học", "name_en": "Chemistry", "hue": "10", "mark": "Hh"},
    {"code": "CDT", "name": "Cụm chuyên đề học tập Toán", "hue": "30", "mark": "Ct"},
    {"code": "KHTN", "name": "Khoa học tự nhiên", "hue": "90", "mark": "Kh"},
]
PLACES = [("TOAN", 10), ("HH", 10), ("CDT", 10), ("KHTN", 9)]


@pytest.fixture
def programme(tmp_path: Path) -> None:
    periods = [
        {"subject": code, "grade": str(grade), "periods": "70", "kind": "compulsory"}
        for code, grade in PLACES
    ]
    import_tables(tmp_path, subjects=[*SUBJECTS, *MORE], periods=[*PERIODS, *periods])


def named(text: str) -> list[str]:
    query = expand.parse(text, MemoryVocabulary([]))
    return [one.label for one in places_named([one.folded for one in query.alternatives])]


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("toán 9", ["Toán · Lớp 9"]),
        ("TOAN LOP 9", ["Toán · Lớp 9"]),
        ("lớp 9 môn toán", ["Toán · Lớp 9"]),
        ("khtn 9", ["Khoa học tự nhiên · Lớp 9"]),
        ("hoá 10", ["Hoá học · Lớp 10"]),
        ("văn 9", ["Ngữ văn · Lớp 9"]),
        ("chemistry grade 10", ["Hoá học · Lớp 10"]),
        ("môn ngữ văn", ["Ngữ văn"]),
        ("lớp 3", ["Lớp 3"]),
        ("toán", ["Toán"]),
    ],
)
def test_a_place_is_named_by_its_subject_and_grade(
    programme: None, text: str, places: list[str]
) -> None:
    assert named(text) == places


@pytest.mark.parametrize(
    "text",
    [
        "phương trình bậc 2", "toán 13", "toán 0", "hoá 9", "hoá", "toán vui lớp 9 nâng cao", "lớp",
        "toán " * 40, "9" * 300, "toán ٩",
    ],
)  # fmt: skip
def test_what_names_no_place_leads_to_none(programme: None, text: str) -> None:
    assert named(text) == []


def test_other_words_cost_no_more_than_the_names_of_the_subjects(
    programme: None, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(1):
        assert places_named([("dinh", "li")]) == []


def test_many_readings_cost_no_more_than_one(
    programme: None, django_assert_max_num_queries
) -> None:
    readings = [("toan", "9"), ("hoa", "10"), ("toan", "chin"), ("lop", "ix", "toan"), ("lop", "3")]
    with django_assert_max_num_queries(2):
        labels = [one.label for one in places_named(readings)]
    assert labels == ["Toán · Lớp 9", "Hoá học · Lớp 10", "Lớp 3"]
