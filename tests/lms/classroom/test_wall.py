"""The classroom screen: the same readers as the lecture, its steps one after the other."""

import uuid

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.materials import services as materials
from content.materials.models import MaterialVersion
from lms.people.models import User
from tests.factories.materials import block, make_version, step, three_steps
from tests.factories.media_published import caption_of, published_asset
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db
TITLES = ["Mở đầu", "Hình thành kiến thức", "Luyện tập"]
MOST = 15


@pytest.fixture
def teacher(settings, tmp_path) -> User:
    settings.MEDIA_ROOT = tmp_path / "files"
    user = UserFactory()
    give_role(user, SchoolFactory(), "teacher")
    return user


@pytest.fixture
def version(teacher) -> MaterialVersion:
    """A public lecture of three short steps."""
    return make_version(author=teacher, steps=three_steps(), audience_scope="public")


def wall(client, version, place: str = "") -> BeautifulSoup:
    answer = client.get(f"/man-hinh/{version.slug}/", {"buoc": place} if place else {})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def seen(soup: BeautifulSoup) -> list[str]:
    """Titles of the screens that are not hidden."""
    return [one.h1.get_text(strip=True) for one in soup.select("[data-screen]:not([hidden])")]


def test_every_step_has_its_screen_in_order_and_the_first_is_seen(client, version) -> None:
    soup = wall(client, version)
    assert [one.h1.get_text(strip=True) for one in soup.select("[data-screen]")] == TITLES
    assert [one["data-step"] for one in soup.select("[data-screen]")] == ["1", "2", "3"]
    assert seen(soup) == TITLES[:1]
    assert "1" in soup.select_one("[data-where]").get_text()


@pytest.mark.parametrize(("place", "title"), [("2", TITLES[1]), ("3", TITLES[2])])
def test_the_address_names_the_screen(client, version, place: str, title: str) -> None:
    assert seen(wall(client, version, place)) == [title]


@pytest.mark.parametrize("place", ["0", "4", "99999999999999999999", "-1", "x", "2.9", "²", "<b>"])
def test_a_screen_that_is_not_there_shows_the_first(client, version, place: str) -> None:
    assert len(seen(wall(client, version, place))) == 1
    assert seen(wall(client, version, place))[0] in TITLES


def test_the_edges_lead_to_the_neighbours(client, version) -> None:
    soup = wall(client, version, "2")
    assert soup.select_one("[data-previous]")["href"] == "?buoc=1"
    assert soup.select_one("[data-next]")["href"] == "?buoc=3"


def test_leaving_leads_to_the_lecture_or_to_the_version_that_was_looked_at(
    client, version, teacher
) -> None:
    strip = wall(client, version).select_one("[data-wall]")
    assert strip["data-exit"] == f"/hoc-lieu/{version.slug}/"
    client.force_login(teacher)
    answer = client.get(f"/man-hinh/ban/{version.uuid}/")
    strip = BeautifulSoup(answer.content, "html.parser").select_one("[data-wall]")
    assert strip["data-exit"] == f"/hoc-lieu/ban/{version.uuid}/"


def test_the_room_keeps_its_board_whatever_its_teacher_reads_in(client, version) -> None:
    client.cookies["giao_dien"] = "light"
    client.cookies["bang"] = "dark"
    assert wall(client, version).html["data-theme"] == "dark"
    client.cookies["bang"] = "<script>"
    assert wall(client, version).html["data-theme"] == "light"


def test_nobody_else_keeps_a_copy_and_it_only_shows(client, version) -> None:
    address = f"/man-hinh/{version.slug}/"
    assert "private" in client.get(address)["Cache-Control"]
    assert client.post(address).status_code == 405


def test_a_class_is_not_counted_as_one_reader(client, version, teacher) -> None:
    client.force_login(teacher)
    assert not wall(client, version).select("[data-session]")


def test_a_withdrawn_lecture_is_gone_from_the_wall(client, version, teacher) -> None:
    materials.withdraw_version(acting_user=teacher, version=version, reason="Sai")
    assert client.get(f"/man-hinh/{version.slug}/").status_code == 404


def test_a_frozen_version_is_for_its_author_and_reviewers(client, teacher) -> None:
    unapproved = make_version(author=teacher, approved=False, audience_scope="public")
    address = f"/man-hinh/ban/{unapproved.uuid}/"
    assert client.get(address).status_code == 404
    stranger = UserFactory()
    give_role(stranger, SchoolFactory(), "teacher")
    client.force_login(stranger)
    assert client.get(address).status_code == 404
    client.force_login(teacher)
    assert client.get(address).status_code == 200
    assert client.get(f"/man-hinh/ban/{uuid.uuid4()}/").status_code == 404


def test_a_lecture_of_thirty_steps_and_five_videos_costs_as_many_queries_as_a_small_one(
    client, teacher
) -> None:
    def video() -> dict:
        asset = published_asset(teacher)
        caption_of(asset)
        return block("video", {"asset": str(asset.pk), "title": "Video"})

    def queries(steps: list[dict]) -> int:
        made = make_version(author=teacher, steps=steps, audience_scope="public")
        wall(client, made)
        with CaptureQueriesContext(connection) as captured:
            wall(client, made)
        return len(captured)

    small = queries([step("Xem", video()), step("Đọc"), step("Làm")])
    videos = [step(f"Xem {number}", video()) for number in range(5)]
    large = queries([*videos, *[step(f"Đọc {number}") for number in range(25)]])
    assert small == large <= MOST
