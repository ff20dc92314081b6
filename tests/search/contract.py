"""What every engine must do; the same statements run on SQLite, PostgreSQL and Elasticsearch."""

from __future__ import annotations

import unicodedata

import pytest

from lms.core.search_registry import Section
from search import expand
from search.engines.base import Engine
from search.queries import Filters, Found, Request
from search.vocabulary import StoredVocabulary
from tests.search.corpus import SCHOOL, STUDENT, TEACHER, VISITOR, document, library, many

HOSTILE = [
    '"', "'", '"phương" OR', "NEAR(a b)", "NEAR", "title_f: x", "*", "a*", "^a", "(", ")", "-",
    "AND", "OR NOT", "a AND", "\x00", "a\x00b", "'; DROP TABLE search_document; --", "%", "_",
    "\\", "a\\'b", "{a b}: c", "+", "a & b | !c", "<->", ":*", "💡", "½ ² Ⅳ", "\u0301\u0302",
    "x" * 10_000, "a " * 5_000, "\ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16"),
    "İstanbul", "ß", "/regex.*/", "[a TO b]", "a~1", "key:lesson",
]  # fmt: skip


TYPED = {
    "phương trình bậc hai": "bac-hai",
    "phuong trinh bac hai": "bac-hai",
    "PHƯƠNG TRÌNH BẬC HAI": "bac-hai",
    "phương trinh bâc hai": "bac-hai",
    unicodedata.normalize("NFD", "phương trình bậc hai"): "bac-hai",
    "phuowng trinhf baacj hai": "bac-hai",
    "phuong trihn bac hai": "bac-hai",
    "phương trìnhh bậc hai": "bac-hai",
    "pt bậc hai": "bac-hai",
    "pt bac 2": "bac-hai",
    "phương trình bậc 2": "bac-hai",
    "hpt": "he-phuong-trinh",
    "bpt bậc nhất": "bat-phuong-trinh",
    "dao ham": "dao-ham",
    "đạo hàm": "dao-ham",
    "ddaoj hamf": "dao-ham",
    "phản ứng hóa học": "hoa-hoc",
    "phản ứng hoá học": "hoa-hoc",
    "vật lí": "vat-ly",
    "vật lý": "vat-ly",
    "quan the sinh vat": "nfd",
    "quần thể": "nfd",
    "học kỳ 2": "hoc-ki",
    "hoc ki ii": "hoc-ki",
    "hk2": "hoc-ki",
    "soạn thảo text": "tap-viet",
}


class EngineContract:
    """Subclasses give `engine` as a fixture: empty, its tables or indices in place."""

    @pytest.fixture
    def filled(self, engine: Engine) -> Engine:
        engine.index(library())
        return engine

    @staticmethod
    def ask(
        engine: Engine,
        text: str,
        audience: frozenset[str] = VISITOR,
        *,
        literal: bool = False,
        filters: Filters | None = None,
        offset: int = 0,
        size: int = 10,
    ) -> Found:
        query = expand.parse(text, StoredVocabulary(), literal=literal)
        return engine.search(Request(query, audience, filters or Filters(), offset, size))

    def first(self, engine: Engine, text: str, audience: frozenset[str] = VISITOR) -> str:
        hits = self.ask(engine, text, audience).hits
        return hits[0].key.partition(":")[2] if hits else ""

    def keys(self, found: Found) -> set[str]:
        return {hit.key.partition(":")[2] for hit in found.hits}

    def test_what_a_student_types_finds_the_lesson(self, filled: Engine) -> None:
        found = {typed: self.first(filled, typed) for typed in TYPED}
        assert found == TYPED

    def test_the_words_of_a_section_are_found_and_the_hit_says_where_it_begins(
        self, engine: Engine
    ) -> None:
        decomposed = unicodedata.normalize("NFD", "Quần thể sinh vật")
        sections = [
            Section(1, "Khởi động", "Quan sát một hồ cá.", "buoc-1"),
            Section(2, decomposed, "Các cá thể cùng loài.", "buoc-2"),
        ]
        engine.index([document("hoc", "Sinh thái", body="Tóm tắt é", sections=sections)])
        (hit,) = self.ask(engine, "cá thể cùng loài").hits
        begins = {one["fragment"]: hit.body[one["at"] :] for one in hit.outline}
        assert begins["buoc-1"].startswith("Khởi động\nQuan sát")
        assert begins["buoc-2"].startswith("Quần thể sinh vật\nCác cá thể")
        assert [one["number"] for one in hit.outline] == [1, 2]

    def test_marks_in_the_query_tell_words_apart(self, filled: Engine) -> None:
        assert self.first(filled, "lăng") == "lang-mac"
        assert self.first(filled, "làng") == "lang"
        assert {"lang", "lang-mac"} <= self.keys(self.ask(filled, "lang"))

    def test_a_word_in_the_title_counts_for_more_than_one_in_the_text(self, engine: Engine) -> None:
        engine.index(
            [
                document("body", "Ôn tập chương", body="Nhắc lại về đường tròn ngoại tiếp."),
                document("title", "Đường tròn ngoại tiếp", body="Nhắc lại kiến thức chương."),
            ]
        )
        assert self.first(engine, "đường tròn") == "title"

    def test_a_visitor_finds_public_documents_only(self, filled: Engine) -> None:
        assert "dap-an" not in self.keys(self.ask(filled, "đáp án phương trình bậc hai"))
        assert "noi-bo" not in self.keys(self.ask(filled, "khinh khí cầu"))

    def test_a_student_finds_the_schools_documents_but_no_answer_keys(self, filled: Engine) -> None:
        assert self.first(filled, "khinh khí cầu", STUDENT) == "noi-bo"
        assert "dap-an" not in self.keys(self.ask(filled, "đáp án phương trình bậc hai", STUDENT))
        assert self.first(filled, "đáp án phương trình bậc hai", TEACHER) == "dap-an"

    def test_a_reader_without_any_token_finds_nothing(self, filled: Engine) -> None:
        assert self.ask(filled, "phương trình", frozenset()) == Found()
        assert filled.suggest("phương", frozenset()) == []

    def test_totals_and_facets_count_only_what_the_reader_may_see(self, filled: Engine) -> None:
        visitor = self.ask(filled, "đề bài phương trình bậc hai", VISITOR)
        teacher = self.ask(filled, "đề kiểm tra phương trình bậc hai", TEACHER)
        assert "exercises" in teacher.facets["kind"]
        assert visitor.total == len(visitor.hits)
        assert sum(visitor.facets["kind"].values()) == visitor.total
        private = self.ask(filled, "khinh khí cầu", VISITOR, literal=True)
        assert private.total == 0
        assert not any(private.facets.values())

    def test_facets_count_grade_subject_and_kind(self, filled: Engine) -> None:
        found = self.ask(filled, "phương trình")
        assert found.total == 3
        assert found.facets == {
            "grade": {9: 3},
            "subject": {"toan": 3},
            "kind": {"lecture": 2, "video": 1},
        }

    def test_choosing_a_facet_narrows_the_others_and_not_itself(self, filled: Engine) -> None:
        found = self.ask(filled, "phương trình", filters=Filters(kind=("video",)))
        assert self.keys(found) == {"he-phuong-trinh"}
        assert found.total == 1
        assert found.facets["kind"] == {"lecture": 2, "video": 1}
        assert found.facets["grade"] == {9: 1}

    def test_several_values_of_a_facet_widen(self, filled: Engine) -> None:
        both = Filters(kind=("video", "lecture"), grade=(9,))
        assert self.ask(filled, "phương trình", filters=both).total == 3

    def test_pages_follow_each_other_without_gap_or_overlap(self, engine: Engine) -> None:
        engine.index(many(25))
        seen: list[str] = []
        for offset in (0, 10, 20):
            found = self.ask(engine, "phương trình", offset=offset)
            assert found.total == 25
            seen += [hit.key for hit in found.hits]
        assert len(seen) == len(set(seen)) == 25
        assert self.ask(engine, "phương trình", offset=30).hits == []

    def test_a_word_too_many_still_finds(self, filled: Engine) -> None:
        assert self.first(filled, "công thức nghiệm thần kì phương trình bậc hai") == "bac-hai"

    def test_what_matches_nothing_finds_nothing_but_names_near_topics(self, filled: Engine) -> None:
        query = expand.parse("phương zzzzqq", StoredVocabulary())
        request = Request(query, VISITOR, size=5)
        assert filled.search(request).total == 0
        assert any("phương trình" in topic.lower() for topic in filled.nearest(request))

    def test_near_topics_stay_within_the_audience(self, filled: Engine) -> None:
        query = expand.parse("khinh zzzzqq", StoredVocabulary(), literal=True)
        assert filled.nearest(Request(query, VISITOR, size=5)) == []
        assert filled.nearest(Request(query, STUDENT, size=5)) == ["Sinh hoạt câu lạc bộ"]

    def test_the_literal_words_are_found_when_asked_for(self, filled: Engine) -> None:
        assert self.ask(filled, "phuong trihn", literal=True).total == 0
        assert self.ask(filled, "phuong trihn").total >= 3

    def test_a_correction_never_hides_a_word_only_this_reader_may_find(
        self, filled: Engine
    ) -> None:
        found = self.ask(filled, "zirconi", TEACHER)
        assert self.keys(found) == {"dap-an"}

    @pytest.mark.parametrize("typed", ["phuong tr", "phương tr", "PHƯƠNG TRÌNH B"])
    def test_suggestions_go_on_from_what_is_typed(self, filled: Engine, typed: str) -> None:
        texts = [one.text for one in filled.suggest(typed, VISITOR)]
        assert "Phương trình bậc hai một ẩn" in texts
        assert not any("soạn thảo" in text.lower() for text in texts)

    def test_suggestions_name_topics_and_distinct_titles(self, engine: Engine) -> None:
        for number in range(3):
            engine.index([document(f"same-{number}", "Hàm số bậc nhất", topic="Hàm số")])
        found = engine.suggest("ham s", VISITOR)
        assert [(one.kind, one.text) for one in found] == [
            ("topic", "Hàm số"),
            ("title", "Hàm số bậc nhất"),
        ]

    def test_suggestions_stay_within_the_audience(self, filled: Engine) -> None:
        assert filled.suggest("khinh kh", VISITOR) == []
        assert [one.text for one in filled.suggest("khinh kh", STUDENT)] == [
            "Kế hoạch câu lạc bộ khinh khí cầu"
        ]
        assert filled.suggest("đáp á", STUDENT) == []

    def test_a_document_written_again_is_found_by_its_new_words_only(self, filled: Engine) -> None:
        filled.index([document("bac-hai", "Tam giác đồng dạng", topic="Tam giác")])
        assert self.first(filled, "tam giác đồng dạng") == "bac-hai"
        assert "bac-hai" not in self.keys(self.ask(filled, "công thức nghiệm"))

    def test_a_document_whose_audience_shrinks_is_gone_for_the_others(self, filled: Engine) -> None:
        filled.index([document("dao-ham", "Đạo hàm", topic="Đạo hàm", audience=SCHOOL)])
        assert "dao-ham" not in self.keys(self.ask(filled, "đạo hàm", VISITOR))
        assert self.first(filled, "đạo hàm", STUDENT) == "dao-ham"

    def test_a_removed_document_is_not_found_and_removing_twice_is_no_error(
        self, filled: Engine
    ) -> None:
        for _ in range(2):
            filled.remove(["lesson:dao-ham", "lesson:never-there"])
        assert self.ask(filled, "đạo hàm", literal=True).total == 0
        assert filled.suggest("đạo h", VISITOR) == []

    def test_a_rebuild_drops_what_is_no_longer_there(self, filled: Engine) -> None:
        kept = [row for row in library() if row.key != "lesson:dao-ham"]
        assert filled.rebuild(kept) == len(kept)
        assert self.ask(filled, "đạo hàm", literal=True).total == 0
        assert self.first(filled, "phương trình bậc hai") == "bac-hai"

    def test_it_says_when_it_is_ready(self, filled: Engine) -> None:
        assert filled.ready() is True

    def test_no_input_is_an_error(self, filled: Engine) -> None:
        for typed in HOSTILE:
            assert self.ask(filled, typed).total <= len(library())
            query = expand.parse(typed, StoredVocabulary())
            assert len(filled.nearest(Request(query, VISITOR, size=5))) <= 5
            assert len(filled.suggest(expand.clean(typed), VISITOR)) <= 8

    def test_an_unheard_of_document_is_indexed_whole(self, engine: Engine) -> None:
        row = document("long", "Tiêu đề " * 2_000, body="x" * 100_000 + " cuối cùng")
        assert engine.index([row]) == 1
        assert self.first(engine, "cuối cùng") == "long"
