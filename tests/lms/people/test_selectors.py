"""Rights come from today's dated facts."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from wagtail.models import ModelLogEntry

from lms.core.clock import today
from lms.people import selectors, services
from lms.people.models import Role, Unit, UnitLink, User
from tests.factories.people import (
    SchoolFactory,
    SubjectGroupFactory,
    UnitFactory,
    UserFactory,
    give_role,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def department() -> Unit:
    return UnitFactory(code="so")


@pytest.fixture
def school(department: Unit) -> Unit:
    return SchoolFactory(parent=department)


@pytest.fixture
def group(school: Unit) -> Unit:
    return SubjectGroupFactory(parent=school)


def fresh(user: User) -> User:
    """The user as the next request sees them: nothing remembered."""
    return User.objects.get(pk=user.pk)


def test_a_visitor_carries_only_the_public_token() -> None:
    assert selectors.reader_tokens(AnonymousUser()) == {"public:all"}


def test_a_user_without_a_person_is_signed_in_and_no_more() -> None:
    assert selectors.reader_tokens(UserFactory(person=None)) == {"public:all", "signed_in:all"}


def test_staff_carry_the_tokens_of_their_units_and_of_all_above(
    department: Unit, school: Unit, group: Unit
) -> None:
    teacher = UserFactory()
    give_role(teacher, group, Role.TEACHER)
    tokens = selectors.reader_tokens(fresh(teacher))
    for unit in (department, school, group):
        assert {f"unit:{unit.pk}:staff", f"unit:{unit.pk}:all"} <= tokens
    assert "signed_in:staff" in tokens


def test_students_never_carry_a_staff_token(department: Unit, school: Unit) -> None:
    student = UserFactory()
    give_role(student, school, Role.STUDENT)
    tokens = selectors.reader_tokens(fresh(student))
    assert {f"unit:{school.pk}:all", f"unit:{department.pk}:all"} <= tokens
    assert not [token for token in tokens if token.endswith(":staff")]


def test_a_guardian_reads_what_students_read(school: Unit) -> None:
    guardian = UserFactory()
    give_role(guardian, school, Role.GUARDIAN)
    assert not [t for t in selectors.reader_tokens(fresh(guardian)) if t.endswith(":staff")]


def test_the_unit_below_is_not_reached_from_above(department: Unit, school: Unit) -> None:
    officer = UserFactory()
    give_role(officer, department, Role.OFFICER)
    assert f"unit:{school.pk}:staff" not in selectors.reader_tokens(fresh(officer))


def test_a_membership_that_ended_yesterday_gives_nothing(school: Unit) -> None:
    teacher = UserFactory()
    give_role(teacher, school, Role.TEACHER, ends_on=today() - timedelta(days=1))
    assert selectors.reader_tokens(fresh(teacher)) == {
        "public:all",
        "signed_in:all",
        f"person:{teacher.person.uuid}",
    }
    assert not selectors.may_author(fresh(teacher))


def test_a_membership_that_ends_today_still_holds(school: Unit) -> None:
    teacher = UserFactory()
    give_role(teacher, school, Role.TEACHER, ends_on=today())
    assert selectors.may_author(fresh(teacher))


def test_a_unit_that_moved_follows_its_new_parent(department: Unit, school: Unit) -> None:
    other = UnitFactory()
    link = UnitLink.objects.get(child=school)
    link.ends_on = today() - timedelta(days=1)
    link.save()
    services.link_units(acting_user=None, parent=other, child=school)
    teacher = UserFactory()
    give_role(teacher, school, Role.TEACHER)
    tokens = selectors.reader_tokens(fresh(teacher))
    assert f"unit:{other.pk}:staff" in tokens
    assert f"unit:{department.pk}:staff" not in tokens


def test_placing_a_unit_is_written_into_the_log(department: Unit) -> None:
    officer, unit = UserFactory(), UnitFactory()
    link = services.link_units(acting_user=officer, parent=department, child=unit)
    entry = ModelLogEntry.objects.get(action="people.link_units")
    assert (entry.user, entry.object_id) == (officer, str(unit.pk))
    assert entry.data == {"parent": department.pk, "link": link.pk}


def test_a_unit_is_placed_neither_under_itself_nor_under_its_own_below(
    department: Unit, school: Unit
) -> None:
    for parent in (department, school):
        with pytest.raises(ValidationError):
            services.link_units(acting_user=None, parent=parent, child=department)
    assert not UnitLink.objects.filter(child=department).exists()


def test_a_loop_in_the_tree_does_not_hang(department: Unit, school: Unit) -> None:
    UnitLink.objects.create(parent=school, child=department)
    assert set(selectors.with_ancestors([school.pk])) == {school.pk, department.pk}


def test_tokens_cost_a_constant_number_of_queries(
    school: Unit, group: Unit, django_assert_max_num_queries
) -> None:  # type: ignore[no-untyped-def]
    teacher = UserFactory()
    for _number in range(10):
        give_role(teacher, SubjectGroupFactory(parent=school), Role.TEACHER)
    again = fresh(teacher)
    with django_assert_max_num_queries(4):
        selectors.reader_tokens(again)
    with django_assert_max_num_queries(0):
        selectors.reader_tokens(again)


def test_the_school_of_a_group_is_the_nearest_school_above(school: Unit, group: Unit) -> None:
    assert selectors.school_of(group) == school
    assert selectors.school_of(school) == school
