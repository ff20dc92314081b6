"""A draft is its authors' alone: every address of the editor, tried by everybody else."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from content.materials.models import Material
from tests.content.materials.editor import form_of, signed_in, unescaped, with_step
from tests.content.review.world import World, build, fresh
from tests.factories.materials import save_draft

pytestmark = pytest.mark.django_db
TITLE = "Bản nháp chưa ai được đọc"
SUMMARY = "Những dòng này mới chỉ dành cho tác giả của bài."
EVERYBODY_ELSE = [
    "visitor", "student", "guardian", "colleague", "leader", "head", "deputy", "admin",
    "officer", "expert", "other_leader", "other_head",
]  # fmt: skip


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def page(world: World) -> Material:
    """A draft with two revisions, so that there is something to compare."""
    page = world.draft(title=TITLE, summary=SUMMARY)
    save_draft(page, world.author, objectives="Giải được bài toán thực tế.")
    return Material.objects.get(pk=page.pk)


def of_page(name: str) -> Callable[[Material], str]:
    return lambda page: reverse(name, args=[page.pk])


def of_revision(name: str) -> Callable[[Material], str]:
    return lambda page: reverse(name, args=[page.pk, page.latest_revision_id])


def comparison(page: Material) -> str:
    return reverse("materials_editor:revisions_compare", args=[page.pk, "earliest", "latest"])


ADDRESSES: dict[str, Callable[[Material], str]] = {
    "edit": of_page("materials_editor:edit"),
    "view_draft": of_page("wagtailadmin_pages:view_draft"),
    "history": of_page("materials_editor:history"),
    "history results": of_page("wagtailadmin_pages:history_results"),
    "revision": of_revision("materials_editor:revisions_view"),
    "revert": of_revision("materials_editor:revisions_revert"),
    "compare": comparison,
    "preview": of_page("wagtailadmin_pages:preview_on_edit"),
    "delete": of_page("materials_editor:delete"),
    "copy": of_page("wagtailadmin_pages:copy"),
    "usage": of_page("wagtailadmin_pages:usage"),
    "workflow": of_page("wagtailadmin_pages:workflow_history"),
    "explore": of_page("wagtailadmin_explore"),
    "explore results": of_page("wagtailadmin_explore_results"),
    "what is missing": of_page("materials_editor:completeness"),
    "author's page": of_page("review:author"),
    "submission": of_page("review:submit"),
}
# Closed to authors as well, or without a word of the text.
NOT_FOR_READING = {
    "history", "history results", "copy", "usage", "workflow", "what is missing", "explore results",
}  # fmt: skip


def client_of(world: World, role: str) -> Client:
    return Client() if role == "visitor" else signed_in(fresh(getattr(world, role)))


def assert_shut(client: Client, answer, name: str) -> None:
    assert answer.status_code in {302, 403, 404}, name
    assert TITLE not in answer.content.decode(), name
    if answer.status_code == 302:
        led = client.get(answer["Location"], follow=True).content.decode()
        assert TITLE not in led, name
        assert SUMMARY not in led, name


@pytest.mark.parametrize("role", EVERYBODY_ELSE)
def test_nobody_else_reads_a_draft_at_any_address_of_the_editor(world, page, role):
    client = client_of(world, role)
    for name, address in ADDRESSES.items():
        assert_shut(client, client.get(address(page)), name)


@pytest.mark.parametrize("role", EVERYBODY_ELSE)
def test_nobody_else_has_it_previewed_or_saved(world, page, role):
    sent = form_of(client_of(world, "author"), page)
    client = client_of(world, role)
    for name in ("preview", "edit"):
        address = ADDRESSES[name](page)
        assert_shut(client, client.post(address, sent), name)
        assert_shut(client, client.get(address), name)
    assert Material.objects.get(pk=page.pk).latest_revision_id == page.latest_revision_id


def test_its_author_reads_it_at_these_addresses(world, page):
    author = client_of(world, "author")
    author.post(ADDRESSES["preview"](page), form_of(author, page))
    for name in ADDRESSES.keys() - NOT_FOR_READING:
        answer = author.get(ADDRESSES[name](page))
        assert answer.status_code == 200, name
        assert TITLE in answer.content.decode(), name
    assert author.get(ADDRESSES["what is missing"](page)).status_code == 200


def test_the_list_of_own_materials_names_no_other_author(world, page):
    world.draft(world.other_head, title="Bài của trường khác")
    address = reverse("wagtailadmin_explore", args=[page.get_parent().pk])
    html = client_of(world, "author").get(address).content.decode()
    assert TITLE in html
    assert "Bài của trường khác" not in html
    assert str(world.other_head) not in html


def test_a_draft_is_not_linked_to_by_others_nor_its_address_told(world, page):
    own = world.draft(title="Bài của đồng nghiệp", author=world.colleague)
    client, address = (
        client_of(world, "colleague"),
        reverse("materials_editor:edit", args=[own.pk]),
    )
    answer = client.post(address, with_step(form_of(client, own), "Mở đầu", link_to(page), "text"))
    html = unescaped(answer.content.decode())
    assert answer.status_code == 200
    assert "trang thầy/cô không mở được" in html
    assert page.slug not in html
    assert Material.objects.get(pk=own.pk).latest_revision_id == own.latest_revision_id


def test_an_author_links_to_what_readers_may_open(world):
    published = world.approved(title="Bài đã duyệt").page
    own = world.draft(title="Bài mới")
    client, address = client_of(world, "author"), reverse("materials_editor:edit", args=[own.pk])
    client.post(address, with_step(form_of(client, own), "Mở đầu", link_to(published), "text"))
    kept = Material.objects.get(pk=own.pk).get_latest_revision().content["steps"]
    assert f'id=\\"{published.pk}\\"' in kept


def link_to(page: Material) -> str:
    """A text with a link to a page, as the editor's script sends it."""
    links = [{"offset": 0, "length": 3, "key": 0}]
    text = {"key": "00000", "text": "xem", "type": "unstyled", "depth": 0,
            "inlineStyleRanges": [], "entityRanges": links}  # fmt: skip
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"id": page.pk}}
    return json.dumps({"blocks": [text], "entityMap": {"0": entity}})
