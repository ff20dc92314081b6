"""A step may be decided by several votes: one each, each alone, and one more where none decides."""

import itertools
from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from content.materials.models import MaterialVersion
from content.review import selectors, services
from content.review.checklists import Answer
from content.review.models import ChecklistAnswer, ReviewStep, ReviewTask, Vote
from content.review.policies import review_policy
from content.review.voting import Tally
from lms.notices.selectors import unread
from lms.people.models import Unit, User
from tests.content.review.test_views import as_user, form_of
from tests.content.review.world import World, all_yes, fresh, pass_step, task_of

pytestmark = pytest.mark.django_db
NOTE = "Đề bài ba sai số liệu."


@pytest.fixture
def two_of_two(world: World) -> World:
    """The first step asks for two votes, both alike; an expert stands beside the leader."""
    ReviewStep.objects.filter(code="group").update(deciders_asked=2, deciders_needed=2)
    world.add("group_expert", world.group, "expert")
    return world


def yes(user: User, task: ReviewTask, note: str = "") -> ReviewTask | None:
    return services.pass_task(acting_user=fresh(user), task=task, answers=all_yes(task), note=note)


def no(user: User, task: ReviewTask, reason: str = NOTE) -> ReviewTask | None:
    return services.return_task(acting_user=fresh(user), task=task, reason=reason)


def asked(task: ReviewTask) -> set[str]:
    return {person.user.username for person in task.asked.select_related("user")}


def state(task: ReviewTask) -> str:
    task.refresh_from_db()
    return task.state


@pytest.mark.parametrize(
    ("asked", "needed", "votes", "outcome"),
    [
        (1, 1, "y", True), (1, 1, "n", False),
        (2, 2, "y", None), (2, 2, "yy", True), (2, 2, "nn", False), (2, 2, "yn", None),
        (2, 2, "yny", True), (2, 2, "nyn", False),
        (3, 2, "yn", None), (3, 2, "yny", True), (3, 2, "nn", False),
        (3, 3, "yyn", None), (3, 3, "yyny", True), (3, 3, "yynn", None), (3, 3, "yynny", True),
        (2, 1, "y", True), (2, 1, "yn", None), (2, 1, "yny", True), (1, 1, "yn", None),
        (4, 4, "yynn", None), (4, 4, "yynnn", False), (4, 4, "nnny", None), (4, 4, "nnnyy", False),
    ],
)  # fmt: skip
def test_what_votes_amount_to(asked: int, needed: int, votes: str, outcome: bool | None) -> None:
    step = ReviewStep(deciders_asked=asked, deciders_needed=needed)
    assert Tally(votes.count("y"), votes.count("n")).outcome(step) is outcome


def test_the_order_of_votes_does_not_matter_where_all_are_cast() -> None:
    step = ReviewStep(deciders_asked=3, deciders_needed=2)
    for votes in itertools.product("yn", repeat=3):
        found = Tally(votes.count("y"), votes.count("n")).outcome(step)
        assert found is (votes.count("y") > 1)


@pytest.mark.parametrize(("asked", "needed"), [(1, 2), (2, 0), (0, 0)])
def test_a_step_cannot_need_more_than_it_asks(asked: int, needed: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewStep.objects.update(deciders_asked=asked, deciders_needed=needed)


def test_two_who_agree_pass_it(two_of_two: World) -> None:
    world = two_of_two
    version = world.submitted()
    task = task_of(version)
    assert asked(task) == {"leader", "group_expert"}
    waits = yes(world.leader, task, "Bài chắc.")
    assert waits is not None
    assert waits.pk == task.pk
    assert state(task) == "open"
    assert selectors.count_waiting(fresh(world.leader)) == 0, "nothing more to do for them"
    assert selectors.count_waiting(fresh(world.group_expert)) == 1
    following = yes(world.group_expert, task, "Đồng ý.")
    assert following is not None
    assert following.step.code == "head"
    assert (state(task), task.reason) == ("passed", "Bài chắc.\n\nĐồng ý.")
    pass_step(world.head, version)
    assert MaterialVersion.objects.get(pk=version.pk).reviewed_by == "Tổ Toán; Trường THCS Bến Nhãn"


def test_two_who_agree_send_it_back_with_both_reasons(two_of_two: World) -> None:
    task = task_of(two_of_two.submitted())
    no(two_of_two.leader, task, "Sai đề.")
    assert [one.kind for one in unread(two_of_two.author)] == []
    no(two_of_two.group_expert, task, "Thiếu đáp án.")
    assert (state(task), task.reason) == ("returned", "Sai đề.\n\nThiếu đáp án.")
    assert unread(two_of_two.author)[0].kind == "review.sent_back"


@pytest.mark.parametrize("third", [True, False])
def test_of_equal_votes_a_third_decides(two_of_two: World, third: bool) -> None:
    """The rung of the ladder is used up, so the next one is asked; the unit stays the group."""
    world = two_of_two
    task = task_of(world.submitted())
    yes(world.leader, task)
    no(world.group_expert, task)
    assert state(task) == "open"
    assert asked(task) == {"leader", "group_expert", "colleague"}
    assert [one.kind for one in unread(world.colleague)] == ["review.asked"]
    assert task.deciding_unit == world.group
    (yes if third else no)(world.colleague, task)
    assert state(task) == ("passed" if third else "returned")
    assert task.reason == ("" if third else f"{NOTE}\n\n{NOTE}")


def test_the_third_may_come_from_another_unit_and_sees_the_desk(two_of_two: World) -> None:
    world = two_of_two
    for role in ("leader", "colleague"):
        services_leave(world, role)
    version = world.submitted()
    task = task_of(version)
    # One expert is left in the group: the school's deputy is asked for the second vote.
    assert asked(task) == {"group_expert", "deputy"}
    assert as_user(world, "deputy").get(desk(task)).status_code == 200
    assert as_user(world, "head").get(desk(task)).status_code == 404
    yes(world.group_expert, task)
    no(world.deputy, task)
    assert asked(task) - {"group_expert", "deputy"} == {"officer", "expert"}
    assert as_user(world, "officer").get(desk(task)).status_code == 200
    file = MaterialVersion.objects.get(pk=version.pk)
    from content.versions.policies import version_policy

    assert version_policy.allows(fresh(world.officer), "view", file)
    yes(world.officer, task)
    units = Vote.objects.filter(task=task).order_by("pk").values_list("unit__name", flat=True)
    assert list(units) == ["Tổ Toán", "Trường THCS Bến Nhãn", "Sở Giáo dục"]
    assert state(task) == "passed"
    assert asked(task_of(version)) == {"head"}


def services_leave(world: World, name: str) -> None:
    from lms.people.models import Membership

    Membership.objects.filter(person=getattr(world, name).person).delete()


def desk(task: ReviewTask) -> str:
    return reverse("review:desk", args=[task.uuid])


def test_votes_of_a_step_that_was_taken_back_are_told_to_nobody(two_of_two: World) -> None:
    version = two_of_two.submitted()
    task = task_of(version)
    no(two_of_two.leader, task)
    services.take_back(acting_user=two_of_two.author, thing=version.thing)
    for user in (two_of_two.author, two_of_two.leader):
        (entry,) = selectors.history_of(version.thing, fresh(user))
        assert (entry.votes, entry.answers) == ([], [])


def test_a_vote_to_send_back_gives_a_reason_of_its_own(two_of_two: World) -> None:
    version = two_of_two.submitted()
    task = task_of(version)
    services.add_remark(acting_user=fresh(two_of_two.leader), version=version, text="Thiếu.")
    with pytest.raises(ValidationError):
        no(two_of_two.people[next(iter(asked(task) - {"leader"}))], task, reason="")


def test_nobody_votes_twice(two_of_two: World) -> None:
    task = task_of(two_of_two.submitted())
    yes(two_of_two.leader, task)
    for again in (yes, no):
        with pytest.raises(ValidationError):
            again(two_of_two.leader, task)
    with pytest.raises(ValidationError):
        services.save_answers(acting_user=two_of_two.leader, task=task, answers={})
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(task=task, voter=two_of_two.leader, is_yes=True)
    assert task.votes.count() == 1


def test_makers_and_judges_of_another_step_have_no_vote(two_of_two: World) -> None:
    world = two_of_two
    ReviewStep.objects.filter(code="head").update(
        decided_by="group", deciders_asked=2, deciders_needed=2
    )
    version = world.submitted(author=world.colleague)
    task = task_of(version)
    with pytest.raises(PermissionDenied):
        yes(world.colleague, task)
    yes(world.leader, task)
    no(world.group_expert, task)
    yes(world.author, task)
    second = task_of(version)
    assert asked(second) == {"deputy", "officer", "expert"}, "not those who judged, either way"
    with pytest.raises(PermissionDenied):
        yes(world.group_expert, second)


def test_a_vote_is_by_todays_memberships(two_of_two: World) -> None:
    from lms.people.models import Membership

    task = task_of(two_of_two.submitted())
    Membership.objects.filter(person=two_of_two.leader.person).delete()
    assert "leader" in asked(task), "stored when the step opened"
    assert selectors.count_waiting(fresh(two_of_two.leader)) == 0
    with pytest.raises(PermissionDenied):
        yes(two_of_two.leader, task)


def test_each_has_a_checklist_of_their_own(two_of_two: World) -> None:
    world = two_of_two
    version = world.submitted()
    task = task_of(version)
    item = selectors.checklist_for(task)[0]
    bad = Answer("no", "Sai công thức.", "whole")
    services.save_answers(acting_user=world.leader, task=task, answers={item.pk: bad})
    assert selectors.answers_of(task, world.leader)[item.pk].value == "no"
    assert selectors.answers_of(task, world.group_expert) == {}
    yes(world.group_expert, task)
    found = ChecklistAnswer.objects.filter(task=task, item=item).values_list("voter", "value")
    assert set(found) == {(world.leader.pk, "no"), (world.group_expert.pk, "yes")}


def test_how_others_voted_is_told_once_ones_own_vote_is_cast(two_of_two: World) -> None:
    world = two_of_two
    version = world.submitted()
    task = task_of(version)
    item = selectors.checklist_for(task)[0]
    bad = Answer("no", "Sai công thức nghiệm.", "whole")
    leader, expert, colleague = (as_user(world, n) for n in ("leader", "group_expert", "colleague"))
    before = expert.get(desk(task)).content.decode()
    assert "Chưa có phiếu nào" in before
    services.return_task(
        acting_user=fresh(world.leader), task=task, reason=NOTE, answers={item.pk: bad}
    )
    secret = (NOTE, "Sai công thức nghiệm.", ">cho quay lại<")
    for client in (expert, colleague):
        shown = client.get(desk(task)).content.decode()
        assert str(world.leader) in shown, "that it is in"
        assert [text for text in secret if text in shown] == []
        assert "khi phiếu của mình đã gửi" in shown
    own = leader.get(desk(task)).content.decode()
    assert NOTE in own
    assert 'value="pass"' not in own
    assert 'value="pass"' in expert.get(desk(task)).content.decode()
    author = as_user(world, "author").get(reverse("review:author", args=[version.thing]))
    assert [text for text in secret if text in author.content.decode()] == []
    answer = expert.post(desk(task), {"action": "pass", **form_of(task)}, follow=True)
    assert "Đã nhận phiếu" in answer.content.decode()
    shown = expert.get(desk(task)).content.decode()
    assert NOTE in shown
    assert "Sai công thức nghiệm." in shown
    assert "cần thêm một người" in shown


def test_history_shows_each_vote(two_of_two: World) -> None:
    world = two_of_two
    version = world.submitted()
    task = task_of(version)
    yes(world.leader, task, "Bài chắc.")
    no(world.group_expert, task, "Chưa ổn.")
    yes(world.colleague, task, "Được.")
    shown = as_user(world, "author").get(reverse("review:author", args=[version.thing]))
    history = shown.content.decode().split('id="lich-su"')[1]
    for voter, reason in (("leader", "Bài chắc."), ("group_expert", "Chưa ổn."),
                          ("colleague", "Được.")):  # fmt: skip
        assert str(getattr(world, voter)) in history
        assert reason in history


def test_the_queue_and_the_action_agree_while_votes_come_in(two_of_two: World) -> None:
    world = two_of_two
    task = task_of(world.submitted())

    def agree() -> None:
        task.refresh_from_db()
        for user in world.people.values():
            mine = review_policy.filter(
                fresh(user), "decide", ReviewTask.objects.filter(pk=task.pk)
            )
            assert mine.exists() == review_policy.allows(fresh(user), "decide", task), user.username

    agree()
    yes(world.leader, task)
    agree()
    no(world.group_expert, task)
    agree()
    yes(world.colleague, task)
    agree()


def test_one_vote_of_one_is_the_decision_as_before(world: World) -> None:
    """An expert and a leader share one checklist, and whoever comes first decides."""
    world.add("group_expert", world.group, "expert")
    task = task_of(world.submitted())
    item = selectors.checklist_for(task)[0]
    services.save_answers(acting_user=world.leader, task=task, answers={item.pk: "na"})
    assert selectors.answers_of(task, world.group_expert)[item.pk].value == "na"
    yes(world.group_expert, task)
    assert state(task) == "passed"
    vote = task.votes.get()
    assert (vote.voter, vote.unit, vote.is_yes) == (world.group_expert, world.group, True)
    assert not task.answers.exclude(voter=None).exists()


def test_decisions_made_before_became_votes(world: World) -> None:
    migration = import_module("content.review.migrations.0007_votes_so_far")
    version = world.passed_by_group()
    ReviewStep.objects.update(decided_by="group")
    Vote.objects.all().delete()
    task_of(version).asks.update(unit=None)
    migration.fill(apps, SimpleNamespace(connection=connection))
    vote = Vote.objects.get()
    assert (vote.task.step.code, vote.voter, vote.is_yes) == ("group", world.leader, True)
    assert vote.unit == Unit.objects.get(pk=world.group.pk)
    assert ReviewStep.objects.get(code="head").decided_by == "head"
    assert task_of(version).asks.get().unit == world.school
    services.refresh_stale()
    assert set(task_of(version).makers.all()) == {world.author.person}
