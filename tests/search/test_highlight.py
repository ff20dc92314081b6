"""Which words of the original text are marked, and which part of it is shown."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from lms.core.search_registry import SearchDocument, Section
from search.expand import parse
from search.highlight import Snippet, mark, snippet
from search.templatetags.search_tags import marked
from tests.search.corpus import document, library
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
    assert found.section is None
    assert ("phương trình", True) in pieces
    assert pieces[0] == ("… ", False)
    assert pieces[-1] == (" …", False)
    assert len("".join(piece for piece, _ in pieces)) < 300


def sectioned(*sections: tuple[str, str], body: str = "") -> SearchDocument:
    made = [Section(n, *one, f"buoc-{n}") for n, one in enumerate(sections, 1)]
    return document("bai", "Bài", body=body, sections=made)


def section_for(typed: str, row: SearchDocument) -> int | None:
    """The number of the section that is named, counted from 1."""
    found = snippet(row.text, parse(typed, VOCABULARY), row.outline).section
    return None if found is None else found + 1


def test_the_section_that_says_most_is_named_though_the_summary_says_it_first() -> None:
    row = sectioned(
        ("Khởi động", "Phương trình là gì?"),
        ("Cách giải", "Giải phương trình bậc hai bằng công thức nghiệm."),
        body="Bài học về phương trình bậc hai và công thức nghiệm. " * 9,
    )
    assert section_for("phuong trinh bac hai", row) == 2


def test_a_section_titled_so_is_the_one_that_is_named() -> None:
    row = sectioned(
        ("Kinh tuyến", "Kinh tuyến cắt vĩ tuyến, mọi vĩ tuyến, ở góc vuông."),
        ("Vĩ tuyến", "Vòng tròn bao quanh Trái Đất."),
    )
    assert section_for("vi tuyen", row) == 2
    pieces = snippet(row.text, parse("vi tuyen", VOCABULARY), row.outline).pieces
    assert pieces == [("Vòng tròn bao quanh Trái Đất.", False)]


def test_a_late_section_is_found_behind_many_lone_words() -> None:
    row = sectioned(
        ("Khởi động", "Định luật và pháp lí, định kì và vật lí. " * 30),
        ("Kiến thức", "Nay ta phát biểu định lí Pythagore."),
    )
    assert section_for("dinh li pythagore", row) == 2


def test_stray_words_name_no_section() -> None:
    row = sectioned(
        ("Trò chơi", "Hai bạn ở miền Bắc chơi cờ."), ("Kết", "Một quảng đường, một hộp.")
    )
    assert section_for("phương trình bậc hai", row) is None
    assert section_for("quang hop", row) is None


def test_one_word_is_enough_where_one_word_was_asked() -> None:
    assert section_for("căn", sectioned(("Mở đầu", "Chào em."), ("Luyện", "Tính căn."))) == 2


def test_a_mark_ends_with_its_line() -> None:
    assert shown("Luyện tập\nBài một", "tập bài") == "Luyện [tập]\n[Bài] một"


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=60)), max_size=4), st.text())
def test_whatever_the_sections_hold_the_snippet_is_of_one_of_them(
    sections: list[tuple[str, str]], body: str
) -> None:
    row = sectioned(*[(" ".join(title.split()), text) for title, text in sections], body=body)
    found = snippet(row.text, parse("phương trình bậc hai", VOCABULARY), row.outline)
    drawn = "".join(piece for piece, _ in found.pieces if piece not in {"… ", " …"})
    assert drawn in row.text


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
