"""What is done to people: the one write door of this room."""

import secrets
from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from lms.core.clock import today
from lms.people import selectors
from lms.people.models import Membership, Person, RecordAccess, Unit, UnitLink, User
from lms.people.models.facts import AUTHOR_ROLES, AUTHORS_GROUP, Role
from lms.people.policies import person_policy

# Letters and digits that a child can copy from a slip of paper without mixing them up.
_PASSWORD_LETTERS = "abcdefghkmnpqrstuvwxyz23456789"


def make_password() -> str:
    """A first password for a printed slip: ten characters, about 49 bits, no look-alikes."""
    return "".join(secrets.choice(_PASSWORD_LETTERS) for _i in range(10))


@transaction.atomic
def create_person(
    *,
    acting_user: User | None,
    family_name: str,
    given_name: str,
    middle_name: str = "",
    birth_date: date | None = None,
    is_demo: bool = False,
) -> Person:
    """Write down somebody new."""
    person = Person(
        family_name=family_name,
        middle_name=middle_name,
        given_name=given_name,
        birth_date=birth_date,
        is_demo=is_demo,
    )
    person.full_clean()
    person.save()
    log(person, "people.create", user=acting_user)
    return person


@transaction.atomic
def create_login(
    *,
    acting_user: User | None,
    person: Person,
    username: str,
    password: str | None,
    is_demo: bool = False,
) -> User:
    """Give a person a log-in. The first password is to be changed at the first log-in; without
    one (None) nobody gets in until one is set."""
    user = User(username=username, person=person, must_change_password=not is_demo, is_demo=is_demo)
    user.set_password(password)
    user.full_clean()
    user.save()
    log(person, "people.create_login", user=acting_user)
    return user


@transaction.atomic
def reset_password(*, acting_user: User, person: Person) -> str:
    """Make a new password for somebody who forgot theirs, and end their open sessions.

    Returns the password, to be shown once to whoever asked. Raises PermissionDenied when
    `acting_user` has no business with this person, ValidationError when there is no log-in.
    """
    person_policy.require(acting_user, "reset_password", person)
    user = User.objects.select_for_update().filter(person=person).first()
    if user is None:
        raise ValidationError(_("This person has no log-in yet."))
    password = make_password()
    # A changed hash ends every open session of this log-in (Django's session auth hash).
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    log(person, "people.reset_password", user=acting_user)
    return password


@transaction.atomic
def add_membership(
    *,
    acting_user: User | None,
    person: Person,
    unit: Unit,
    role: str,
    subject: UUID | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> Membership:
    """Note that a person has a role in a unit, and open the doors that go with it.

    Raises ValidationError when the unit is closed by then.
    """
    day = starts_on or today()
    _require_open(unit, day)
    membership = Membership(
        person=person,
        unit=unit,
        role=Role(role),
        subject=subject,
        starts_on=day,
        ends_on=ends_on,
    )
    membership.full_clean()
    membership.save()
    log(person, "people.add_membership", user=acting_user, data={"unit": unit.pk, "role": role})
    sync_groups(person)
    return membership


@transaction.atomic
def end_membership(
    *, acting_user: User | None, membership: Membership, ends_on: date | None = None
) -> None:
    """Note that a role is over. The row stays: history is made of such rows."""
    membership.ends_on = ends_on or today()
    membership.full_clean()
    membership.save(update_fields=["ends_on"])
    log(membership.person, "people.end_membership", user=acting_user, data={"id": membership.pk})
    sync_groups(membership.person)


@transaction.atomic
def link_units(
    *, acting_user: User | None, parent: Unit, child: Unit, starts_on: date | None = None
) -> UnitLink:
    """Put one unit under another from a day on. `acting_user` is None for the system itself.

    Raises ValidationError when one of them is closed by then, or a unit would stand under itself.
    """
    day = starts_on or today()
    _require_open(parent, day)
    _require_open(child, day)
    if parent.pk in selectors.with_descendants([child.pk], day):
        raise ValidationError(_("A unit cannot stand under itself."))
    link = UnitLink.objects.create(parent=parent, child=child, starts_on=day)
    log(child, "people.link_units", user=acting_user, data={"parent": parent.pk, "link": link.pk})
    return link


@transaction.atomic
def close_unit(*, acting_user: User | None, unit: Unit, on: date, successor: Unit | None) -> None:
    """Close a unit from the day `on`. Whoever closes it says which unit goes on with its work, or
    None when nobody does. Its people, classes and materials stay where history puts them.

    Raises ValidationError when it is closed already, or when the successor could not go on: it
    is the unit itself or is closed (or to be closed) too. So a line of successors always ends at
    an open unit.
    """
    ids = [unit.pk] if successor is None else [unit.pk, successor.pk]
    rows = Unit.objects.select_for_update().in_bulk(ids)
    if rows[unit.pk].closed_on is not None:
        raise ValidationError(_("This unit is closed already."))
    if successor is not None and (successor == unit or rows[successor.pk].closed_on is not None):
        raise ValidationError(_("The successor must be another unit, and one that stays open."))
    unit.closed_on, unit.successor = on, successor
    unit.save(update_fields=["closed_on", "successor"])
    data = {"on": on.isoformat(), "successor": successor.pk if successor else None}
    log(unit, "people.close_unit", user=acting_user, data=data)


def _require_open(unit: Unit, day: date) -> None:
    if unit.is_closed(day):
        raise ValidationError(_("%(unit)s is closed by then.") % {"unit": unit})


def sync_groups(person: Person) -> None:
    """Derive the Django groups of a person's log-in from today's memberships.

    A group only opens the door of the editor. What may be done inside is decided by policies.
    """
    user = User.objects.filter(person=person).first()
    if user is None:
        return
    group, _created = Group.objects.get_or_create(name=AUTHORS_GROUP)
    writes = _writing_today().filter(person=person).exists()
    (user.groups.add if writes else user.groups.remove)(group)


def sync_groups_by_date() -> int:
    """Open and close the editor's door for those whose roles began or ended since: time passes
    without anybody writing. For housekeeping; says how many log-ins changed."""
    writing = _writing_today().values("person_id")
    insiders = User.objects.filter(groups__name=AUTHORS_GROUP)
    begun = Person.objects.filter(pk__in=writing, user__isnull=False).exclude(user__in=insiders)
    ended = Person.objects.filter(user__in=insiders).exclude(pk__in=writing)
    late = [*begun, *ended]
    for person in late:
        sync_groups(person)
    return len(late)


def _writing_today() -> QuerySet[Membership]:
    return Membership.objects.on().filter(role__in=AUTHOR_ROLES)


def log_record_access(*, viewer: Any, people: Iterable[Person], what: str) -> None:
    """Keep who opened these children's records, when and what for; one insert for all."""
    RecordAccess.objects.bulk_create(
        [RecordAccess(viewer=viewer, person=person, what=what) for person in people]
    )
