"""The search page and its suggestions, as a browser without scripts sees them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.core.search_registry import Section
from search import selectors, services
from tests.content.review.world import build
from tests.search.contract import HOSTILE
from tests.search.corpus import ListProvider, document, many

pytestmark = pytest.mark.django_db
PAGE = "/tim-kiem/"
SUGGEST = "/tim-kiem/goi-y/"


def page(client: Client, **parameters: object) -> str:
    answer = client.get(PAGE, parameters)
    assert answer.status_code == 200
    return answer.content.decode()


def titles(html: str) -> list[str]:
    rows = re.findall(r"<h2><a [^>]*>(.*?)</a></h2>", html)
    return [re.sub(r"</?mark>", "", row) for row in rows]


def test_a_visitor_finds_a_lesson_without_typing_marks(
    client: Client, indexed: ListProvider
) -> None:
    html = page(client, q="phuong trinh bac hai")
    assert titles(html)[0] == "Công thức nghiệm của phương trình bậc hai"
    assert "<mark>phương trình bậc hai</mark>" in html
    assert "Tổ Toán, Trường THCS Bạch Đằng" in html
    assert 'href="/hoc-lieu/bac-hai/"' in html


def test_a_hit_leads_to_the_step_that_says_it(client: Client, provider: ListProvider) -> None:
    sections = [
        Section(1, "Khởi động", "Một bài toán về mảnh vườn.", "buoc-1"),
        Section(2, "Biệt thức <Δ>", "Dấu của biệt thức cho biết số nghiệm.", "buoc-2"),
    ]
    provider.put(document("vuon", "Phương trình", body="Ba bước để giải.", sections=sections))
    services.rebuild()
    html = page(client, q="dau cua biet thuc")
    assert 'href="/hoc-lieu/vuon/#buoc-2"' in html
    assert "Bước 2: Biệt thức &lt;Δ&gt;" in html
    # Words of it stand in both steps; more of them in the second.
    assert "#buoc-2" in page(client, q="bài toán về số nghiệm của biệt thức")
    # Only the summary says this: no step is named.
    assert "#buoc-" not in page(client, q="ba bước để giải")


def test_what_a_visitor_may_not_see_is_neither_shown_nor_counted(
    client: Client, indexed: ListProvider
) -> None:
    html = page(client, q="đáp án phương trình bậc hai")
    assert "Đáp án" not in html
    assert "dành cho người chấm" not in page(client, q="zirconi")


def test_the_readers_own_tokens_decide(
    indexed: ListProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def tokens(user: object) -> frozenset[str]:
        asked.append(user)
        return frozenset({"public:all", "unit:12:all"})

    monkeypatch.setattr(selectors, "reader_tokens", tokens)
    found = selectors.search(AnonymousUser(), "khinh khí cầu")
    assert found.rows[0].hit.key == "lesson:noi-bo"
    assert len(asked) == 1


def test_filters_are_links_that_narrow(client: Client, indexed: ListProvider) -> None:
    html = page(client, q="phương trình")
    assert "loai=video" in html
    narrowed = page(client, q="phương trình", loai="video")
    assert titles(narrowed) == ["Giải hệ phương trình bằng phương pháp thế"]
    assert 'aria-current="true"' in narrowed


def test_filters_that_leave_nothing_say_so_and_can_be_removed(
    client: Client, indexed: ListProvider
) -> None:
    html = page(client, q="phương trình", lop="1")
    assert 'class="empty"' in html
    assert 'href="?q=ph' in html


def test_pages_keep_query_and_filters(client: Client, provider: ListProvider) -> None:
    for row in many(35):
        provider.put(row)
    services.rebuild()
    html = page(client, q="phương trình", mon=["toan", "van", "tin"], trang="2")
    assert 'start="11"' in html
    assert "mon=toan&amp;mon=van" in html
    past = client.get(PAGE, {"q": "phương trình", "trang": "99"})
    assert past.status_code == 302
    assert "trang=4" in past["Location"]


def test_a_slip_is_corrected_with_a_way_back_to_the_literal_words(
    client: Client, indexed: ListProvider
) -> None:
    html = page(client, q="phuong trihn bac hai")
    assert "<b>phuong trinh bac hai</b>" in html
    assert "nguyen-van=1" in html
    literal = page(client, **{"q": "phuong trihn", "nguyen-van": "1"})
    assert titles(literal) == []
    assert "<b>" not in literal


def test_nothing_found_names_the_nearest_topics(client: Client, indexed: ListProvider) -> None:
    html = page(client, q="phương qqqzzz")
    assert 'class="chip"' in html
    assert "Ph%C6%B0%C6%A1ng%20tr%C3%ACnh" in html


def test_an_empty_query_offers_another_way_in(
    client: Client, indexed: ListProvider, settings: Any
) -> None:
    heading = "Hoặc chọn theo chương trình học"
    assert heading in page(client)
    settings.SEARCH_WAY_IN_TEMPLATE = "search/_marker_that_is_not_there.html"
    without = page(client)
    assert heading not in without
    assert titles(without) == []


@pytest.mark.parametrize("parameter", ["q", "lop", "mon", "loai", "trang", "nguyen-van"])
def test_no_input_breaks_the_page(client: Client, indexed: ListProvider, parameter: str) -> None:
    for typed in HOSTILE:
        answer = client.get(PAGE, {"q": "phương trình", parameter: typed})
        # NUL is refused for all pages alike: lms.core.middleware.NoNulMiddleware.
        assert answer.status_code in ({400} if "\0" in typed else {200, 302}), typed
        assert b"<script>x" not in answer.content


def test_what_is_typed_is_escaped(client: Client, indexed: ListProvider) -> None:
    html = page(client, q='<script>alert(1)</script>" onfocus="x')
    assert "<script>alert" not in html
    assert 'onfocus="x' not in html


def test_a_page_carries_no_inline_script_or_style(client: Client, indexed: ListProvider) -> None:
    html = page(client, q="phuong trinh")
    assert not re.search(r"<script(?![^>]*\bsrc=)", html)
    assert not re.search(r"\sstyle=|<style", html)
    assert not re.search(r"\son\w+=", html)


def test_the_page_is_not_for_shared_caches(client: Client, indexed: ListProvider) -> None:
    answer = client.get(PAGE, {"q": "phương trình"})
    assert "private" in answer["Cache-Control"]
    assert "Cookie" in answer["Vary"]


def test_suggestions_are_topics_and_titles(client: Client, indexed: ListProvider) -> None:
    answer = client.get(SUGGEST, {"q": "phuong tr"}).json()["suggestions"]
    assert {"topic", "title"} == {one["kind"] for one in answer}
    assert all(one["url"].startswith("/") for one in answer)
    assert all(one["kind_label"] for one in answer)


def test_suggestions_tell_a_visitor_nothing_private(client: Client, indexed: ListProvider) -> None:
    assert client.get(SUGGEST, {"q": "khinh"}).json() == {"suggestions": []}
    assert "private" in client.get(SUGGEST, {"q": "khinh"})["Cache-Control"]


def test_suggestions_survive_any_input(client: Client, indexed: ListProvider) -> None:
    for typed in HOSTILE:
        expected = 400 if "\0" in typed else 200
        assert client.get(SUGGEST, {"q": typed}).status_code == expected, typed


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(PAGE, {"q": "x"}).status_code == 405
    assert client.post(SUGGEST, {"q": "x"}).status_code == 405


@pytest.mark.parametrize("typed", ["phuong trinh", "hình phuwong trinhf lớp 9"])
def test_searching_costs_no_more_queries_at_a_thousand_documents_than_at_ten(
    provider: ListProvider, typed: str
) -> None:
    counts = []
    for size in (10, 1_000):
        for row in many(size):
            provider.put(row)
        services.rebuild()
        with CaptureQueriesContext(connection) as captured:
            found = selectors.search(AnonymousUser(), typed)
        assert found.total >= 1
        counts.append(len(captured))
    assert counts[1] <= counts[0] <= 6


def test_the_page_costs_everybody_the_same_few_queries_at_ten_and_at_a_thousand(
    provider: ListProvider,
) -> None:
    world = build()
    signed_in = ("student", "author", "head", "officer")
    readers = {"visitor": Client(), **{who: Client() for who in signed_in}}
    for who in signed_in:
        readers[who].force_login(world.people[who])
    counts: list[dict[str, int]] = []
    for size in (10, 1_000):
        for row in many(size):
            provider.put(row)
        services.rebuild()
        counts.append({})
        for who, client in readers.items():
            page(client, q="phương trình", lop="3")  # what a process learns once is learnt here
            with CaptureQueriesContext(connection) as captured:
                page(client, q="phương trình", lop="3")
            counts[-1][who] = len(captured)
    assert counts[0] == counts[1]
    assert max(counts[0].values()) <= 15, counts


def test_signs_that_are_no_words_find_nothing_whatever_is_chosen(client: Client) -> None:
    for chosen in ("loai=lecture", "mon=TOAN", "lop=9"):
        assert client.get(f"{PAGE}?q=-&{chosen}").status_code == 200
