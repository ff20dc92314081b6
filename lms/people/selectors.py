"""What others may ask about people: the one read door of this room."""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from lms.core.clock import today
from lms.core.search_registry import PUBLIC_TOKEN
from lms.people.models import (
    ClassMembership,
    Membership,
    Person,
    SchoolClass,
    TeachingAssignment,
    Unit,
    UnitSubject,
)
from lms.people.models.facts import AUTHOR_ROLES, STAFF_ROLES, Role

_WALK_UP = """
WITH RECURSIVE up(id, depth) AS (
    SELECT id, 0 FROM people_unit WHERE id IN ({marks})
    UNION
    SELECT link.parent_id, up.depth + 1 FROM people_unitlink AS link
    JOIN up ON link.child_id = up.id
    WHERE link.starts_on <= %s AND (link.ends_on IS NULL OR link.ends_on >= %s) AND up.depth < 20
)
SELECT id, MIN(depth) FROM up GROUP BY id ORDER BY MIN(depth)
"""
_WALK_DOWN = """
WITH RECURSIVE down(id, depth) AS (
    SELECT id, 0 FROM people_unit WHERE id IN ({marks})
    UNION
    SELECT link.child_id, down.depth + 1 FROM people_unitlink AS link
    JOIN down ON link.parent_id = down.id
    WHERE link.starts_on <= %s AND (link.ends_on IS NULL OR link.ends_on >= %s)
      AND down.depth < 20
)
SELECT id, MIN(depth) FROM down GROUP BY id ORDER BY MIN(depth)
"""

# From which of the links' children a school can be reached; what stands below a school is not
# asked. {end} is child_id or parent_id.
_OFFICE_LINKS = """
WITH RECURSIVE link AS (
    SELECT child_id, parent_id FROM people_unitlink
    WHERE starts_on <= %s AND (ends_on IS NULL OR ends_on >= %s)
), down(top, id, is_school, depth) AS (
    SELECT link.child_id, link.child_id, kind.is_school, 0 FROM link
    JOIN people_unit AS unit ON unit.id = link.child_id
    JOIN people_unitkind AS kind ON kind.id = unit.kind_id
    WHERE link.{end} IN ({marks}) AND NOT kind.is_subject_group
    UNION
    SELECT down.top, unit.id, kind.is_school, down.depth + 1 FROM down
    JOIN link ON link.parent_id = down.id
    JOIN people_unit AS unit ON unit.id = link.child_id
    JOIN people_unitkind AS kind ON kind.id = unit.kind_id
    WHERE NOT down.is_school AND down.depth < 20
)
SELECT child_id, parent_id FROM link
WHERE {end} IN ({marks}) AND child_id IN (SELECT top FROM down)
  AND child_id NOT IN (SELECT top FROM down WHERE is_school)
"""


def _office_links(end: str, unit_ids: Collection[int]) -> list[tuple[int, int]]:
    """(office, the unit it belongs to) for all of which that end is one of the units."""
    if not unit_ids:
        return []
    ids, day = list(unit_ids), today()
    sql = _OFFICE_LINKS.format(end=end, marks=", ".join(["%s"] * len(ids)))
    with connection.cursor() as cursor:
        cursor.execute(sql, [day, day, *ids, *ids])
        return [(child, parent) for child, parent in cursor.fetchall()]


def offices_of(unit: Unit) -> list[int]:
    """The unit's own offices today: what stands directly below it, is neither school nor subject
    group, and has no school below itself. What has schools of its own (a commune below the
    department) answers for these and is no part of the unit above; one query."""
    return [child for child, _parent in _office_links("parent_id", [unit.pk])]


def units_of_offices(unit_ids: Collection[int]) -> list[tuple[int, int]]:
    """(office, the unit it belongs to) for those of the units that are offices; one query."""
    return _office_links("child_id", unit_ids)


def _walk(sql: str, unit_ids: Iterable[int], day: date | None) -> list[int]:
    ids = list(unit_ids)
    if not ids:
        return []
    day = day or today()
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(sql.format(marks=marks), [*ids, day, day])
        return [row[0] for row in cursor.fetchall()]


def with_ancestors(unit_ids: Iterable[int], day: date | None = None) -> list[int]:
    """These units and all above them on `day`, nearest first; one query."""
    return _walk(_WALK_UP, unit_ids, day)


def with_descendants(unit_ids: Iterable[int], day: date | None = None) -> list[int]:
    """These units and all below them on `day`, nearest first; one query."""
    return _walk(_WALK_DOWN, unit_ids, day)


def person_of(user: Any) -> Person | None:
    """The person behind a log-in; None for a visitor or a technical account."""
    if not getattr(user, "is_authenticated", False):
        return None
    return user.person if user.person_id else None


def current_memberships(user: Any) -> list[Membership]:
    """Today's memberships of the user's person, read once per request."""
    person = person_of(user)
    if person is None:
        return []
    kept = user.__dict__.get("_memberships")
    if kept is None:
        kept = list(
            Membership.objects.on()
            .filter(person=person)
            .select_related("unit__kind")
            .order_by("pk")
        )
        user.__dict__["_memberships"] = kept
    return kept


def roles_of(user: Any) -> frozenset[str]:
    """The roles the user holds anywhere today."""
    return frozenset(membership.role for membership in current_memberships(user))


def has_role(user: Any, *roles: str, unit: Unit | None = None) -> bool:
    """Whether the user holds one of `roles` today, anywhere or in `unit` itself."""
    return any(
        m.role in roles and (unit is None or m.unit_id == unit.pk)
        for m in current_memberships(user)
    )


def is_staff_member(user: Any) -> bool:
    """Whether the user works in a school or office (anything but student and guardian)."""
    return bool(roles_of(user) & STAFF_ROLES)


def may_author(user: Any) -> bool:
    """Whether the user may start materials of their own."""
    return bool(roles_of(user) & AUTHOR_ROLES)


def is_student(user: Any) -> bool:
    """Whether the user learns somewhere today."""
    return Role.STUDENT in roles_of(user)


def reader_tokens(user: Any) -> frozenset[str]:
    """The audience tokens a reader carries today.

    A token names a circle a material can be shared with; the reader finds and opens what
    carries one of theirs. A unit's material reaches its whole subtree, so a reader carries the
    tokens of their own units **and of all units above them**.
    """
    if not getattr(user, "is_authenticated", False):
        return frozenset({PUBLIC_TOKEN})
    kept = user.__dict__.get("_reader_tokens")
    if kept is None:
        kept = user.__dict__["_reader_tokens"] = _make_tokens(user)
    return kept


def _make_tokens(user: Any) -> frozenset[str]:
    tokens = {PUBLIC_TOKEN, "signed_in:all"}
    person = person_of(user)
    if person is None:
        return frozenset(tokens)
    tokens.add(f"person:{person.uuid}")
    memberships = current_memberships(user)
    staff_units = {m.unit_id for m in memberships if m.role in STAFF_ROLES}
    own_units = {m.unit_id for m in memberships}
    reached = with_ancestors(own_units)
    tokens.update(f"unit:{pk}:all" for pk in reached)
    if staff_units:
        as_staff = reached if staff_units == own_units else with_ancestors(staff_units)
        tokens.add("signed_in:staff")
        tokens.update(f"unit:{pk}:staff" for pk in as_staff)
    return frozenset(tokens)


def units_of_subject(user: Any, subject: UUID) -> set[int]:
    """Of the user's own units, those whose group looks after a subject, and those where the user
    teaches it today."""
    own = {m.unit_id for m in current_memberships(user)}
    groups = UnitSubject.objects.filter(unit_id__in=own, subject=subject).values_list("unit_id")
    taught = TeachingAssignment.objects.on().filter(teacher=person_of(user), subject=subject)
    classes = taught.filter(school_class__unit_id__in=own).values_list("school_class__unit_id")
    return {pk for (pk,) in groups.union(classes)}


def school_of(unit: Unit) -> Unit | None:
    """The school a unit belongs to (itself, or the nearest above it)."""
    ids = with_ancestors([unit.pk])
    units = Unit.objects.select_related("kind").in_bulk(ids)
    return next((units[pk] for pk in ids if pk in units and units[pk].kind.is_school), None)


def units_above(unit: Unit) -> list[Unit]:
    """The units above this one today, nearest first, without itself."""
    ids = [pk for pk in with_ancestors([unit.pk]) if pk != unit.pk]
    units = Unit.objects.select_related("kind").in_bulk(ids)
    return [units[pk] for pk in ids if pk in units]


def members_of(
    unit_ids: Collection[int],
    roles: Collection[str],
    *,
    subject: UUID | None = None,
    day: date | None = None,
) -> QuerySet[Person]:
    """People with one of `roles` in one of the units, for `subject` when given."""
    facts = Membership.objects.on(day).filter(unit_id__in=unit_ids, role__in=roles)
    if subject is not None:
        facts = facts.filter(Q(subject=subject) | Q(subject__isnull=True))
    return Person.objects.filter(pk__in=facts.values("person_id"))


def subject_groups_of(school: Unit, subject: UUID) -> list[Unit]:
    """The school's subject groups that look after a subject today."""
    below = with_descendants([school.pk])
    return list(
        Unit.objects.filter(
            pk__in=below, kind__is_subject_group=True, subjects__subject=subject
        ).select_related("kind")
    )


def students_of(school_class: SchoolClass) -> QuerySet[Person]:
    """Who sits in a class today, in Vietnamese order of names."""
    sitting = ClassMembership.objects.on().filter(school_class=school_class)
    return Person.objects.filter(pk__in=sitting.values("person_id")).order_by("sort_key")


def class_of(person: Person) -> SchoolClass | None:
    """The class a student sits in today."""
    sitting = (
        ClassMembership.objects.on()
        .filter(person=person)
        .select_related("school_class__unit", "school_class__school_year")
        .order_by("-starts_on")
        .first()
    )
    return sitting.school_class if sitting else None
