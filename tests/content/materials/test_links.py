"""A link from one material to another tells nothing of what it leads to."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import expand_db_html

from content.materials.models import FormerLibraryPage, Material
from tests.content.review.world import World, build, fresh
from tests.factories.materials import block, make_version, step

pytestmark = pytest.mark.django_db
OWN_SCHOOL = {"audience_scope": "unit", "title": "De thi hoc ki bi mat"}


@pytest.fixture
def world() -> World:
    return build()


def link_to(material: Material) -> str:
    return f'<p>Xem <a linktype="material" uuid="{material.uuid}">bài này</a>.</p>'


def numbered(number: object) -> str:
    """As texts were written while materials were pages; frozen versions hold them still."""
    return f'<p>Xem <a linktype="page" id="{number}">bài này</a>.</p>'


def addresses_of(material: Material) -> list[str]:
    """Where a link leads, by UUID and by number."""
    return [
        reverse("materials:follow", args=[material.uuid]),
        reverse("materials:follow_number", args=[material.pk]),
    ]


def client_of(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(fresh(user))
    return client


@pytest.mark.parametrize("old", [False, True])
def test_a_public_lecture_does_not_tell_the_title_of_one_it_links_to(world, old):
    hidden = make_version(author=world.author, audience_unit=world.school, **OWN_SCHOOL).material
    steps = [step("Mở đầu", block("text", numbered(hidden.pk) if old else link_to(hidden)))]
    shown = make_version(author=world.author, audience_scope="public", steps=steps)
    text = client_of().get(reverse("materials:material", args=[shown.slug])).content.decode()
    assert addresses_of(hidden)[old] in text
    assert hidden.slug not in text


def test_a_link_leads_its_readers_on_and_others_nowhere(world):
    version = make_version(author=world.author, audience_unit=world.school, **OWN_SCHOOL)
    there = reverse("materials:material", args=[version.slug])
    for address in addresses_of(version.material):
        assert client_of(world.student).get(address).headers["Location"] == there
        assert client_of().get(address).status_code == 404
        assert client_of(world.other_head).get(address).status_code == 404
        assert client_of(world.student).post(address).status_code == 405


def test_a_link_to_a_draft_leads_nowhere_even_its_author(world):
    for address in addresses_of(world.draft()):
        assert client_of(world.author).get(address).status_code == 404


def test_an_old_link_to_the_page_above_all_materials_leads_to_the_library(world):
    FormerLibraryPage.objects.create(number=3)
    answer = client_of().get(reverse("materials:follow_number", args=[3]))
    assert answer.headers["Location"] == reverse("materials:library")
    assert client_of().get(reverse("materials:follow_number", args=[4])).status_code == 404


def test_links_cost_no_query(world, django_assert_num_queries):
    material = world.draft()
    with django_assert_num_queries(0):
        shown = expand_db_html(link_to(material) * 20 + numbered(material.pk))
    assert shown.count(f"/{material.uuid}/") == 20
    assert f"/{material.pk}/" in shown


@pytest.mark.parametrize("which", ["", "x", "-1", "3/../4", "javascript:x"])
def test_a_link_to_nothing_is_no_link(which):
    assert "href" not in expand_db_html(numbered(which or " "))
    unnamed = f'<a linktype="material" uuid="{which}">x</a><a linktype="material">x</a>'
    assert "href" not in expand_db_html(unnamed)
    assert "href" in expand_db_html(f'<a linktype="material" uuid="{uuid.uuid4()}">x</a>')
