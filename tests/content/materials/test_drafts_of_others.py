"""A draft is its authors' alone: every address of the editor, tried by everybody else."""

import json
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from content.materials.models import Material
from tests.content.materials.editor import form_of, signed_in, unescaped, with_step
from tests.content.review.world import World, build, fresh
from tests.factories.materials import make_version, save_draft

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


def of_draft(name: str) -> Callable[[Material], str]:
    return lambda draft: reverse(name, args=[draft.pk])


def of_revision(name: str) -> Callable[[Material], str]:
    return lambda draft: reverse(name, args=[draft.pk, draft.latest_revision_id])


def of_thing(name: str) -> Callable[[Material], str]:
    return lambda draft: reverse(name, args=[draft.uuid])


def comparison(draft: Material) -> str:
    return reverse("materials_editor:revisions_compare", args=[draft.pk, "earliest", "latest"])


def unnamed(path: str) -> Callable[[Material], str]:
    """An address that nothing of ours leads to."""
    return lambda draft: f"/quan-tri/{path.format(draft.pk)}"


ADDRESSES: dict[str, Callable[[Material], str]] = {
    "edit": of_draft("materials_editor:edit"),
    "old edit": of_draft("wagtailadmin_pages:edit"),
    "history": of_draft("materials_editor:history"),
    "history results": of_draft("materials_editor:history_results"),
    "revision": of_revision("materials_editor:revisions_view"),
    "revert": of_revision("materials_editor:revisions_revert"),
    "compare": comparison,
    "preview": of_draft("materials_editor:preview_on_edit"),
    "delete": of_draft("materials_editor:delete"),
    "copy": unnamed("hoc-lieu/copy/{}/"),
    "usage": unnamed("hoc-lieu/usage/{}/"),
    "lock": unnamed("hoc-lieu/lock/{}/"),
    "unlock": unnamed("hoc-lieu/unlock/{}/"),
    "choose": unnamed("snippets/choose/materials/material/?x={}"),
    "chosen": unnamed("snippets/choose/materials/material/chosen/{}/"),
    "delete many": unnamed("bulk/materials/material/delete/?next=/&id={}"),
    "what is missing": of_draft("materials_editor:completeness"),
    "author's page": of_thing("review:author"),
    "author's page by its number": of_draft("review:author_by_number"),
    "submission": of_thing("review:submit"),
    "submission by its number": of_draft("review:submit_by_number"),
}
# Closed to authors as well, without a word of the text, or leading on to it.
NOT_FOR_READING = {
    "history", "history results", "copy", "usage", "lock", "unlock", "choose", "chosen",
    "delete many", "what is missing", "old edit",
    "author's page by its number", "submission by its number",
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
    for name in ("author's page", "submission"):
        moved = author.get(ADDRESSES[f"{name} by its number"](page))
        assert (moved.status_code, moved["Location"]) == (308, ADDRESSES[name](page))


def test_the_list_of_own_materials_names_no_other_author(world, page):
    world.draft(world.other_head, title="Bài của trường khác")
    html = client_of(world, "author").get(reverse("materials_editor:list")).content.decode()
    assert TITLE in html
    assert "Bài của trường khác" not in html
    assert str(world.other_head) not in html


@pytest.mark.parametrize("by", ["uuid", "pk"])
@pytest.mark.parametrize("autosave", [False, True])
def test_a_draft_is_not_linked_to_by_others_nor_its_address_told(world, page, by, autosave):
    own = world.draft(title="Bài của đồng nghiệp", author=world.colleague)
    client = client_of(world, "colleague")
    address = reverse("materials_editor:edit", args=[own.pk])
    link = link_to(page, which=page.pk if by == "pk" else None)
    sent = with_step(form_of(client, own), "Mở đầu", link, "text")
    headers = {"Accept": "application/json"} if autosave else {}
    answer = client.post(address, sent, headers=headers)
    html = unescaped(answer.content.decode())
    assert answer.status_code == (400 if autosave else 200)
    assert autosave or "trang thầy/cô không mở được" in html
    assert page.slug not in html
    assert str(page.uuid) not in html
    assert Material.objects.get(pk=own.pk).latest_revision_id == own.latest_revision_id


def test_an_author_links_to_what_readers_may_open(world):
    published = make_version(author=world.author, title="Bài đã duyệt").material
    own = world.draft(title="Bài mới")
    client, address = client_of(world, "author"), reverse("materials_editor:edit", args=[own.pk])
    client.post(address, with_step(form_of(client, own), "Mở đầu", link_to(published), "text"))
    kept = Material.objects.get(pk=own.pk).get_latest_revision().content["steps"]
    assert f'uuid=\\"{published.uuid}\\"' in kept


def link_to(material: Material, which: object = None) -> str:
    """A text with a link to a material, as the editor's script sends it."""
    links = [{"offset": 0, "length": 3, "key": 0}]
    text = {"key": "00000", "text": "xem", "type": "unstyled", "depth": 0,
            "inlineStyleRanges": [], "entityRanges": links}  # fmt: skip
    entity = {"type": "LINK", "mutability": "MUTABLE", "data": {"id": which or str(material.uuid)}}
    return json.dumps({"blocks": [text], "entityMap": {"0": entity}})
