"""Who decides: by today's memberships, never one's own work, somebody if there is anybody."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from content.materials.models import Material
from content.review import services
from content.review.deciders import deciders, may_decide
from content.review.models import ReviewStep
from lms.core import housekeeping
from lms.core.clock import today
from lms.people.models import Membership, Unit, User
from tests.content.review.world import World, fresh, pass_step, task_of
from tests.factories.materials import make_draft, save_draft, submit
from tests.factories.people import SchoolFactory, UnitFactory, give_role

pytestmark = [pytest.mark.django_db, pytest.mark.database]

EVERYONE = (
    "author", "leader", "colleague", "head", "deputy", "officer", "expert", "admin", "student",
    "guardian", "other_leader", "other_head", "superuser",
)  # fmt: skip


def step(code: str) -> ReviewStep:
    return ReviewStep.objects.get(code=code)


def found(world: World, version, code: str) -> tuple[Unit | None, set[str], str]:  # type: ignore[no-untyped-def]
    decider = deciders(version, step(code))
    people = set(decider.people)
    names = {name for name, user in world.people.items() if user.person in people}
    assert len(names) == len(people)
    return decider.unit, names, decider.why


def leave(user: User) -> None:
    """As somebody is taken out of a unit on its page."""
    membership = Membership.objects.get(person=user.person)
    membership.ends_on = today() - timedelta(days=1)
    membership.save()


def end(user: User, *, days_ago: int = 1) -> None:
    Membership.objects.filter(person=user.person).update(ends_on=today() - timedelta(days=days_ago))


def test_of_all_roles_only_the_leader_and_then_only_the_head(world: World) -> None:
    version = world.submitted()
    for code, who in (("group", {"leader"}), ("head", {"head"})):
        may = {n for n in EVERYONE if may_decide(fresh(getattr(world, n)), version, step(code))}
        assert may == who


def test_an_expert_of_the_group_decides_beside_the_leader(world: World) -> None:
    world.add("group_expert", world.group, "expert")
    assert found(world, world.submitted(), "group")[1] == {"leader", "group_expert"}


def test_membership_for_another_subject_gives_no_say(world: World) -> None:
    from tests.factories.materials import SubjectFactory

    end(world.leader)
    other = SubjectFactory()
    world.add("physics", world.group, "group_leader", subject=other.uuid)
    assert found(world, world.submitted(), "group") == (world.group, {"colleague"}, "group_teacher")


def test_without_leader_the_teachers_of_the_group_decide(world: World) -> None:
    end(world.leader)
    assert found(world, world.submitted(), "group") == (world.group, {"colleague"}, "group_teacher")


def test_a_role_that_ended_yesterday_or_begins_tomorrow_does_not_count(world: World) -> None:
    version = world.submitted()
    task = task_of(version)
    end(world.leader)
    assert not may_decide(fresh(world.leader), version, task.step)
    Membership.objects.filter(person=world.leader.person).update(ends_on=today())
    assert may_decide(fresh(world.leader), version, task.step)
    Membership.objects.filter(person=world.leader.person).update(
        starts_on=today() + timedelta(days=1), ends_on=None
    )
    assert not may_decide(fresh(world.leader), version, task.step)


def test_a_locked_log_in_does_not_hold_up_review(world: World) -> None:
    User.objects.filter(pk=world.leader.pk).update(is_active=False)
    version = world.submitted()
    assert not may_decide(fresh(world.leader), version, step("group"))
    assert found(world, version, "group")[1] == {"colleague"}


def test_a_leader_s_own_work_goes_to_the_rest_of_the_group(world: World) -> None:
    version = world.submitted(author=world.leader)
    assert found(world, version, "group")[1] == {"author", "colleague"}


def test_co_authors_and_editors_have_no_say(world: World) -> None:
    page = world.draft()
    save_draft(page, world.author, co_authors=[world.leader.person])
    page = Material.objects.get(pk=page.pk)
    page.get_latest_revision_as_object().save_revision(user=world.colleague)
    version = submit(page, world.author)
    unit, names, why = found(world, version, "group")
    assert (unit, names, why) == (world.school, {"deputy"}, "group_excluded")


def test_who_edited_before_the_last_approval_may_judge_what_came_after(world: World) -> None:
    page = world.draft()
    draft = page.get_latest_revision_as_object()
    draft.save_revision(user=world.colleague)
    end(world.leader)
    version = submit(page, world.author)
    assert found(world, version, "group")[1] == {"deputy"}
    pass_step(world.deputy, version)
    pass_step(world.head, version)
    save_draft(page, world.author, summary="Một tóm tắt khác cho bản thứ hai của bài.")
    second = submit(page, world.author)
    assert found(world, second, "group")[1] == {"colleague"}


def test_a_head_who_wrote_it_leaves_it_to_the_deputy(world: World) -> None:
    version = world.submitted(author=world.head)
    assert found(world, version, "head") == (world.school, {"deputy"}, "deputy")


def test_head_and_deputy_both_in_it_goes_to_the_next_unit_up(world: World) -> None:
    page = make_draft(author=world.head, topic=world.topic)
    save_draft(page, world.head, co_authors=[world.deputy.person])
    version = submit(page, world.head)
    assert found(world, version, "head") == (world.department, {"officer"}, "unit_above")


def test_a_primary_school_without_groups_asks_the_deputy_then_the_head(world: World) -> None:
    school = SchoolFactory(name="Trường Tiểu học", parent=world.department)
    world.add("primary_teacher", school, "teacher")
    world.add("primary_head", school, "head")
    world.add("primary_deputy", school, "deputy")
    version = world.submitted(author=world.primary_teacher)
    assert found(world, version, "group") == (school, {"primary_deputy"}, "no_group")
    pass_step(world.primary_deputy, version)
    assert found(world, version, "head") == (school, {"primary_head"}, "head")
    pass_step(world.primary_head, version)


def test_a_centre_with_a_head_alone_asks_the_department_s_experts_first(world: World) -> None:
    centre = SchoolFactory(name="Trung tâm GDTX", parent=world.department)
    world.add("centre_teacher", centre, "teacher")
    world.add("centre_head", centre, "head")
    version = world.submitted(author=world.centre_teacher)
    unit, names, why = found(world, version, "group")
    assert (unit, names, why) == (world.department, {"officer", "expert"}, "unit_above")
    pass_step(world.officer, version)
    assert found(world, version, "head") == (centre, {"centre_head"}, "head")


def test_one_person_never_decides_both_steps(world: World) -> None:
    centre = SchoolFactory(name="Trung tâm", parent=world.department)
    world.add("lone_teacher", centre, "teacher")
    world.add("lone_deputy", centre, "deputy")
    version = world.submitted(author=world.lone_teacher)
    pass_step(world.lone_deputy, version)
    unit, names, _why = found(world, version, "head")
    assert (unit, names) == (world.department, {"officer"})


def test_the_same_content_sent_in_again_remembers_who_judged_it(world: World) -> None:
    give_role(world.leader, world.school, "head")
    end(world.head)
    first = world.passed_by_group()
    services.take_back(acting_user=world.author, thing=first.thing)
    page = first.material
    again = submit(page, world.author)
    assert again.content_hash == first.content_hash
    assert "leader" not in found(world, again, "head")[1]


def test_a_closed_school_s_work_goes_to_its_successor(world: World) -> None:
    version = world.submitted()
    heir = SchoolFactory(name="Trường mới", parent=world.department)
    world.add("new_head", heir, "head")
    Unit.objects.filter(pk=world.school.pk).update(closed_on=today(), successor=heir)
    Unit.objects.filter(pk=world.group.pk).update(closed_on=today(), successor=heir)
    version = type(version).objects.get(pk=version.pk)
    type(version).objects.filter(pk=version.pk).update(unit=world.school)
    version = type(version).objects.get(pk=version.pk)
    assert found(world, version, "head") == (heir, {"new_head"}, "head")


def test_where_nobody_is_left_nobody_decides_and_it_is_said(world: World) -> None:
    island = SchoolFactory(name="Trường đảo")
    world.add("islander", island, "teacher")
    version = world.submitted(author=world.islander)
    assert found(world, version, "group") == (None, set(), "nobody")
    assert task_of(version).deciding_unit is None


def test_other_offices_and_schools_of_the_department_are_not_asked(world: World) -> None:
    other = UnitFactory(name="Sở khác")
    world.add("stranger", other, "officer")
    world.add("stranger_expert", other, "expert")
    for name in ("leader", "colleague", "deputy", "head"):
        end(getattr(world, name))
    version = world.submitted()
    assert found(world, version, "group")[1] == {"officer", "expert"}
    assert found(world, version, "head")[1] == {"officer"}


def test_queues_follow_memberships_from_one_day_to_the_next(world: World) -> None:
    from content.review import selectors

    version = world.submitted()
    assert selectors.count_waiting(fresh(world.leader)) == 1
    end(world.leader)
    assert selectors.count_waiting(fresh(world.leader)) == 0
    task = task_of(version)
    type(task).objects.filter(pk=task.pk).update(checked_on=today() - timedelta(days=1))
    assert services.refresh_stale() == 1
    assert selectors.count_waiting(fresh(world.colleague)) == 1
    assert services.refresh_stale() == 0


def test_a_desk_opened_after_a_change_offers_the_decision_at_once(world: World) -> None:
    task = task_of(world.submitted())
    leave(world.leader)
    client = Client()
    client.force_login(fresh(world.colleague))
    desk = client.get(reverse("review:desk", args=[task.uuid])).content.decode()
    assert 'value="pass"' in desk


def test_the_workers_keep_the_counts_of_all_pages_in_step_with_memberships(world: World) -> None:
    from content.review import selectors

    world.submitted()
    leave(world.leader)
    assert selectors.count_waiting(fresh(world.colleague)) == 0
    assert "content.review.services.opening.refresh_stale" in housekeeping.run_due()
    assert selectors.count_waiting(fresh(world.colleague)) == 1
