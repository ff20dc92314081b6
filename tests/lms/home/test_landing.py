"""Where each person lands, and what nobody else gets to see there."""

import pytest

from tests.content.review.world import World
from tests.factories.materials import make_version

STAFF = ("author", "leader", "head", "deputy", "officer", "expert", "admin")


@pytest.mark.parametrize("who", STAFF)
def test_staff_land_on_their_desk(client, world: World, who: str) -> None:
    client.force_login(getattr(world, who))
    assert client.get("/").headers["Location"] == "/ban-lam-viec/"
    assert client.get("/ban-lam-viec/").status_code == 200


def test_a_student_lands_on_learning_and_has_no_desk(client, world: World) -> None:
    client.force_login(world.student)
    assert client.get("/").headers["Location"] == "/hoc/"
    assert client.get("/ban-lam-viec/").status_code == 403
    assert "Bàn làm việc" not in client.get("/hoc/").content.decode()


def test_a_guardian_sees_the_front_page_and_has_no_desk(client, world: World) -> None:
    client.force_login(world.guardian)
    assert client.get("/").status_code == 200
    assert client.get("/ban-lam-viec/").status_code == 403


def test_a_visitor_sees_the_front_page_and_is_asked_to_log_in_elsewhere(client, world) -> None:
    assert client.get("/").status_code == 200
    for address in ("/hoc/", "/ban-lam-viec/"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/dang-nhap/" in answer.headers["Location"]


def test_the_front_page_shows_a_visitor_what_is_public_and_nothing_else(client, world) -> None:
    place = {"author": world.author, "topic": world.topic}
    make_version(title="Bài cho mọi người", audience_scope="public", **place)
    make_version(title="Bài sau đăng nhập", audience_scope="signed_in", **place)
    make_version(title="Bài của trường", audience_scope="unit", audience_unit=world.school, **place)
    make_version(title="Bài chưa duyệt", audience_scope="public", approved=False, **place)
    shown = client.get("/").content.decode()
    assert "Bài cho mọi người" in shown
    for hidden in ("Bài sau đăng nhập", "Bài của trường", "Bài chưa duyệt"):
        assert hidden not in shown


@pytest.mark.parametrize("address", ["/", "/hoc/", "/ban-lam-viec/"])
def test_these_pages_only_show(client, world: World, address: str) -> None:
    client.force_login(world.author)
    assert client.post(address).status_code == 405
