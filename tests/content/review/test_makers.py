"""Whoever had a hand in a version sees nothing of its review before it is handed over, and a
remark is settled by whoever made it or decides."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from content.review import services
from content.review.deciders import makers
from content.review.models import Remark, RemarkState, ReviewTask
from content.review.policies import review_policy
from lms.people.models import User
from tests.content.review.world import World, fresh, task_of
from tests.factories.materials import save_draft, submit

pytestmark = [pytest.mark.django_db, pytest.mark.database]
NOTE = "Ghi chú chưa trao cho tác giả."


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def desk(user: User, task: ReviewTask) -> int:
    return client_of(user).get(reverse("review:desk", args=[task.uuid])).status_code


def judge(user: User, remark: Remark, action: str) -> int:
    address = reverse("review:judge_remark", args=[remark.uuid])
    return client_of(user).post(address, {"action": action}).status_code


def test_the_author_does_not_see_the_desk_of_own_work(world: World) -> None:
    version = world.submitted()
    task = task_of(version)
    services.add_remark(acting_user=world.leader, version=version, text=NOTE)
    assert desk(world.author, task) == 404
    assert desk(world.colleague, task) == 200
    address = reverse("review:changes", args=[task.uuid])
    assert client_of(world.author).get(address).status_code == 404


def test_nor_where_nothing_is_stored_yet_of_who_made_it(world: World) -> None:
    """As an upgrade leaves open tasks until a worker has looked at them."""
    task = task_of(world.submitted())
    task.makers.clear()
    ReviewTask.objects.filter(pk=task.pk).update(checked_on=date(2000, 1, 1))
    assert desk(world.author, task) == 404
    assert desk(world.leader, task) == 200


def test_nor_at_the_step_that_is_passed_while_the_next_is_open(world: World) -> None:
    """The desk of the first step would show the head's remarks in the making."""
    version = world.passed_by_group()
    services.add_remark(acting_user=world.head, version=version, text=NOTE)
    passed = ReviewTask.objects.get(version=version, state="passed")
    assert desk(world.author, passed) == 404
    assert desk(world.colleague, passed) == 200


def test_once_it_is_decided_it_may_be_looked_at(world: World) -> None:
    version = world.submitted()
    task = task_of(version)
    services.return_task(acting_user=world.leader, task=task, reason="Sửa.")
    assert desk(world.author, task) == 200


def test_an_author_settles_nothing_of_own_work(world: World) -> None:
    version = world.submitted()
    remark = services.add_remark(acting_user=world.leader, version=version, text=NOTE)
    assert judge(world.author, remark, "accept") == 404
    with pytest.raises(PermissionDenied):
        services.accept_remark(acting_user=fresh(world.author), remark=remark)


def test_a_remark_is_settled_by_whoever_made_it_or_decides(world: World) -> None:
    version = world.submitted()
    leaders = services.add_remark(acting_user=world.leader, version=version, text="Của tổ trưởng.")
    own = services.add_remark(acting_user=world.colleague, version=version, text="Của đồng nghiệp.")
    assert judge(world.colleague, leaders, "accept") == 403
    leaders.refresh_from_db()
    assert leaders.state == RemarkState.OPEN
    assert judge(world.colleague, own, "accept") == 302
    assert judge(world.leader, leaders, "accept") == 302
    assert not Remark.objects.exclude(state=RemarkState.ACCEPTED).exists()


def test_the_button_stands_where_it_works(world: World) -> None:
    version = world.submitted()
    services.add_remark(acting_user=world.leader, version=version, text="Của tổ trưởng.")
    address = reverse("review:desk", args=[task_of(version).uuid])
    assert 'value="accept"' not in client_of(world.colleague).get(address).content.decode()
    assert 'value="accept"' in client_of(world.leader).get(address).content.decode()


def test_who_had_a_hand_in_it_is_asked_anew_of_one_task_and_stored_for_lists(world: World) -> None:
    """Owner, co-authors, who submitted, who saved since the last approval."""
    page = world.approved().material
    save_draft(page, world.leader, summary="Một tóm tắt đã được sửa lại cho rõ ràng hơn.")
    page.co_authors.add(world.expert.person)
    page.get_latest_revision_as_object().save_revision(user=world.colleague)
    task = task_of(submit(page, world.author))
    page.co_authors.add(world.deputy.person)
    found = makers(ReviewTask.objects.get(pk=task.pk).version)
    assert found == {
        getattr(world, name).person_id
        for name in ("author", "leader", "colleague", "expert", "deputy")
    }
    stored = set(task.makers.values_list("pk", flat=True))
    assert found - stored == {world.deputy.person_id}, "who came in past all screens"
    for user in (user for user in world.people.values() if user.person_id in found):
        assert not review_policy.allows(fresh(user), "view", task)
        assert not review_policy.allows(fresh(user), "remark", task)
    services.refresh_people(task=task)
    assert set(task.makers.values_list("pk", flat=True)) == found
    for user in (user for user in world.people.values() if user.person is not None):
        shown = review_policy.filter(fresh(user), "view", ReviewTask.objects.filter(pk=task.pk))
        assert not (shown.exists() and user.person_id in found), user.username
