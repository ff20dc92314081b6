"""The list of all materials: filters are links with counts, within what the reader may open."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from lms.people.models import User
from tests.factories.materials import make_version
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db
LIBRARY = "/hoc-lieu/"


@pytest.fixture
def author(settings, tmp_path) -> User:
    """A teacher with two public materials of grade 9, one of grade 6, one for staff only."""
    settings.MEDIA_ROOT = tmp_path
    user, school = UserFactory(), SchoolFactory()
    give_role(user, school, "teacher")
    make_version(author=user, title="Bài A", grade=9, kind="lecture", audience_scope="public")
    make_version(author=user, title="Bài B", grade=9, kind="exercise_set", audience_scope="public")
    make_version(author=user, title="Bài C", grade=6, kind="exercise_set", audience_scope="public")
    make_version(
        author=user, title="Đáp án", grade=12, audience_scope="signed_in", audience_reach="staff"
    )
    return user


def library(client: Client, **parameters: object) -> BeautifulSoup:
    answer = client.get(LIBRARY, parameters)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def titles(page: BeautifulSoup) -> set[str]:
    return {row.get_text(strip=True) for row in page.select(".results h2, .results h3")}


def counts(page: BeautifulSoup) -> dict[str, int]:
    found = {}
    for link in page.select("#bo-loc li a"):
        number = link.select_one(".count").extract()  # type: ignore[union-attr]
        found[link.get_text(strip=True)] = int(number.get_text())
    return found


def test_counts_tell_what_each_filter_leaves(client, author) -> None:
    found = counts(library(client))
    assert found["Lớp 9"] == 2
    assert found["Lớp 6"] == 1
    assert found["Bài tập"] == 2


def test_what_the_reader_may_not_open_is_not_counted(client, author) -> None:
    assert "Lớp 12" not in counts(library(client))
    client.force_login(author)
    assert counts(library(client))["Lớp 12"] == 1


def test_a_choice_narrows_the_list_and_the_other_counts_and_is_taken_back(client, author) -> None:
    page = library(client, lop="9")
    assert titles(page) == {"Bài A", "Bài B"}
    assert counts(page)["Bài tập"] == 1
    (chip,) = page.select(".chip.is-on")
    assert titles(library(client, **query_of(chip["href"]))) == {"Bài A", "Bài B", "Bài C"}


def query_of(href: object) -> dict[str, str]:
    pairs = (part.partition("=") for part in str(href).lstrip("?").split("&") if part)
    return {name: value for name, _equals, value in pairs}


def test_two_choices_of_one_kind_widen(client, author) -> None:
    assert titles(library(client, lop=["9", "6"])) == {"Bài A", "Bài B", "Bài C"}
    assert titles(library(client, lop=["9", "6"], loai="exercise_set")) == {"Bài B", "Bài C"}


@pytest.mark.parametrize(
    "odd", [{"mon": "'--"}, {"loai": "x"}, {"lop": "77"}, {"lop": "09"}, {"mon": "x" * 300}]
)
def test_any_choice_can_be_taken_back(client, author, odd) -> None:
    page = library(client, **odd)
    (chip,) = page.select(".chip.is-on")
    after = library(client, **query_of(chip["href"]))
    assert after.select(".chip.is-on") == []
    assert titles(after) == {"Bài A", "Bài B", "Bài C"}


def test_a_choice_that_nothing_fits_leaves_nothing(client, author) -> None:
    assert titles(library(client, lop="77")) == set()


def test_an_empty_library_has_nothing_to_filter(client) -> None:
    page = library(client)
    assert page.select("#bo-loc, .filter-open") == []
    assert page.select_one(".empty") is not None


@pytest.mark.parametrize("odd", ["999999999999999999999", "²", "-1", ""])
def test_what_cannot_be_a_grade_is_no_choice(client, author, odd) -> None:
    page = library(client, lop=odd)
    assert titles(page) == {"Bài A", "Bài B", "Bài C"}
    assert page.select(".chip.is-on") == []
