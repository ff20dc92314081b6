"""What was meant, from what was typed: without any database."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.expand import MAX_READINGS, abbreviations, clean, parse
from search.queries import MAX_QUERY, Query
from tests.search.corpus import library
from tests.search.memory_vocabulary import MemoryVocabulary

VOCABULARY = MemoryVocabulary(f"{row.title} {row.topic} {row.meta} {row.body}" for row in library())


def readings(query: Query) -> set[str]:
    return {" ".join(one.exact) for one in query.alternatives}


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("pt bậc hai", "phương trình bậc hai"),
        ("PT", "phương trình"),
        ("ưcln", "ước chung lớn nhất"),
        ("ucln", "ước chung lớn nhất"),
        ("sgk toán", "sách giáo khoa toán"),
        ("hk1", "học kì 1"),
        ("hk1", "học kì i"),
        ("lớp 9", "lớp chín"),
        ("lớp chín", "lớp 9"),
        ("chương II", "chương 2"),
        ("học kỳ 2", "học kì ii"),
        ("phương trình bậc 2", "phương trình bậc hai"),
    ],
)
def test_short_and_long_ways_to_write_are_both_tried(typed: str, read: str) -> None:
    found = readings(parse(typed, VOCABULARY))
    assert read in found
    assert len(found) > 1


@pytest.mark.parametrize("typed", ["hai", "năm học", "ba người", "mười chín"])
def test_a_numeral_on_its_own_is_a_word(typed: str) -> None:
    assert len(parse(typed, VOCABULARY).alternatives) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("phuowng trinhf baacj hai", "phương trình bậc hai"),
        ("ddaoj hamf", "đạo hàm"),
        ("phuong trihn", "phuong trinh"),
        ("phuog trinh", "phuong trinh"),
        ("phương trìnhh", "phương trình"),
        ("chuyen dongg", "chuyen dong"),
    ],
)
def test_slips_of_the_keyboard_are_repaired(typed: str, meant: str) -> None:
    assert parse(typed, VOCABULARY).changed == meant


@pytest.mark.parametrize(
    "typed", ["phương trình", "phuong trinh", "text", "windows", "pt", "hk2", "2026", "lớp 9"]
)
def test_what_is_right_stays(typed: str) -> None:
    assert parse(typed, VOCABULARY).changed == ""


def test_the_neighbour_decides_between_two_corrections() -> None:
    vocabulary = MemoryVocabulary(["khí cầu bay"] * 1 + ["khi nào"] * 50 + ["kho báu"] * 50)
    assert parse("khx cau", vocabulary).changed == "khi cau"
    assert parse("khx bau", vocabulary).changed == "kho bau"


def test_the_typed_words_stay_one_reading_of_a_corrected_query() -> None:
    query = parse("phuong trihn", VOCABULARY)
    assert "phuong trihn" in readings(query)


def test_a_literal_search_changes_nothing() -> None:
    query = parse("pt trihn bậc 2", VOCABULARY, literal=True)
    assert readings(query) == {"pt trihn bậc 2"}
    assert query.changed == ""


def test_nothing_is_corrected_before_anything_is_known() -> None:
    assert parse("phuowng trinhf", MemoryVocabulary([])).changed == ""


def test_only_a_query_typed_with_marks_prefers_marked_words() -> None:
    assert parse("phương trình", VOCABULARY).marked
    assert not parse("phuong trinh", VOCABULARY).marked


def test_words_that_stand_everywhere_are_called_common() -> None:
    texts = [f"học sinh đọc bài {'về đường tròn' if n % 10 == 0 else ''}" for n in range(300)]
    query = parse("học bài đường tròn", MemoryVocabulary(texts))
    assert query.common == {"hoc", "bai"}


def test_the_abbreviations_are_well_formed() -> None:
    assert len(abbreviations()) > 50
    for short, long in abbreviations().items():
        assert short.isalnum()
        assert all(len(reading) > 1 for reading in long)


@given(st.text(max_size=2_000))
def test_any_input_becomes_a_bounded_query(text: str) -> None:
    query = parse(text, VOCABULARY)
    assert len(query.text) <= MAX_QUERY
    assert len(query.alternatives) <= MAX_READINGS
    assert clean(query.text) == query.text
