"""The normaliser, with examples from the keyboard and properties that hold for any text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search.normalise import (
    decode_telex,
    exact_form,
    exact_tokens,
    folded_form,
    folded_tokens,
    is_syllable,
    nfc,
    pair_tokens,
    words,
)

LETTERS = (
    "aăâbcdđeêghiklmnoôơpqrstuưvxyáàảãạấầẩẫậắằẳẵặéèẻẽẹếềểễệíìỉĩịóòỏõọốồổỗộớờởỡợúùủũụứừửữựýỳỷỹỵ"
)
VIETNAMESE = st.text(alphabet=LETTERS + LETTERS.upper() + " ", max_size=60)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà", "hòa"),
        ("HOÀ", "hòa"),
        ("khoẻ", "khỏe"),
        ("thuý", "thúy"),
        ("vật lý", "vật lí"),
        ("kỹ thuật", "kĩ thuật"),
        ("quý", "quí"),
        ("mỹ", "mĩ"),
    ],
)
def test_two_habits_of_writing_are_one_word(one: str, other: str) -> None:
    assert exact_tokens(one) == exact_tokens(other)


@pytest.mark.parametrize("word", ["quà", "hoàn", "thuyền", "hoài", "yêu", "tay", "ngày", "may"])
def test_words_that_only_look_like_a_habit_stay(word: str) -> None:
    assert exact_form(word) == word


def test_different_tones_stay_different_words() -> None:
    forms = {exact_form(word) for word in ("ma", "má", "mà", "mả", "mã", "mạ")}
    assert len(forms) == 6
    assert {folded_form(word) for word in forms} == {"ma"}


def test_the_letter_d_with_a_stroke_is_folded() -> None:
    assert folded_tokens("Đường đi ĐÀ NẴNG") == ["duong", "di", "da", "nang"]


def test_neighbours_make_pairs() -> None:
    assert pair_tokens(folded_tokens("phương trình bậc hai")) == [
        "phuong_trinh",
        "trinh_bac",
        "bac_hai",
    ]


@given(VIETNAMESE)
def test_composed_and_decomposed_text_are_the_same(text: str) -> None:
    decomposed = unicodedata.normalize("NFD", text)
    assert exact_tokens(text) == exact_tokens(decomposed)
    assert folded_tokens(text) == folded_tokens(decomposed)


@given(VIETNAMESE)
def test_vietnamese_folds_to_plain_letters(text: str) -> None:
    assert all(token.isascii() and token.isalnum() for token in folded_tokens(text))


@given(st.text(max_size=80))
def test_folding_and_settling_twice_change_nothing_more(text: str) -> None:
    for word in words(nfc(text)):
        assert exact_form(word.exact) == word.exact
        assert folded_form(word.folded) == word.folded
        assert folded_form(word.exact) == word.folded


@given(st.text(max_size=80))
def test_words_stand_where_they_say(text: str) -> None:
    text = nfc(text)
    for word in words(text):
        assert exact_form(text[word.start : word.end]) == word.exact
        assert "\x00" not in word.exact
        assert '"' not in word.exact
        assert "'" not in word.exact
        assert "_" not in word.exact


@pytest.mark.parametrize(
    ("left", "meant"),
    [
        ("phuowng", "phương"),
        ("phuwowng", "phương"),
        ("trinhf", "trình"),
        ("trifnh", "trình"),
        ("baacj", "bậc"),
        ("ddaoj", "đạo"),
        ("hamf", "hàm"),
        ("tieengs", "tiếng"),
        ("vieetj", "việt"),
        ("nghiax", "nghĩa"),
        ("truowngf", "trường"),
        ("quyeets", "quyết"),
        ("dduwowngf", "đường"),
        ("ddieenj", "điện"),
        ("quawng", "quăng"),
    ],
)
def test_telex_leftovers_are_read(left: str, meant: str) -> None:
    assert decode_telex(left) == meant


@pytest.mark.parametrize("word", ["text", "windows", "flash", "phuong", "trinh", "x", "phương"])
def test_other_words_are_no_telex(word: str) -> None:
    assert decode_telex(word) == ""


@pytest.mark.parametrize("word", ["phương", "nghiêng", "gì", "quốc", "hai", "ếch", "yêu", "khuya"])
def test_syllables_are_recognised(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["bac", "flash", "họch", "tex", "hộcs", "", "hàc"])
def test_what_cannot_be_a_syllable_is_none(word: str) -> None:
    assert not is_syllable(word)
