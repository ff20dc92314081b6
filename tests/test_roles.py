"""What each role may do, stated role by role: a new role fails here until it is in the tables.

One person holds one role in one unit, and every rule that asks for roles is asked about them.
Rules about one thing (this lecture, that log-in) have tests beside their policies.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from content.curriculum.policies import may_import
from content.materials.setup import ensure_structure
from content.review.policies import in_charge
from lms.core import media_rights
from lms.people import selectors as people
from lms.people.models import Role, SchoolClass, Unit, User
from lms.people.policies import class_policy
from tests.factories.people import (
    SchoolClassFactory,
    SchoolFactory,
    SubjectGroupFactory,
    UnitFactory,
    UnitKindFactory,
    UserFactory,
    give_role,
)

pytestmark = pytest.mark.django_db

RULES: dict[str, Callable[[Any], bool]] = {
    "has a desk": people.is_staff_member,
    "reads what is for staff": lambda user: "signed_in:staff" in people.reader_tokens(user),
    "learns": people.is_student,
    "writes": people.may_author,
    "sends videos": media_rights.may_upload,
    "enters the editor": lambda user: user.has_perm("wagtailadmin.access_admin"),
    "writes the programme": may_import,
}
STAFF = {"has a desk", "reads what is for staff"}
AUTHOR = STAFF | {"writes", "sends videos", "enters the editor"}
# Wherever they hold the role.
MAY: dict[str, set[str]] = {
    Role.OFFICER: AUTHOR | {"writes the programme"},
    Role.HEAD: AUTHOR,
    Role.DEPUTY: AUTHOR,
    Role.GROUP_LEADER: AUTHOR,
    Role.EXPERT: AUTHOR,
    Role.TEACHER: AUTHOR,
    Role.STUDENT: {"learns"},
    Role.GUARDIAN: set(),
    Role.ADMIN: STAFF,
}
# In which kinds of unit the role opens the queue of reviewers.
REVIEWS_IN: dict[str, set[str]] = {
    Role.OFFICER: {"office"},
    Role.HEAD: {"office", "school"},
    Role.DEPUTY: {"office", "school"},
    Role.GROUP_LEADER: {"office", "group"},
    Role.EXPERT: {"office", "group"},
    Role.TEACHER: {"group"},
    Role.STUDENT: set(),
    Role.GUARDIAN: set(),
    Role.ADMIN: set(),
}
# Where the role must be held to open the class lists of a school.
OPENS_CLASS_LISTS_FROM: dict[str, set[str]] = {
    Role.OFFICER: set(),
    Role.HEAD: {"above", "school"},
    Role.DEPUTY: {"above", "school"},
    Role.GROUP_LEADER: set(),
    Role.EXPERT: set(),
    Role.TEACHER: set(),  # Only those of their own classes.
    Role.STUDENT: set(),
    Role.GUARDIAN: set(),
    Role.ADMIN: {"above", "school"},
}


@pytest.fixture
def units() -> dict[str, Unit]:
    """A department with an office, a school and its subject group."""
    above = UnitFactory()
    office = UnitFactory(kind=UnitKindFactory(code="phong"), parent=above)
    school = SchoolFactory(parent=above)
    group = SubjectGroupFactory(parent=school)
    return {"above": above, "office": office, "school": school, "group": group}


def somebody(role: str, unit: Unit) -> User:
    user = UserFactory()
    give_role(user, unit, role)
    return User.objects.get(pk=user.pk)


def what_may(user: Any) -> set[str]:
    return {what for what, rule in RULES.items() if rule(user)}


@pytest.mark.parametrize("table", [MAY, REVIEWS_IN, OPENS_CLASS_LISTS_FROM])
def test_every_role_is_stated(table: dict[str, set[str]]) -> None:
    assert table.keys() == set(Role.values)


@pytest.mark.parametrize("place", ["above", "office", "school", "group"])
@pytest.mark.parametrize("role", Role.values)
def test_what_a_role_may_do_wherever_it_is_held(
    units: dict[str, Unit], role: str, place: str
) -> None:
    ensure_structure()
    assert what_may(somebody(role, units[place])) == MAY[role]


@pytest.mark.parametrize("role", Role.values)
def test_where_a_role_reviews(units: dict[str, Unit], role: str) -> None:
    found = {place for place, unit in units.items() if in_charge(somebody(role, unit)) is not None}
    # The department itself judges as its offices do.
    assert found - {"above"} == REVIEWS_IN[role]
    assert ("above" in found) == ("office" in found)


@pytest.mark.parametrize("role", Role.values)
def test_who_opens_the_class_lists_of_a_school(units: dict[str, Unit], role: str) -> None:
    school_class = SchoolClassFactory(unit=units["school"])
    found = set()
    for place, unit in units.items():
        user = somebody(role, unit)
        opens = class_policy.allows(user, "view", school_class)
        assert opens == class_policy.filter(user, "view", SchoolClass.objects.all()).exists()
        if opens:
            found.add(place)
    assert found == OPENS_CLASS_LISTS_FROM[role]


def test_who_holds_no_role_may_do_nothing(units: dict[str, Unit]) -> None:
    ensure_structure()
    nobody = UserFactory()
    assert what_may(nobody) == set()
    assert in_charge(nobody) is None
    visitor = AnonymousUser()
    assert not any(rule(visitor) for rule in RULES.values())


def test_a_technical_account_has_technical_rights_and_no_others(units: dict[str, Unit]) -> None:
    ensure_structure()
    technical = UserFactory(is_superuser=True, is_staff=True, person=None)
    assert what_may(technical) == {"enters the editor", "writes the programme"}
    assert in_charge(technical) is None
    school_class = SchoolClassFactory(unit=units["school"])
    assert not class_policy.allows(technical, "view", school_class)
