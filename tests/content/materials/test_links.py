"""A link from one material to another tells nothing of what it leads to."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import expand_db_html

from content.materials.models import Material
from content.materials.services import index_page
from tests.content.review.world import World, build, fresh
from tests.factories.materials import block, make_version, step

pytestmark = pytest.mark.django_db
OWN_SCHOOL = {"audience_scope": "unit", "title": "De thi hoc ki bi mat"}


@pytest.fixture
def world() -> World:
    return build()


def link_to(page: Material, number: object = None) -> str:
    return f'<p>Xem <a linktype="page" id="{number or page.pk}">bài này</a>.</p>'


def client_of(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(fresh(user))
    return client


def test_a_public_lecture_does_not_tell_the_title_of_one_it_links_to(world):
    hidden = make_version(author=world.author, audience_unit=world.school, **OWN_SCHOOL).page
    steps = [step("Mở đầu", block("text", link_to(hidden)))]
    shown = make_version(author=world.author, audience_scope="public", steps=steps)
    text = client_of().get(reverse("materials:material", args=[shown.page.slug])).content.decode()
    assert reverse("materials:follow", args=[hidden.pk]) in text
    assert hidden.slug not in text


def test_a_link_leads_its_readers_on_and_others_nowhere(world):
    version = make_version(author=world.author, audience_unit=world.school, **OWN_SCHOOL)
    address = reverse("materials:follow", args=[version.material_id])
    there = reverse("materials:material", args=[version.slug])
    assert client_of(world.student).get(address).headers["Location"] == there
    assert client_of().get(address).status_code == 404
    assert client_of(world.other_head).get(address).status_code == 404
    assert client_of(world.student).post(address).status_code == 405


def test_a_link_to_a_draft_leads_nowhere_even_its_author(world):
    draft = world.draft()
    answer = client_of(world.author).get(reverse("materials:follow", args=[draft.pk]))
    assert answer.status_code == 404


def test_a_link_to_the_page_above_all_materials_leads_to_the_library(world):
    world.draft()
    answer = client_of().get(reverse("materials:follow", args=[index_page().pk]))
    assert answer.headers["Location"] == reverse("materials:library")


def test_links_cost_no_query(world, django_assert_num_queries):
    page = world.draft()
    with django_assert_num_queries(0):
        assert f"/{page.pk}/" in expand_db_html(link_to(page) * 20)


@pytest.mark.parametrize("number", ["", "x", "-1", "3/../4", "javascript:x"])
def test_a_link_to_no_number_is_no_link(world, number):
    draft = world.draft()
    assert "href" not in expand_db_html(link_to(draft, number or " "))
