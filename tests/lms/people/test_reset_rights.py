"""Whose password a role may reset: nobody gains rights by it that they did not answer for."""

from dataclasses import dataclass
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from lms.people import services
from lms.people.models import Person, Role, TeachingAssignment, Unit, User
from lms.people.policies import person_policy
from tests.factories.people import (
    PASSWORD,
    SchoolClassFactory,
    SchoolFactory,
    SubjectGroupFactory,
    UnitFactory,
    UnitKindFactory,
    UserFactory,
    give_role,
    seat,
)

pytestmark = pytest.mark.django_db

SUBJECT = "00000000-0000-4000-8000-000000000001"
EVERYONE = {role.value for role in Role}
PLAIN = {"admin", "teacher", "student", "guardian"}
LEARNING = {"student", "guardian"}


@dataclass
class Tree:
    """A department with an office, a school with a group; everybody's role is their name."""

    department: Unit
    office: Unit
    school: Unit
    group: Unit


@pytest.fixture
def tree() -> Tree:
    department = UnitFactory()
    office = UnitFactory(kind=UnitKindFactory(code="phong"), parent=department)
    school = SchoolFactory(parent=department)
    return Tree(department, office, school, SubjectGroupFactory(parent=school))


def someone(unit: Unit, role: str) -> User:
    user = UserFactory()
    give_role(user, unit, role)
    return user


def resettable(user: User, targets: dict[str, User]) -> set[str]:
    """The names of those whose password `user` may reset; object test and filter agree."""
    user = User.objects.get(pk=user.pk)
    rows = person_policy.filter(user, "reset_password", Person.objects.all())
    listed = {name for name, target in targets.items() if rows.filter(pk=target.person_id)}
    asked = {
        name
        for name, target in targets.items()
        if person_policy.allows(user, "reset_password", target.person)
    }
    assert listed == asked
    return listed


# Who may reset whom in one school; everybody holds the role in the school, but the group's
# people in the group.
WITHIN_A_SCHOOL: dict[str, set[str]] = {
    "head": LEARNING,
    "deputy": LEARNING,
    "admin": PLAIN,
    "officer": set(),
    "group_leader": set(),
    "expert": set(),
    "teacher": set(),
    "student": set(),
    "guardian": set(),
}


@pytest.mark.parametrize("role", Role.values)
def test_within_a_school(tree: Tree, role: str) -> None:
    def place(name: str) -> Unit:
        return tree.group if name in {"group_leader", "expert", "teacher"} else tree.school

    targets = {name: someone(place(name), name) for name in Role.values}
    assert resettable(someone(place(role), role), targets) == WITHIN_A_SCHOOL[role]


# The same for those who hold the role in the department above: targets in the school …
FROM_ABOVE: dict[str, set[str]] = {
    "head": EVERYONE,
    "deputy": EVERYONE,
    "admin": EVERYONE,
}
# … and in the department's office.
IN_ITS_OFFICE: dict[str, set[str]] = {
    "head": LEARNING | {"teacher"},
    "deputy": LEARNING | {"teacher"},
    "admin": PLAIN,
}


@pytest.mark.parametrize("role", Role.values)
def test_from_a_unit_above(tree: Tree, role: str) -> None:
    user = someone(tree.department, role)
    in_school = {name: someone(tree.school, name) for name in Role.values}
    in_group = {name: someone(tree.group, name) for name in Role.values}
    in_office = {name: someone(tree.office, name) for name in Role.values}
    assert resettable(user, in_school) == FROM_ABOVE.get(role, set())
    assert resettable(user, in_group) == FROM_ABOVE.get(role, set())
    assert resettable(user, in_office) == IN_ITS_OFFICE.get(role, set())


@pytest.mark.parametrize("role", ["head", "deputy", "admin", "officer"])
def test_a_unit_with_schools_of_its_own_is_looked_after_from_above(tree: Tree, role: str) -> None:
    """A commune between the department and its schools, with an office of its own."""
    commune = UnitFactory(kind=UnitKindFactory(code="xa"), parent=tree.department)
    inner = UnitFactory(kind=UnitKindFactory(code="phong"), parent=commune)
    school = SchoolFactory(parent=commune)
    units = (commune, inner, school)
    targets = [{name: someone(unit, name) for name in Role.values} for unit in units]
    above = someone(tree.department, role)
    assert [resettable(above, each) for each in targets] == [FROM_ABOVE.get(role, set())] * 3
    within = IN_ITS_OFFICE.get(role, set())
    assert [resettable(someone(commune, role), each) for each in targets] == [
        within, within, FROM_ABOVE.get(role, set()),
    ]  # fmt: skip


@pytest.mark.parametrize("role", Role.values)
def test_nobody_reaches_another_school_or_a_unit_above(tree: Tree, role: str) -> None:
    user = someone(tree.school, role)
    elsewhere = SchoolFactory(parent=tree.department)
    for unit in (tree.department, tree.office, elsewhere):
        assert resettable(user, {name: someone(unit, name) for name in Role.values}) == set()


def test_a_reset_never_opens_the_way_to_a_further_one(tree: Tree) -> None:
    """Whoever logs in with a password they reset can reset nobody they could not before."""
    people = {
        f"{level}:{role}": someone(unit, role)
        for level, unit in vars(tree).items()
        for role in Role.values
    }
    reach = {name: resettable(user, people) for name, user in people.items()}
    for name, reached in reach.items():
        for other in reached:
            assert reach[other] <= reached | {name}, f"{name} → {other}"


def test_an_administrator_who_also_decides_takes_over_no_teacher_of_a_group(tree: Tree) -> None:
    teacher = someone(tree.group, Role.TEACHER)
    admin = someone(tree.school, Role.ADMIN)
    assert resettable(admin, {"teacher": teacher}) == {"teacher"}
    give_role(admin, tree.school, Role.DEPUTY)
    assert resettable(admin, {"teacher": teacher}) == set()


def test_who_works_elsewhere_too_is_out_of_a_schools_reach(tree: Tree) -> None:
    head = someone(tree.school, Role.HEAD)
    visitor = someone(tree.school, Role.TEACHER)
    assert resettable(head, {"visitor": visitor}) == {"visitor"}
    give_role(visitor, tree.department, Role.EXPERT)
    assert resettable(head, {"visitor": visitor}) == set()


def test_who_teaches_elsewhere_is_out_of_a_schools_reach(tree: Tree) -> None:
    head = someone(tree.school, Role.HEAD)
    visitor = someone(tree.school, Role.STUDENT)
    TeachingAssignment.objects.create(
        teacher=visitor.person, school_class=SchoolClassFactory(), subject=SUBJECT
    )
    assert resettable(head, {"visitor": visitor}) == set()


def test_the_role_that_ended_protects_no_more(tree: Tree) -> None:
    deputy = someone(tree.school, Role.DEPUTY)
    former = someone(tree.school, Role.TEACHER)
    leading = give_role(former, tree.group, Role.GROUP_LEADER)
    assert resettable(deputy, {"former": former}) == set()
    leading.ends_on = leading.starts_on
    leading.save()
    assert resettable(deputy, {"former": former}) == {"former"}


@pytest.fixture
def class_teacher(tree: Tree) -> User:
    return someone(tree.group, Role.TEACHER)


@pytest.fixture
def student(tree: Tree, class_teacher: User) -> User:
    school_class = SchoolClassFactory(unit=tree.school)
    TeachingAssignment.objects.create(
        teacher=class_teacher.person, school_class=school_class, subject=SUBJECT
    )
    user = UserFactory()
    seat(user, school_class)
    return user


@pytest.mark.parametrize("role", Role.values)
def test_a_teacher_resets_for_a_student_unless_the_student_is_staff(
    tree: Tree, class_teacher: User, student: User, role: str
) -> None:
    assert resettable(class_teacher, {"student": student}) == {"student"}
    give_role(student, SchoolFactory(parent=tree.department), role)
    works = role not in {Role.STUDENT, Role.GUARDIAN}
    assert resettable(class_teacher, {"student": student}) == (set() if works else {"student"})


def test_a_student_who_teaches_a_class_is_staff(class_teacher: User, student: User) -> None:
    TeachingAssignment.objects.create(
        teacher=student.person, school_class=SchoolClassFactory(), subject=SUBJECT
    )
    assert resettable(class_teacher, {"student": student}) == set()


def make_superuser(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_superuser=True)


def make_admin_of_django(user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_staff=True)


def put_into_a_group(user: User) -> None:
    user.groups.add(Group.objects.get_or_create(name="ky-thuat")[0])


def give_a_permission(user: User) -> None:
    permission = Permission.objects.first()
    assert permission is not None
    user.user_permissions.add(permission)


@pytest.mark.parametrize(
    "give", [make_superuser, make_admin_of_django, put_into_a_group, give_a_permission]
)
def test_technical_rights_keep_a_log_in_out_of_everybodys_reach(
    tree: Tree, class_teacher: User, student: User, give: Any
) -> None:
    top = someone(tree.department, Role.HEAD)
    teacher = someone(tree.school, Role.TEACHER)
    targets = {"student": student, "teacher": teacher}
    assert resettable(top, targets) == {"student", "teacher"}
    for user in targets.values():
        give(user)
    assert resettable(top, targets) == set()
    assert resettable(class_teacher, targets) == set()


def test_the_service_and_the_address_ask_the_same_rule(tree: Tree) -> None:
    deputy, leader = someone(tree.school, Role.DEPUTY), someone(tree.group, Role.GROUP_LEADER)
    with pytest.raises(PermissionDenied):
        services.reset_password(acting_user=deputy, person=leader.person)
    client = Client()
    client.force_login(deputy)
    answer = client.post(reverse("people:reset_password", args=[leader.person.uuid]))
    assert answer.status_code == 404
    leader.refresh_from_db()
    assert leader.check_password(PASSWORD)
