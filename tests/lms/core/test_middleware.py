"""A text with NUL in it, which PostgreSQL cannot hold, is refused before anything is asked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from content.materials.models import Material
from lms.people.models import User
from tests.content.review.world import World, build, fresh, task_of

pytestmark = pytest.mark.django_db
NUL = "a\0b"


@pytest.fixture
def world() -> World:
    return build()


def as_(user: User) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(fresh(user))
    return client


def test_in_a_query(client: Client, world: World) -> None:
    assert client.get(reverse("materials:library"), {"mon": NUL}).status_code == 400
    assert client.get(reverse("materials:library"), {NUL: "9"}).status_code == 400
    assert as_(world.head).get(reverse("review:queue"), {"q": NUL}).status_code == 400


def test_in_an_address_or_a_cookie(client: Client) -> None:
    assert client.get("/hoc-lieu/a%00b/").status_code == 400
    client.cookies["sessionid"] = "abc\0defgh"
    assert client.get("/").status_code == 400


def test_the_answer_is_our_page_in_the_readers_language(client: Client) -> None:
    answer = client.get(reverse("materials:library"), {"mon": NUL})
    assert "Trang không đọc được" in answer.content.decode()
    assert "X-Request-ID" in answer.headers


def test_in_the_note_of_a_submission(world: World) -> None:
    page = world.draft()
    answer = as_(world.author).post(reverse("review:submit", args=[page.uuid]), {"note": NUL})
    assert answer.status_code == 400
    assert not page.versions.exists()


def test_in_a_reason(world: World) -> None:
    task = task_of(world.submitted())
    desk = reverse("review:desk", args=[task.uuid])
    answer = as_(world.leader).post(desk, {"action": "return", "note": NUL})
    assert answer.status_code == 400
    task.refresh_from_db()
    assert task.is_open
    version = world.approved()
    away = reverse("review:withdraw", args=[version.thing])
    assert as_(world.head).post(away, {"reason": NUL}).status_code == 400
    version.refresh_from_db()
    assert version.withdrawn_at is None


def test_beside_a_file_but_not_within_it(world: World) -> None:
    client, address = as_(world.author), reverse("wagtaildocs:add_multiple")

    def send(title: str) -> int:
        file = SimpleUploadedFile("phieu.pdf", b"%PDF-1.4 \0\0")
        headers = {"X-Requested-With": "XMLHttpRequest"}
        return client.post(address, {"title": title, "files[]": file}, headers=headers).status_code

    assert send(NUL) == 400
    assert send("Phiếu") == 200


def test_a_topic_without_its_subject_is_said_at_the_subject(world: World) -> None:
    data = {"title": "Bài", "kind": "lecture", "grade": "9", "topic": world.topic.pk}
    answer = as_(world.author).post(reverse("materials:start"), {**data, "subject": "²"})
    assert answer.status_code == 200
    assert "subject" in answer.context["form"].errors
    assert not Material.objects.exists()
