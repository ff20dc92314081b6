"""The chooser of links tells titles and addresses of nothing that one cannot open."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import NoReverseMatch, reverse

from content.materials.models import Material
from lms.people.models import User
from tests.content.materials.editor import make_teacher, signed_in
from tests.content.review.world import World, build, fresh
from tests.factories.materials import make_draft, make_version, save_draft

pytestmark = pytest.mark.django_db
SECRET = "Bimat hoc ki"


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def draft(world: World) -> Material:
    return world.draft(title=SECRET)


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def offered(user: User, words: str = "", **query: Any) -> str:
    """The lines of the chooser, as its first answer or its answer to a search."""
    client = client_of(user)
    if words:
        answer = client.get(reverse("materials_editor:search_links"), {"q": words, **query})
        return answer.content.decode()
    answer = client.get(reverse("materials_editor:choose_link"), query)
    return json.loads(answer.content)["html"]


def test_its_author_and_a_co_author_are_offered_a_draft_and_nobody_else(world, draft):
    save_draft(draft, world.author, co_authors=[world.colleague.person])
    for user in (world.author, world.colleague):
        assert SECRET in offered(user)
    for user in (world.leader, world.head, world.other_head, world.officer):
        assert SECRET not in offered(user)
        assert SECRET not in offered(user, "Bimat")


def test_a_published_one_is_offered_to_its_readers_by_the_title_they_read(world):
    shared = {"audience_scope": "unit", "audience_unit": world.school}
    version = make_version(author=world.author, title="Da cong bo", **shared)
    save_draft(version.material, world.author, title="Ten moi chua duyet")
    Material.objects.filter(pk=version.material_id).update(grade=6)
    reader, stranger = offered(world.head), offered(world.other_head)
    assert ("Lớp 9" in reader, "Lớp 6" in reader) == (True, False), "nor a draft's grade"
    assert "Lớp 6" in offered(world.author)
    assert "Da cong bo" in reader
    assert f'data-id="{version.thing}"' in reader
    assert "Ten moi chua duyet" not in reader
    assert "Da cong bo" not in stranger
    # Its author knows it by the draft's own title.
    assert "Ten moi chua duyet" in offered(world.author)


def test_it_is_searched_by_any_words_of_the_title(world, draft):
    world.draft(title="Đường tròn ngoại tiếp")
    assert SECRET in offered(world.author, "ki bimat")
    assert "Đường tròn" not in offered(world.author, "ki bimat")
    assert SECRET not in offered(world.author, "khong co")


def test_the_tabs_of_other_links_stand_beside_it_and_lead_back(world):
    html = offered(world.author, allow_external_link="true", allow_email_link="true")
    assert "choose-external-link" in html
    assert "choose-email-link" in html
    assert "choose-anchor-link" not in html
    back = client_of(world.author).get(reverse("wagtailadmin_choose_page_external_link"))
    assert reverse("materials_editor:choose_link") in json.loads(back.content)["html"]


def test_only_those_who_write_are_offered_anything(world, draft):
    for name in ("choose_link", "search_links"):
        assert client_of(world.student).get(reverse(f"materials_editor:{name}")).status_code == 403


def test_more_than_one_page_of_them_is_paged_through(world):
    for number in range(12):
        make_draft(author=world.author, topic=world.topic, title=f"Bai so {number:02}")
    first, second = offered(world.author), offered(world.author, p=2)
    assert len(re.findall("choose-page", first)) == 10
    assert len(re.findall("choose-page", second)) == 2
    found = offered(world.author, "Bai", p=2)
    assert reverse("materials_editor:search_links") in found


@pytest.mark.parametrize("name", ["", "_search", "_chosen_multiple"])
def test_wagtails_chooser_of_pages_is_closed(name):
    address = reverse(f"wagtailadmin_choose_page{name}")
    assert signed_in(make_teacher()).get(address).status_code == 404


def test_no_chooser_of_wagtails_own_lists_drafts(draft):
    with pytest.raises(NoReverseMatch):
        reverse("wagtailsnippetchoosers_materials_material:choose")
    client = signed_in(make_teacher())
    for path in ("choose/materials/material/", "choose/materials/material/results/"):
        assert client.get(f"/quan-tri/snippets/{path}").status_code == 404
