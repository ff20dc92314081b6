"""People are listed in Vietnamese order, the same on every database."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from lms.people.sort_keys import ALPHABET, name_sort_key

names = st.text(alphabet=ALPHABET + "àảãáạèẻẽéẹ ", min_size=1, max_size=12)


def order(*people: tuple[str, str, str]) -> list[str]:
    keyed = sorted(people, key=lambda p: name_sort_key(family=p[0], middle=p[1], given=p[2]))
    return [" ".join(part for part in person if part) for person in keyed]


def test_the_given_name_comes_first() -> None:
    people = [("Trần", "Văn", "Bình"), ("Nguyễn", "Thị", "An"), ("Lê", "", "Chi")]
    assert order(*people) == ["Nguyễn Thị An", "Trần Văn Bình", "Lê Chi"]


def test_the_family_name_decides_between_equal_given_names() -> None:
    people = [("Trần", "Văn", "An"), ("Đỗ", "Văn", "An"), ("Bùi", "Văn", "An")]
    assert order(*people) == ["Bùi Văn An", "Đỗ Văn An", "Trần Văn An"]


def test_letters_follow_the_vietnamese_alphabet() -> None:
    given_names = ["Đạt", "Dung", "Ân", "Ánh", "Ăn", "Ưng", "Uyên", "Ôn", "Oanh", "Ơn", "Ê", "En"]
    expected = ["Ánh", "Ăn", "Ân", "Dung", "Đạt", "En", "Ê", "Oanh", "Ôn", "Ơn", "Uyên", "Ưng"]
    assert order(*[("", "", name) for name in given_names]) == expected


def test_tones_only_break_a_tie_in_dictionary_order() -> None:
    tones = ["mạ", "má", "mã", "mả", "mà", "ma"]
    assert order(*[("", "", name) for name in tones]) == ["ma", "mà", "mả", "mã", "má", "mạ"]
    assert order(("", "", "Hòa"), ("", "", "Hoa"), ("", "", "Hoan")) == ["Hoa", "Hòa", "Hoan"]


@given(names, names)
def test_how_the_marks_are_composed_makes_no_difference(family: str, given_name: str) -> None:
    composed = name_sort_key(
        family=unicodedata.normalize("NFC", family), given=unicodedata.normalize("NFC", given_name)
    )
    decomposed = name_sort_key(
        family=unicodedata.normalize("NFD", family), given=unicodedata.normalize("NFD", given_name)
    )
    assert composed == decomposed


@given(st.text(max_size=40), st.text(max_size=40))
def test_a_key_holds_only_what_every_collation_sorts_alike(family: str, given_name: str) -> None:
    key = name_sort_key(family=family, given=given_name)
    assert all(c in "0123456789abcdefghijklmnopqrstuvwxyz" for c in key)


@given(names, names)
def test_a_name_that_begins_another_comes_before_it(first: str, rest: str) -> None:
    if not first.strip() or not rest.strip():
        return
    shorter = name_sort_key(family="", given=first.strip())
    longer = name_sort_key(family="", given=f"{first.strip()} {rest.strip()}")
    assert shorter < longer
