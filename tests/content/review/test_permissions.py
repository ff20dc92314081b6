"""Each role against each action: who may, and that everybody else is refused."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError

from content.materials.models import Material, MaterialVersion
from content.review import selectors, services
from content.review.models import Remark, ReviewStep, ReviewTask
from content.review.policies import may_withdraw, review_policy
from content.versions.models import FrozenVersion
from content.versions.policies import version_policy
from lms.people.models import Role
from lms.people.selectors import roles_of
from tests.content.review.world import World, all_yes, fresh, task_of

pytestmark = pytest.mark.django_db

EVERYONE = (
    "author", "leader", "colleague", "head", "deputy", "officer", "expert", "admin", "student",
    "guardian", "other_leader", "other_head", "superuser",
)  # fmt: skip


def who_may(world: World, act: Callable[[Any], Any]) -> set[str]:
    """Try the action as everybody, each on the same state."""
    from django.db import transaction

    allowed = set()
    for name in EVERYONE:
        try:
            with transaction.atomic():
                act(fresh(getattr(world, name)))
                allowed.add(name)
                raise _UndoneError
        except (_UndoneError, PermissionDenied):
            pass
    return allowed


class _UndoneError(Exception):
    """Rolls back what was tried."""


def test_every_role_is_tried(world: World) -> None:
    held = {role for name in EVERYONE for role in roles_of(fresh(getattr(world, name)))}
    assert held == set(Role.values)


def test_decisions_of_the_first_step(world: World) -> None:
    version = world.submitted()
    task = task_of(version)
    yes = all_yes(task)
    for act in (
        lambda user: services.pass_task(acting_user=user, task=task, answers=yes),
        lambda user: services.return_task(acting_user=user, task=task, reason="Sửa."),
        lambda user: services.save_answers(acting_user=user, task=task, answers=yes),
    ):
        assert who_may(world, act) == {"leader"}


def test_decisions_of_the_second_step(world: World) -> None:
    task = task_of(world.passed_by_group())
    yes = all_yes(task)
    for act in (
        lambda user: services.pass_task(acting_user=user, task=task, answers=yes),
        lambda user: services.return_task(acting_user=user, task=task, reason="Sửa."),
    ):
        assert who_may(world, act) == {"head"}


def test_remarks(world: World) -> None:
    version = world.submitted()

    def remark(user: Any) -> None:
        services.add_remark(acting_user=user, version=version, text="Xem lại.")

    assert who_may(world, remark) == {"leader", "colleague"}
    services.return_task(acting_user=world.leader, task=task_of(version), reason="Sửa.")
    assert who_may(world, remark) == set(), "nothing is under review"


def test_answering_and_settling_remarks(world: World) -> None:
    version = world.submitted()
    remark = services.add_remark(acting_user=world.leader, version=version, text="Xem lại.")

    def fix(user: Any) -> None:
        services.mark_fixed(acting_user=user, remark=remark)

    def settle(user: Any) -> None:
        services.accept_remark(acting_user=user, remark=remark)

    assert who_may(world, fix) == set(), "not handed over yet"
    assert who_may(world, settle) == {"leader"}, "whose remark it is, and who decides"
    services.return_task(acting_user=world.leader, task=task_of(version), reason="Sửa.")
    assert who_may(world, fix) == {"author"}
    assert who_may(world, settle) == set()


def test_taking_back_and_withdrawing(world: World) -> None:
    version = world.submitted()
    page = version.material
    assert who_may(world, lambda u: services.take_back(acting_user=u, thing=page.uuid)) == {
        "author"
    }
    live = world.approved(title="Bài đã duyệt")

    def withdraw(user: Any) -> None:
        services.withdraw(acting_user=user, version=live, reason="Sai.")

    assert who_may(world, withdraw) == {"head", "deputy", "officer"}
    assert not may_withdraw(AnonymousUser(), live)


def test_looking_at_a_version_and_its_files(world: World) -> None:
    def viewers(version: MaterialVersion) -> set[str]:
        return {
            name
            for name in EVERYONE
            if version_policy.allows(fresh(getattr(world, name)), "view", version)
        }

    version = world.submitted()
    assert viewers(version) == {"author", "leader", "colleague"}
    services.take_back(acting_user=world.author, thing=version.thing)
    assert viewers(version) == {"author"}
    second = world.passed_by_group(title="Bài thứ hai")
    assert viewers(second) == {"author", "leader", "colleague", "head", "deputy"}
    assert not version_policy.allows(AnonymousUser(), "view", second)
    assert not version_policy.allows(AnonymousUser(), "view", version)


def test_the_object_test_and_the_filter_agree(world: World) -> None:
    world.submitted()
    world.passed_by_group(title="Bài hai")
    world.approved(title="Bài ba")
    world.submitted(author=world.leader, title="Bài bốn")
    for name in EVERYONE:
        user = fresh(getattr(world, name))
        for action in ("view", "decide", "remark"):
            allowed = set(review_policy.filter(user, action, ReviewTask.objects.all()))
            assert allowed == {
                task
                for task in ReviewTask.objects.all()
                if review_policy.allows(user, action, task)
            }, (name, action)


def test_an_audience_wider_than_the_steps_may_grant_is_refused(world: World) -> None:
    version = world.submitted()
    ReviewStep.objects.update(widest_scope="signed_in")
    task = task_of(version)
    with pytest.raises(ValidationError, match=r"hẹp hơn|narrower"):
        services.pass_task(acting_user=world.leader, task=task, answers=all_yes(task))
    ReviewStep.objects.filter(code="head").update(widest_scope="public")
    services.pass_task(acting_user=world.leader, task=task, answers=all_yes(task))
    ReviewStep.objects.update(widest_scope="unit")
    task = task_of(version)
    with pytest.raises(ValidationError):
        services.pass_task(acting_user=world.head, task=task, answers=all_yes(task))
    assert not FrozenVersion.objects.filter(thing=version.thing, published=True).exists()


def test_two_reviewers_at_once_the_second_is_told(world: World) -> None:
    world.add("second_leader", world.group, "group_leader")
    version = world.submitted()
    mine, theirs = task_of(version), task_of(version)
    services.return_task(acting_user=world.leader, task=mine, reason="Sửa bước 1.")
    with pytest.raises(ValidationError) as error:
        services.pass_task(acting_user=world.second_leader, task=theirs, answers=all_yes(theirs))
    assert str(world.leader) in error.value.messages[0]
    assert ReviewTask.objects.get(pk=theirs.pk).state == "returned"
    assert Material.objects.get(pk=version.material_id).review_state == "sent_back"


@pytest.mark.parametrize("text", ["", "   ", "\x00", "x" * 10_000])
def test_empty_and_endless_remarks_get_a_message(world: World, text: str) -> None:
    version = world.submitted()
    with pytest.raises(ValidationError) as error:
        services.add_remark(acting_user=world.leader, version=version, text=text)
    assert error.value.messages[0]
    assert not Remark.objects.exists()


def test_a_place_must_be_one_of_this_version(world: World) -> None:
    version = world.submitted()
    inside = version.content[0]["id"]
    wrong = (
        {"step_id": "3f1c7a52-0000-4000-8000-000000000000"},
        {"step_id": inside, "block_id": "3f1c7a52-0000-4000-8000-000000000000"},
        {"step_id": inside, "second": 12},
        {"second": 12},
    )
    for place in wrong:
        with pytest.raises(ValidationError):
            services.add_remark(acting_user=world.leader, version=version, text="Ở đây.", **place)
    services.add_remark(
        acting_user=world.leader, version=version, text="Ở đây.", step_id=inside,
        block_id=version.content[0]["value"]["body"][0]["id"],
    )  # fmt: skip
    assert selectors.remarks_for(version).count() == 1
