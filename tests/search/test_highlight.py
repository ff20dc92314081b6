"""Which words of the original text are marked, and which part of it is shown."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from search.expand import parse
from search.highlight import Snippet, mark, snippet
from search.templatetags.search_tags import marked
from tests.search.corpus import library
from tests.search.memory_vocabulary import MemoryVocabulary

VOCABULARY = MemoryVocabulary(f"{row.title} {row.topic} {row.body}" for row in library())


def shown(text: str, typed: str) -> str:
    pieces = mark(text, parse(typed, VOCABULARY))
    return "".join(f"[{piece}]" if hit else piece for piece, hit in pieces)


def test_an_unmarked_query_marks_the_accented_words() -> None:
    assert shown("Giải phương trình bậc hai", "phuong trinh") == "Giải [phương trình] bậc hai"


def test_a_marked_query_does_not_mark_other_words_of_the_same_letters() -> None:
    assert shown("Lăng và làng", "làng") == "Lăng và [làng]"


def test_a_lone_syllable_is_not_marked_where_the_pair_stands_too() -> None:
    text = "Trình bày phương trình"
    assert shown(text, "phuong trinh") == "Trình bày [phương trình]"
    assert shown("Trình bày bài giải", "phuong trinh") == "[Trình] bày bài giải"


def test_what_an_abbreviation_stands_for_is_marked() -> None:
    assert shown("Hệ phương trình", "hpt") == "[Hệ phương trình]"


def test_decomposed_text_is_marked_too() -> None:
    text = unicodedata.normalize("NFD", "Quần thể sinh vật")
    assert shown(text, "quan the") == "[Quần thể] sinh vật"


def test_the_fragment_with_the_pair_is_shown() -> None:
    filler = "Một câu dài nói về chuyện khác và không dừng lại. " * 12
    text = f"Trình bày cẩn thận. {filler} Muốn giải phương trình phải chuyển vế. {filler}"
    found = snippet(text, parse("phuong trinh", VOCABULARY))
    pieces = found.pieces
    assert found.marked_at[0] == text.index("phương trình")
    assert ("phương trình", True) in pieces
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    assert len("".join(piece for piece, _ in pieces)) < 300


def test_without_any_hit_the_beginning_is_shown() -> None:
    beginning = Snippet([("Một đoạn văn.", False)])
    assert snippet("Một đoạn văn.", parse("zzz", VOCABULARY)) == beginning
    assert snippet("", parse("zzz", VOCABULARY)) == Snippet([])


def test_markup_in_a_text_stays_text() -> None:
    drawn = marked(mark("<script>phương</script> trình", parse("phuong trinh", VOCABULARY)))
    assert "<script>" not in drawn
    assert "<mark>phương</mark>" in drawn


@given(st.text(max_size=300), st.text(max_size=30))
def test_marking_loses_no_character(text: str, typed: str) -> None:
    query = parse(typed, VOCABULARY)
    text = unicodedata.normalize("NFC", text).replace("\x00", " ")
    assert "".join(piece for piece, _ in mark(text, query)) == text
