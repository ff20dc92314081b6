"""The frame of every page: colours by choice, navigation by role, refusals that help."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import Client, RequestFactory

from themes import navigation
from themes.context_processors import THEME_COOKIE, site


@pytest.fixture
def one_item(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(navigation, "_items", {})


def request_as(user: object, path: str = "/") -> object:
    request = RequestFactory().get(path)
    request.user = user
    return request


class SignedIn:
    is_authenticated = True


def test_the_style_guide_shows_every_component(client: Client) -> None:
    html = client.get("/kieu-dang/").content.decode()
    for name in ("button primary", "field", "chip", "tabs", "table", "alert bad", "progress",
                 "empty", "status leaf", "rail", "stepbar", "dialog", "sheet", "breadcrumb",
                 "pages", "cover", "remark"):  # fmt: skip
        assert re.search(rf'class="[^"]*\b{name}\b', html), name
    assert "Ễ Ộ Ậ Ỹ" in html
    assert "<math" in html


def test_a_chosen_colour_scheme_is_in_the_page_from_the_first_byte(client: Client) -> None:
    answer = client.post("/giao-dien/", {"theme": "dark", "next": "/kieu-dang/"})
    assert answer["Location"] == "/kieu-dang/"
    assert '<html lang="vi" data-theme="dark">' in client.get("/kieu-dang/").content.decode()
    client.post("/giao-dien/", {"theme": ""})
    assert "data-theme=" not in client.get("/kieu-dang/").content.decode().split(">", 2)[1]


def test_the_switch_never_leads_to_another_site(client: Client) -> None:
    answer = client.post("/giao-dien/", {"theme": "dark", "next": "https://example.org/"})
    assert answer["Location"] == "/"


def test_an_unknown_colour_scheme_is_ignored(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.COOKIES[THEME_COOKIE] = '"><script>'
    request.user = AnonymousUser()
    assert site(request)["theme"] == ""


@pytest.mark.usefixtures("one_item")
def test_navigation_shows_what_a_reader_may_open_in_order() -> None:
    navigation.register(navigation.Item("Sau", "themes:style_guide", order=20))
    navigation.register(
        navigation.Item("Riêng", "themes:set_theme", navigation.signed_in, order=10)
    )
    assert [i["label"] for i in navigation.for_request(request_as(AnonymousUser()))] == ["Sau"]
    found = navigation.for_request(request_as(SignedIn(), "/kieu-dang/"))
    assert [i["label"] for i in found] == ["Riêng", "Sau"]
    assert [i["here"] for i in found] == [False, True]


@pytest.mark.usefixtures("one_item")
def test_a_navigation_item_without_an_address_fails_the_system_check() -> None:
    from themes.checks import navigation_addresses_exist

    navigation.register(navigation.Item("Lạc", "nowhere:at_all"))
    assert [problem.id for problem in navigation_addresses_exist(None)] == ["themes.E001"]


@pytest.mark.parametrize("name", ["400.html", "403.html", "404.html", "403_csrf.html"])
def test_refusals_say_what_to_do_next(rf: RequestFactory, name: str) -> None:
    request = rf.get("/khong-co/")
    request.user = AnonymousUser()
    html = render_to_string(name, request=request)
    assert "<h1>" in html
    assert 'href="/"' in html


def test_the_failure_page_needs_nothing() -> None:
    html = render_to_string("500.html")
    assert "{{" not in html
    assert "Hệ thống đang gặp trục trặc" in html
