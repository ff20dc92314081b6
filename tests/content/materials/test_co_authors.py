"""Who is named as co-author in a draft writes along at once, before anything is published."""

from typing import Any

import pytest

from content.materials.models import Material
from content.materials.policies import material_policy, version_policy
from content.review import services as review
from lms.people.models import User
from tests.content.materials.editor import address, form_of, make_teacher, signed_in
from tests.factories.materials import make_draft, save_draft, submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    return make_teacher("co-chinh")


@pytest.fixture
def other() -> User:
    return make_teacher("thay-cung-viet")


def may_edit(user: User, page: Material) -> bool:
    """Both questions, which must have one answer."""
    user = User.objects.get(pk=user.pk)
    page = Material.objects.get(pk=page.pk)
    one = material_policy.allows(user, "edit", page)
    listed = material_policy.filter(user, "edit", Material.objects.all())
    assert listed.filter(pk=page.pk).exists() is one
    return one


def test_from_the_first_draft_on(author, other):
    page = make_draft(author=author)
    assert not may_edit(other, page)
    save_draft(page, author, co_authors=[other.person])
    assert may_edit(other, page)
    assert may_edit(author, page)
    assert signed_in(other).get(address(page)).status_code == 200


def test_what_the_co_author_saves_is_kept_and_takes_no_right_away(author, other):
    page = make_draft(author=author)
    save_draft(page, author, co_authors=[other.person])
    client = signed_in(other)
    data = form_of(client, page)
    data["summary"] = "Người cùng viết đã sửa phần tóm tắt này."
    assert client.post(address(page), data).status_code == 302
    draft = Material.objects.get(pk=page.pk).get_latest_revision_as_object()
    assert draft.summary == "Người cùng viết đã sửa phần tóm tắt này."
    assert may_edit(author, page)
    assert may_edit(other, page)


def test_no_longer_once_a_newer_draft_names_them_no_more(author, other):
    page = make_draft(author=author)
    save_draft(page, author, co_authors=[other.person])
    save_draft(page, author, co_authors=[])
    assert not may_edit(other, page)
    assert signed_in(other).get(address(page)).status_code != 200


def test_only_those_who_may_author(author):
    pupil = make_teacher("em-hoc-sinh")
    pupil.person.memberships.update(role="student")
    page = make_draft(author=author)
    save_draft(page, author, co_authors=[pupil.person])
    assert not may_edit(pupil, page)


def test_a_co_author_of_a_first_draft_submits_and_takes_back(author, other):
    page = make_draft(author=author)
    save_draft(page, author, co_authors=[other.person])
    version = submit(Material.objects.get(pk=page.pk), User.objects.get(pk=other.pk))
    assert version_policy.allows(other, "view", version)
    review.take_back(acting_user=User.objects.get(pk=other.pk), thing=version.thing)
    assert may_edit(other, page)


def test_the_list_costs_the_same_for_one_and_for_many(
    author, other, django_assert_num_queries: Any
):
    for count in (1, 5):
        for number in range(count):
            page = make_draft(author=author, title=f"Bài {count} {number}")
            save_draft(page, author, co_authors=[other.person])
        user = User.objects.get(pk=other.pk)
        with django_assert_num_queries(3):
            list(material_policy.filter(user, "edit", Material.objects.all()))
