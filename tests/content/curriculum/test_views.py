"""The public pages of the programme, as a visitor without an account meets them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.template import engines
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.curriculum import counts
from content.curriculum.templatetags.curriculum_tags import way_in_tree
from tests.factories.curriculum import PERIODS, SUBJECTS, TOPICS, import_tables, subject, topic

pytestmark = [pytest.mark.django_db]

SUBJECT_PAGE = "/chuong-trinh/lop-9/toan/"


def soup(client: Client, address: str, status: int = 200) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == status
    return BeautifulSoup(response.content, "html.parser")


def main_of(client: Client, address: str) -> BeautifulSoup:
    return soup(client, address).main


def queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.fixture
def no_materials() -> Iterator[None]:
    """Only what a test registers is counted."""
    kept = (counts._counts[:], counts._cards[:])
    counts._counts.clear()
    counts._cards.clear()
    yield
    counts._counts[:], counts._cards[:] = kept


# --- the way through ------------------------------------------------------------------------
def test_a_visitor_walks_from_level_to_topic(client: Client, small_programme: None) -> None:
    start = main_of(client, "/chuong-trinh/")
    grade_link = start.find("a", href="/chuong-trinh/lop-9/")
    assert grade_link
    assert len(start.find_all("h2")) == 3
    grade_page = main_of(client, grade_link["href"])
    subject_link = grade_page.find("a", href=SUBJECT_PAGE)
    assert "Toán" in subject_link.get_text()
    topics = main_of(client, subject_link["href"])
    topic_link = topics.find("a", href=topic("Căn thức").get_absolute_url())
    assert topic_link
    assert main_of(client, topic_link["href"]).h1.get_text() == "Căn thức"


def test_a_grade_shows_the_periods_of_its_subjects(client: Client, small_programme: None) -> None:
    page = main_of(client, "/chuong-trinh/lop-9/")
    cells = [cell.get_text(strip=True) for cell in page.select("td.num")]
    assert sum(int(cell.rstrip(" *")) for cell in cells) == 280
    assert "280" in page.header.get_text()


def test_a_subject_lists_its_topics_under_their_strands(
    client: Client, small_programme: None
) -> None:
    page = main_of(client, SUBJECT_PAGE)
    sections = {
        section.h2.get_text(): [strong.get_text() for strong in section.select("strong")]
        for section in page.find_all("section")
    }
    assert sections == {
        "Số và Đại số": ["Căn thức", "Hàm số và đồ thị"],
        "Hình học và Đo lường": ["Đường tròn"],
    }


@pytest.mark.parametrize(
    "address",
    [
        "/chuong-trinh/lop-0/",
        "/chuong-trinh/lop-13/",
        "/chuong-trinh/lop-13/toan/",
        "/chuong-trinh/lop-9/latinh/",
        "/chuong-trinh/lop-8/toan/",
        "/chuong-trinh/chu-de/6a0f7b0e-3f6c-4c4e-9d53-0d5a2d1c9b11/",
    ],
)
def test_what_the_programme_does_not_have_is_not_found(
    client: Client, small_programme: None, address: str
) -> None:
    assert client.get(address).status_code == 404


def test_a_subject_has_no_page_by_its_topics_uuid(client: Client, small_programme: None) -> None:
    assert client.get(f"/chuong-trinh/chu-de/{subject().uuid}/").status_code == 404


@pytest.mark.parametrize("address", ["/chuong-trinh/", "/chuong-trinh/lop-9/"])
def test_before_any_import_the_pages_say_what_is_missing(client: Client, address: str) -> None:
    assert main_of(client, address).select(".empty")


@pytest.mark.parametrize("address", ["/chuong-trinh/", "/chuong-trinh/lop-9/", SUBJECT_PAGE])
def test_pages_need_no_inline_script_or_style(
    client: Client, small_programme: None, address: str
) -> None:
    page = main_of(client, address)
    assert page.find_all(["script", "style"]) == []
    assert page.select("[style], [onclick]") == []


# --- counts and lists -----------------------------------------------------------------------
def test_a_topic_shows_how_much_the_reader_finds(
    client: Client, small_programme: None, no_materials: None
) -> None:
    pk = topic("Căn thức").pk
    counts.register(lambda user, ids: {pk: 3} if not user.is_authenticated else {})
    counts.register(lambda user, ids: {pk: 4})
    link = main_of(client, SUBJECT_PAGE).find("a", href=topic("Căn thức").get_absolute_url())
    assert "7" in link.span.get_text()


def test_counting_is_asked_once_for_the_whole_page(
    client: Client, small_programme: None, no_materials: None
) -> None:
    asked: list[set[int]] = []
    counts.register(lambda user, ids: asked.append(set(ids)) or {})
    client.get(SUBJECT_PAGE)
    assert [len(ids) for ids in asked] == [3]


def test_registering_twice_counts_once(
    client: Client, small_programme: None, no_materials: None
) -> None:
    pk = topic("Căn thức").pk

    def two(user, ids):
        return {pk: 2}

    counts.register(two)
    counts.register(two)
    assert counts.count_by_topic(None, [pk]) == {pk: 2}


def test_a_topic_page_shows_the_lists_of_the_rooms_above(
    client: Client, small_programme: None, no_materials: None
) -> None:
    counts.register_cards(
        lambda user, pk: counts.TopicCards("themes/empty.html", [pk], 1, context={"a": 1})
    )
    page = main_of(client, topic("Căn thức").get_absolute_url())
    assert page.select(".empty")


def test_an_empty_list_shows_the_way_to_other_topics(
    client: Client, small_programme: None, no_materials: None
) -> None:
    counts.register_cards(lambda user, pk: counts.TopicCards("themes/empty.html", [], 0))
    page = main_of(client, topic("Căn thức").get_absolute_url())
    assert not page.select(".empty")
    assert page.select_one("section").find("a", href=SUBJECT_PAGE)


def test_a_topic_that_was_replaced_points_to_its_heirs(
    client: Client, small_programme: None, tmp_path: Path
) -> None:
    new = {**TOPICS[0], "code": "T9-NEW", "topic": "Căn bậc hai"}
    import_tables(tmp_path, topics=[new, {**TOPICS[0], "replaced_by": "T9-NEW"}])
    page = main_of(client, topic("Căn thức").get_absolute_url())
    assert page.find("a", href=topic("Căn bậc hai").get_absolute_url())


def test_a_topic_page_lists_its_requirements(
    client: Client, small_programme: None, tmp_path: Path
) -> None:
    row = {"code": "R1", "grade": "9", "topic": "Căn thức", "text": "Câu mẫu để thử."}
    import_tables(tmp_path, requirements=[row], default_subject="TOAN")
    assert "Câu mẫu để thử." in main_of(client, topic("Căn thức").get_absolute_url()).get_text()


# --- cost -----------------------------------------------------------------------------------
def many_topics(folder: Path, count: int) -> None:
    rows = [{**TOPICS[0], "strand": f"Mạch {n % 7}", "topic": f"Chủ đề {n}"} for n in range(count)]
    import_tables(folder, topics=rows)


@pytest.mark.parametrize("address", ["/chuong-trinh/", "/chuong-trinh/lop-9/", SUBJECT_PAGE])
def test_a_page_costs_the_same_queries_however_much_there_is(
    client: Client, small_programme: None, tmp_path: Path, address: str
) -> None:
    few = queries(client, address)
    many_topics(tmp_path, 60)
    extra = [{"code": f"M{n}", "name": f"Môn {n}"} for n in range(20)]
    periods = [{**PERIODS[0], "subject": one["code"]} for one in extra]
    import_tables(tmp_path, subjects=[*SUBJECTS, *extra], periods=periods)
    assert queries(client, address) == few <= 15


def test_a_topic_page_costs_at_most_15_queries(client: Client, small_programme: None) -> None:
    assert queries(client, topic("Căn thức").get_absolute_url()) <= 15


# --- the chooser ----------------------------------------------------------------------------
def test_the_chooser_begins_with_levels_and_grades(client: Client, small_programme: None) -> None:
    found = client.get("/chuong-trinh/chon.json").json()["levels"]
    assert [g["grade"] for level in found for g in level["grades"]] == list(range(1, 13))


def test_the_chooser_offers_the_subjects_of_a_grade(client: Client, small_programme: None) -> None:
    found = client.get("/chuong-trinh/chon.json", {"lop": "9"}).json()["subjects"]
    assert [(s["code"], s["name"], s["periods"]) for s in found] == [
        ("TOAN", "Toán", 140),
        ("NV", "Ngữ văn", 140),
    ]
    assert client.get("/chuong-trinh/chon.json", {"lop": "1"}).json()["subjects"] == []


@pytest.mark.parametrize("by_number", [True, False])
def test_the_chooser_offers_topics_by_strand(
    client: Client, small_programme: None, by_number: bool
) -> None:
    mon = str(subject().pk) if by_number else "toan"
    found = client.get("/chuong-trinh/chon.json", {"lop": "9", "mon": mon}).json()
    assert [strand["name"] for strand in found["strands"]] == [
        "Số và Đại số",
        "Hình học và Đo lường",
    ]
    first = found["strands"][0]["topics"][0]
    assert first == {
        "id": topic("Căn thức").pk,
        "uuid": str(topic("Căn thức").uuid),
        "name": "Căn thức",
    }


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"lop": "13"}, 400),
        ({"lop": "chín"}, 400),
        ({"lop": "²"}, 400),
        ({"lop": "9" * 5000}, 400),
        ({"lop": "0009" + "9" * 5000}, 400),
        ({"lop": "9", "mon": "LATINH"}, 404),
        ({"lop": "9", "mon": "9" * 5000}, 404),
    ],
)
def test_the_chooser_says_what_is_wrong(
    client: Client, small_programme: None, query: dict[str, str], status: int
) -> None:
    response = client.get("/chuong-trinh/chon.json", query)
    assert response.status_code == status
    assert response.json()["error"]


# --- the way in -----------------------------------------------------------------------------
def way_in() -> BeautifulSoup:
    source = "{% load curriculum_tags %}{% curriculum_way_in %}"
    return BeautifulSoup(engines["django"].from_string(source).render(), "html.parser")


def test_the_way_in_leads_to_subjects(small_programme: None) -> None:
    assert way_in().find("a", href=SUBJECT_PAGE)


def test_the_way_in_is_silent_before_an_import(db: None) -> None:
    assert way_in().get_text(strip=True) == ""


def test_the_way_in_costs_one_query_once_it_is_known(
    small_programme: None, django_assert_num_queries
) -> None:
    way_in_tree()
    with django_assert_num_queries(1):
        way_in_tree()


def test_an_import_shows_in_the_way_in_at_once(small_programme: None, tmp_path: Path) -> None:
    way_in_tree()
    import_tables(
        tmp_path,
        subjects=[{"code": "TIN", "name": "Tin học"}],
        periods=[{**PERIODS[0], "subject": "TIN"}],
    )
    assert way_in().find("a", href="/chuong-trinh/lop-9/tin/")


def test_a_subjects_mark_is_escaped_and_silent(small_programme: None) -> None:
    source = "{% load curriculum_tags %}{% subject_mark s %}"
    evil = subject()
    evil.mark = "<b"
    drawn = engines["django"].from_string(source).render({"s": evil})
    assert "&lt;b" in drawn
    assert 'aria-hidden="true"' in drawn
