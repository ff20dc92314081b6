"""What every kind of answer tells the browser to refuse. Each list is whole: whoever loosens a
directive changes it here, on purpose."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client, override_settings
from django.urls import reverse
from wagtail.images.models import Filter
from wagtail.images.tests.utils import get_test_image_file

from content.files.models import Document, Picture
from lms.people.models import User
from lms.settings import base
from tests.content.review.world import World, build

pytestmark = pytest.mark.django_db
NONE, SELF = "'none'", "'self'"
BUCKET = set(base._media_origins)  # With S3 its origin, where video is fetched and sent.
OURS = {
    "default-src": {SELF},
    "script-src": {SELF},
    "style-src": {SELF},
    "img-src": {SELF, "data:", "blob:"},
    "media-src": {SELF, "blob:", *BUCKET},
    "connect-src": {SELF, *BUCKET},
    "worker-src": {SELF, "blob:"},
    "font-src": {SELF},
    "object-src": {NONE},
    "base-uri": {NONE},
    "form-action": {SELF},
    "frame-ancestors": {SELF},
}
EDITOR = {
    **OURS,
    "script-src": {SELF, "'unsafe-inline'", "'unsafe-eval'"},
    "style-src": {SELF, "'unsafe-inline'"},
}
FILE = {"sandbox": set(), "default-src": {NONE}, "style-src": {"'unsafe-inline'"}}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}


@pytest.fixture
def world() -> World:
    return build()


def policy(answer: Any) -> dict[str, set[str]]:
    """The content policy of an answer, directive by directive."""
    parts = answer.headers["Content-Security-Policy"].split(";")
    return {words[0]: set(words[1:]) for part in parts if (words := part.split())}


def ask(path: str, user: User | None = None) -> Any:
    client = Client()
    if user is not None:
        client.force_login(user)
    answer = client.get(path)
    assert answer.status_code == 200
    assert {name: answer.headers.get(name) for name in OTHERS} == OTHERS
    return answer


@pytest.mark.parametrize(
    "address",
    [
        lambda world: reverse("home:start"),
        lambda world: reverse("people:login"),
        lambda world: reverse("materials:library"),
        lambda world: reverse("search:results") + "?q=bac+hai",
        lambda world: reverse("materials:material", args=[world.lecture.slug]),
        lambda world: reverse("classroom:wall", args=[world.lecture.slug]),
    ],
    ids=["front page", "log-in", "library", "search", "lecture", "wall"],
)
def test_our_pages_run_nothing_but_our_own_files(
    world: World, address: Callable[[Any], str]
) -> None:
    world.__dict__["lecture"] = world.approved(audience_scope="public")
    assert policy(ask(address(world))) == OURS


def test_pages_of_those_who_are_signed_in_do_not_either(world: World) -> None:
    assert policy(ask(reverse("home:desk"), world.author)) == OURS
    assert policy(ask(reverse("review:queue"), world.head)) == OURS


def test_a_page_that_is_not_there_does_not_either(client: Client) -> None:
    answer = client.get("/khong-co/")
    assert answer.status_code == 404
    assert policy(answer) == OURS
    assert {name: answer.headers.get(name) for name in OTHERS} == OTHERS


def test_the_editor_may_run_what_stands_in_its_page_and_only_the_editor(world: World) -> None:
    page = world.draft()
    editor = reverse("materials_editor:edit", args=[page.pk])
    assert policy(ask(editor, world.author)) == EDITOR


def test_a_file_that_somebody_uploaded_runs_nothing_at_all(world: World) -> None:
    picture = Picture.objects.create(
        title="Nhãn", file=get_test_image_file(), uploaded_by_user=world.author
    )
    document = Document(title="Phiếu", uploaded_by_user=world.author)
    document.file.save("phieu.pdf", ContentFile(b"%PDF-1.4\n"))
    pdf = reverse("files:document", args=[document.uuid])
    for address in (picture.get_rendition(Filter("width-20")).url, pdf):
        assert policy(ask(address, world.author)) == FILE


@override_settings(
    SECURE_SSL_REDIRECT=True,
    SECURE_HSTS_SECONDS=60,
    SESSION_COOKIE_SECURE=True,
    CSRF_COOKIE_SECURE=True,
)
def test_with_https_everything_goes_by_https(client: Client) -> None:
    plain = client.get("/dang-nhap/")
    assert plain.status_code == 301
    assert plain.headers["Location"].startswith("https://")
    answer = client.get("/dang-nhap/", secure=True)
    assert answer.headers["Strict-Transport-Security"] == "max-age=60"
    assert answer.cookies["csrftoken"]["secure"]


def test_cookies_are_kept_from_scripts_and_other_sites(world: World) -> None:
    client = Client()
    world.student.set_password("mat-khau-cua-em")
    world.student.save()
    client.post(reverse("people:login"), {"username": "student", "password": "mat-khau-cua-em"})
    session = client.cookies["sessionid"]
    assert session["httponly"]
    assert session["samesite"] == "Lax"
