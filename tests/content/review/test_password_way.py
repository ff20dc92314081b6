"""An eighteenth way round review: take over the log-ins of those who decide.

One person who may reset the passwords of both deciders would pass both steps alone; one who holds
a step and may reset the other's does too, and so does the author of a lecture. The others are in
`test_seventeen_ways.py`.
"""

import pytest
from django.test import Client
from django.urls import reverse

from content.materials.models import MaterialVersion
from content.review.deciders import deciders
from content.review.models import ReviewStep
from lms.people.models import Person, TeachingAssignment, User
from lms.people.policies import person_policy
from tests.content.review.world import World, fresh
from tests.factories.people import PASSWORD, SchoolClassFactory, give_role, seat

pytestmark = pytest.mark.django_db

# Everyone of the world: nobody in it stands above the school in a unit that it runs.
EVERYBODY = [
    "author", "leader", "colleague", "head", "deputy", "admin", "officer", "expert", "student",
    "guardian", "other_leader", "other_head", "superuser",
]  # fmt: skip


def resettable(user: User) -> set[int]:
    """The people whose password `user` may reset."""
    rows = person_policy.filter(fresh(user), "reset_password", Person.objects.all())
    return set(rows.values_list("pk", flat=True))


def deciders_of(version: MaterialVersion) -> list[set[int]]:
    """The people who may decide, step by step."""
    steps = ReviewStep.objects.order_by("order")
    assert len(steps) == 2
    return [set(deciders(version, step).people.values_list("pk", flat=True)) for step in steps]


def decides_alone(name: str, world: World, version: MaterialVersion) -> bool:
    """Whether somebody holds, or could take over, a log-in for each step of a version."""
    user = getattr(world, name)
    held = {*resettable(user), user.person_id}
    return all(held & people for people in deciders_of(version))


@pytest.mark.parametrize("name", EVERYBODY)
def test_18_nobody_takes_over_both_deciders(world: World, name: str) -> None:
    assert not decides_alone(name, world, world.submitted())


@pytest.mark.parametrize("author", ["leader", "head", "deputy"])
def test_18_nor_whoever_of_them_wrote_it(world: World, author: str) -> None:
    version = world.submitted(author=getattr(world, author))
    assert [name for name in EVERYBODY if decides_alone(name, world, version)] == []


@pytest.mark.parametrize("author", ["author", "leader", "head", "deputy"])
def test_18_not_even_one_step_is_taken_over(world: World, author: str) -> None:
    """Also not by whoever holds the other one. A school's administrator, who decides nothing and
    writes nothing here, helps the teachers who step in for their leader."""
    version = world.submitted(author=getattr(world, author))
    deciding = set().union(*deciders_of(version))
    assert deciding
    reached = {name for name in EVERYBODY if resettable(getattr(world, name)) & deciding}
    assert reached == ({"admin"} if author == "leader" else set())


def test_18_a_head_who_wrote_it_cannot_log_in_as_deputy_or_leader(world: World) -> None:
    version = world.submitted(author=world.head)
    assert [{world.leader.person_id}, {world.deputy.person_id}] == deciders_of(version)
    client = Client()
    client.force_login(fresh(world.head))
    for decider in (world.deputy, world.leader):
        url = reverse("people:reset_password", args=[decider.person.uuid])
        assert client.post(url).status_code == 404
        assert fresh(decider).check_password(PASSWORD)


def test_18_from_above_the_school_they_are_helped(world: World) -> None:
    """So that a forgotten password does not stop a school's review."""
    above = world.add("department_head", world.department, "head")
    assert {world.leader.person_id, world.head.person_id} <= resettable(above)
    assert world.officer.person_id not in resettable(above), "an officer decides what it writes"


@pytest.mark.parametrize("name", ["head", "deputy", "admin", "leader", "colleague", "author"])
def test_18_the_deciders_log_ins_stay_theirs(world: World, name: str) -> None:
    version = world.submitted()
    client = Client()
    client.force_login(fresh(getattr(world, name)))
    deciding = {world.leader, world.head} - {getattr(world, name)}
    for decider in deciding:
        url = reverse("people:reset_password", args=[decider.person.uuid])
        assert client.post(url).status_code == 404
        assert fresh(decider).check_password(PASSWORD)
    version.refresh_from_db()
    assert version.approved_at is None


def test_18_a_class_teacher_does_not_become_the_leader_who_learns_with_them(world: World) -> None:
    """Continuing education: the leader of a subject group sits in a colleague's class."""
    school_class = SchoolClassFactory(unit=world.school)
    TeachingAssignment.objects.create(
        teacher=world.colleague.person,
        school_class=school_class,
        subject="00000000-0000-4000-8000-000000000001",
    )
    seat(world.student, school_class)
    seat(world.leader, school_class)
    rows = person_policy.filter(
        fresh(world.colleague),
        "reset_password",
        Person.objects.filter(class_memberships__isnull=False),
    )
    assert list(rows) == [world.student.person]


def test_18_a_second_role_elsewhere_is_not_taken_over_with_the_first(world: World) -> None:
    """The other school's head, who teaches a few hours here, is out of this head's reach."""
    give_role(world.other_head, world.group, "teacher")
    rows = person_policy.filter(fresh(world.head), "reset_password", Person.objects.all())
    assert not rows.filter(pk=world.other_head.person_id).exists()
