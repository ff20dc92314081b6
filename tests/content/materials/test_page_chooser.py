"""The chooser of links tells titles and addresses of nothing that one cannot open."""

import pytest
from django.test import Client
from django.urls import reverse

from content.materials.models import Material
from content.materials.services import index_page
from lms.people.models import User
from tests.content.review.world import World, build, fresh
from tests.factories.materials import make_version

pytestmark = pytest.mark.django_db
SECRET = "Bimat hoc ki"


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def draft(world: World) -> Material:
    return world.draft(title=SECRET)


def ask(user: User, name: str, *args: int, **query: object):
    client = Client()
    client.force_login(fresh(user))
    address = reverse(f"wagtailadmin_choose_page{name}", args=args)
    return client.get(address, query, follow=True)


def ways(page: Material) -> list[tuple[str, tuple[int, ...], dict[str, object]]]:
    return [
        ("_chosen_multiple", (), {"id": page.pk}),
        ("_chosen_multiple", (), {"id": [index_page().pk, page.pk]}),
        ("_child", (page.pk,), {}),
        ("_external_link", (), {"parent_page_id": page.pk}),
        ("", (), {"target_pages[]": page.pk, "user_perms": "move_to"}),
    ]


def test_a_draft_is_not_told_to_a_head_of_another_school_or_a_colleague(world, draft):
    for user in (world.other_head, world.colleague):
        for name, args, query in ways(draft):
            answer = ask(user, name, *args, **query)
            assert answer.status_code == 404, (name, query)


def test_its_author_and_the_readers_of_what_is_published_choose_it(world, draft):
    mine = ask(world.author, "_chosen_multiple", id=draft.pk)
    assert mine.json()["result"][0]["adminTitle"] == SECRET
    assert ask(world.author, "_child", draft.pk).status_code == 200
    version = make_version(author=world.author, title="Da cong bo", audience_scope="public")
    seen = ask(world.other_head, "_chosen_multiple", id=version.material_id)
    assert seen.json()["result"][0]["adminTitle"] == "Da cong bo"


def test_the_chooser_opens_with_what_the_author_can_read(world, draft):
    make_version(author=world.author, title="Da cong bo", audience_scope="public")
    shown = ask(world.other_head, "", allow_external_link="true").json()["html"]
    assert "Da cong bo" in shown
    assert SECRET not in shown
    assert "choose-external-link" in shown


def test_the_chooser_opens_at_the_pages_above_and_lists_no_draft(world, draft):
    for answer in (
        ask(world.other_head, ""),
        ask(world.other_head, "_child", index_page().pk),
        ask(world.other_head, "_search", q="Bimat"),
    ):
        assert answer.status_code == 200
        assert SECRET not in answer.content.decode()


@pytest.mark.parametrize("odd", ["²", "x", "9" * 400, "-1"])
def test_what_is_no_number_of_a_page_is_no_page(world, odd):
    assert ask(world.author, "_chosen_multiple", id=odd).status_code == 404
    assert ask(world.author, "", **{"target_pages[]": odd}).status_code == 404
