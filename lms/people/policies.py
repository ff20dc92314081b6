"""Who may do what to whom: resetting a password, opening a class list."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Q, QuerySet

from lms.core.policy import Policy
from lms.people import selectors
from lms.people.models import (
    ClassMembership,
    Membership,
    Person,
    SchoolClass,
    TeachingAssignment,
    Unit,
    UnitLink,
    User,
)
from lms.people.models.facts import AUTHORS_GROUP, STAFF_ROLES, Role


def _schools_run_by(user: Any) -> list[int]:
    """Units (with all below) in which the user is head, deputy or school administrator."""
    own = {
        m.unit_id
        for m in selectors.current_memberships(user)
        if m.role in {Role.HEAD, Role.DEPUTY, Role.ADMIN}
    }
    return selectors.with_descendants(own)


def _taught_by(user: Any, person: Person) -> QuerySet[TeachingAssignment]:
    """Today's classes of a teacher, as long as they work in the school: an assignment that
    outlives the role opens nothing."""
    places = {m.unit_id for m in selectors.current_memberships(user) if m.role in STAFF_ROLES}
    units = {*selectors.with_ancestors(places), *selectors.with_descendants(places)}
    return TeachingAssignment.objects.on().filter(teacher=person, school_class__unit_id__in=units)


# These roles decide over the work of others (review, plans, the curriculum). Whoever could take
# over the log-in of one of them would decide in their name, over own work too.
_DECIDING_ROLES = frozenset({Role.OFFICER, Role.HEAD, Role.DEPUTY, Role.GROUP_LEADER, Role.EXPERT})


def _units_below(unit_ids: Iterable[int]) -> list[int]:
    """What stands strictly below these units today."""
    children = UnitLink.objects.on().filter(parent_id__in=list(unit_ids))
    return selectors.with_descendants(set(children.values_list("child_id", flat=True)))


def _memberships_within_reach(user: Any) -> Q:
    """The memberships that do not stand above `user`: whoever holds only such ones has no more
    rights than `user` may hand out a password for.

    - Students, guardians and teachers without a subject group: by the head, deputy or
      administrator of their unit or one above.
    - Teachers of a subject group, who review where its leader wrote it, and administrators: by an
      administrator who decides nothing, or from above.
    - Those who decide: only from above their school, or from above the unit that has schools of
      its own; never within it, not by its head either.
    """
    run = _schools_run_by(user)
    below = _units_below(run)
    schools = Unit.objects.filter(pk__in=below, kind__is_school=True).values_list("pk", flat=True)
    with_schools = set(below).intersection(selectors.with_ancestors(schools))
    deciding = Q(role__in=_DECIDING_ROLES)
    kept_apart = Q(role=Role.ADMIN) | Q(role=Role.TEACHER, unit__kind__is_subject_group=True)
    return (
        (~deciding & ~kept_apart & Q(unit_id__in=run))
        | (kept_apart & Q(unit_id__in=_only_administered_by(user)))
        | Q(unit_id__in=selectors.with_descendants(with_schools))
    )


def _only_administered_by(user: Any) -> list[int]:
    """Units (with all below) whose administrator the user is; none for somebody who decides."""
    memberships = selectors.current_memberships(user)
    if any(m.role in _DECIDING_ROLES for m in memberships):
        return []
    return selectors.with_descendants({m.unit_id for m in memberships if m.role == Role.ADMIN})


class PersonPolicy(Policy[Person]):
    """A teacher acts for the students of their classes, a school for its own people."""

    def filter_reset_password(self, user: Any, queryset: QuerySet[Person]) -> QuerySet[Person]:
        """Whose password `user` may reset: own classes' students who work nowhere, or people of
        the units that `user` runs who hold no role above `user` anywhere. Never one's own, and
        never that of a log-in with technical rights."""
        person = selectors.person_of(user)
        if person is None:
            return queryset.none()
        teaching = TeachingAssignment.objects.on()
        staff = Membership.objects.on().filter(role__in=STAFF_ROLES)
        taught = ClassMembership.objects.on().filter(
            school_class__in=_taught_by(user, person).values("school_class_id")
        )
        own_students = (
            Q(pk__in=taught.values("person_id"))
            & ~Q(pk__in=staff.values("person_id"))
            & ~Q(pk__in=teaching.values("teacher_id"))
        )
        run = _schools_run_by(user)
        within = _memberships_within_reach(user)
        own_people = (
            Q(pk__in=Membership.objects.on().filter(within).values("person_id"))
            & ~Q(pk__in=staff.exclude(within).values("person_id"))
            & ~Q(pk__in=teaching.exclude(school_class__unit_id__in=run).values("teacher_id"))
        )
        technical = User.objects.filter(
            Q(is_superuser=True)
            | Q(is_staff=True)
            | Q(user_permissions__isnull=False)
            | Q(groups__in=Group.objects.exclude(name=AUTHORS_GROUP)),
            person__isnull=False,
        )
        return (
            queryset.filter(own_students | own_people)
            .exclude(pk=person.pk)
            .exclude(pk__in=technical.values("person_id"))
        )


class SchoolClassPolicy(Policy[SchoolClass]):
    """Class lists hold children's names: their teachers and their school see them."""

    def filter_view(self, user: Any, queryset: QuerySet[SchoolClass]) -> QuerySet[SchoolClass]:
        """The classes whose lists `user` may open."""
        person = selectors.person_of(user)
        if person is None:
            return queryset.none()
        taught = _taught_by(user, person)
        return queryset.filter(
            Q(pk__in=taught.values("school_class_id")) | Q(unit_id__in=_schools_run_by(user))
        )


person_policy = PersonPolicy()
class_policy = SchoolClassPolicy()
