"""Nobody fills the disk with a form: what is larger than an address could want is not read."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.content.materials.editor import make_teacher, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _small(settings) -> None:
    settings.MAX_BODY_BYTES, settings.MAX_EDITOR_BODY_BYTES = 10_000, 50_000


def send(client: Client, address: str, size: int) -> int:
    file = SimpleUploadedFile("a.pdf", b"x" * size)
    answer = client.post(address, {"username": "a", "password": "b", "file": file})
    if answer.status_code == 413:
        assert "Nội dung gửi lên quá lớn" in answer.content.decode()
    return answer.status_code


def test_a_stranger_sends_no_more_than_a_form(client: Client) -> None:
    login = reverse("people:login")
    assert send(client, login, 5_000) == 200
    assert send(client, login, 20_000) == 413
    assert send(client, reverse("wagtaildocs:add"), 20_000) == 413


def test_it_is_refused_before_a_byte_is_read(client: Client) -> None:
    class Unread:
        def read(self, *_size: int) -> bytes:
            raise AssertionError("the body was read")

        readline = read

    body = {"CONTENT_LENGTH": "99999999999", "wsgi.input": Unread()}
    answer = client.generic("POST", "/", content_type="multipart/form-data; boundary=x", **body)
    assert answer.status_code == 413


def test_whoever_is_refused_is_not_asked_to_log_in() -> None:
    """It is said before anybody asks who comes."""
    teacher = signed_in(make_teacher())
    body = {"text": "x" * 20_000}
    answer = teacher.post(reverse("people:password_change"), body)
    assert answer.status_code == 413
    assert reverse("people:login") not in answer.content.decode()


def test_an_author_sends_a_file_to_the_editor() -> None:
    teacher = signed_in(make_teacher())
    assert send(teacher, reverse("wagtaildocs:add"), 20_000) == 200
    assert send(teacher, reverse("wagtaildocs:add"), 60_000) == 413
    assert send(teacher, reverse("people:password_change"), 20_000) == 413
