"""Who decides a step of a version: found from today's memberships, each time it is asked.

The subject group of the author's school that looks after the version's subject decides the
first step, the school's head the second. Whoever had a hand in the version has no say. Where
that leaves nobody (a primary school without subject groups, a head who wrote the lecture, a
post that is vacant) the deputy steps in, then the next unit up, and so on to the top.
A superuser has no say: technical accounts judge no lessons.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce
from wagtail.models import Revision

from content.materials.models import Material, MaterialVersion
from content.review.models import ReviewStep, ReviewTask
from lms.people import selectors as people
from lms.people.models import Person, Unit
from lms.people.models.facts import Role

LEADERS = frozenset({Role.GROUP_LEADER, Role.EXPERT})
UPPER_EXPERTS = frozenset({Role.GROUP_LEADER, Role.EXPERT, Role.OFFICER})
UPPER_HEADS = frozenset({Role.OFFICER, Role.HEAD, Role.DEPUTY})


@dataclass(frozen=True)
class Decider:
    """The unit that decides, its people who may, and why it is they."""

    unit: Unit | None
    people: QuerySet[Person]
    why: str


@dataclass(frozen=True)
class _Candidate:
    """A rung of the ladder: who would decide if any of them is left after exclusions."""

    unit: Unit
    people: QuerySet[Person]
    why: str


def deciders(version: MaterialVersion, step: ReviewStep) -> Decider:
    """Who may decide `step` of `version` now."""
    excluded = excluded_people(version, step)
    for candidate in _ladder(version, step):
        left = candidate.people.filter(user__is_active=True).exclude(pk__in=excluded)
        if left.exists():
            return Decider(candidate.unit, left, candidate.why)
    return Decider(None, Person.objects.none(), "nobody")


def may_decide(user: Any, version: MaterialVersion, step: ReviewStep) -> bool:
    """Whether `user` is one of those who may decide `step` of `version` now."""
    person = people.person_of(user)
    if person is None or not user.is_active:
        return False
    return deciders(version, step).people.filter(pk=person.pk).exists()


# --- Who has no say -------------------------------------------------------------------------


def makers(version: MaterialVersion) -> set[int]:
    """People (ids) who had a hand in the version: owner, co-authors, submitter, and everyone
    who saved the material since it was last approved."""
    page = version.page
    found = {
        page.owner.person_id if page.owner else None,
        version.submitted_by.person_id if version.submitted_by else None,
        *page.co_authors.values_list("pk", flat=True),
        *_draft_co_authors(version),
        *_editors_since_approval(version).values_list("user__person_id", flat=True),
    }
    return {pk for pk in found if pk is not None}


def _draft_co_authors(version: MaterialVersion) -> list[int]:
    """Co-authors as the submitted draft names them; the page row learns of them later."""
    content = version.revision.content if version.revision else {}
    return [int(pk) for pk in content.get("co_authors") or []]


def _editors_since_approval(version: MaterialVersion) -> QuerySet[Any]:
    last = (
        MaterialVersion.objects.filter(page_id=version.page_id, approved_at__isnull=False)
        .exclude(pk=version.pk)
        .order_by("-approved_at")
        .values_list("revision_id", "submitted_at")
        .first()
    )
    revisions = version.page.revisions.filter(user__isnull=False)
    if last is None:
        return revisions
    # A revision can be rewritten in place; its date then says so, its id does not.
    return revisions.filter(Q(pk__gt=last[0] or 0) | Q(created_at__gt=last[1]))


def excluded_people(version: MaterialVersion, step: ReviewStep) -> set[int]:
    """People (ids) without a say in `step`: the makers, and whoever passed another step of the
    same version or of the same content submitted again."""
    judged = ReviewTask.objects.filter(
        Q(version=version) | Q(version__page_id=version.page_id, content_hash=version.content_hash),
        state=ReviewTask.State.PASSED,
        decided_by__person__isnull=False,
    ).exclude(step=step)
    return makers(version) | set(judged.values_list("decided_by__person_id", flat=True))


def made_by(person: Person) -> Q:
    """What `makers` says, as a filter of tasks: those of versions `person` had a hand in."""
    page = "version__page_id"
    approved = MaterialVersion.objects.filter(
        page_id=OuterRef(OuterRef(page)), approved_at__isnull=False
    ).exclude(pk=OuterRef(OuterRef("version_id")))
    last = approved.order_by("-approved_at")
    saved = Revision.page_revisions.filter(
        Q(pk__gt=Coalesce(Subquery(last.values("revision_id")[:1]), 0))
        | Q(created_at__gt=Subquery(last.values("submitted_at")[:1])),
        object_id=Cast(OuterRef(page), CharField()),
        user__person=person,
    )
    writes = Material.objects.filter(pk=OuterRef(page), co_authors=person)
    return (
        Q(version__page__owner__person=person)
        | Q(version__submitted_by__person=person)
        | Q(Exists(writes))
        | Q(Exists(saved))
        # SQLite knows no "contains" for JSON; the list's text is "[3, 12]" everywhere.
        | Q(version__revision__content__co_authors__iregex=rf"(^|[^0-9]){person.pk}([^0-9]|$)")
    )


# --- The ladder -----------------------------------------------------------------------------


def home_of(version: MaterialVersion) -> Unit | None:
    """The author's school, or the office they wrote it in; its successor once it is closed."""
    place = home_and_above(version)
    return place[0] if place else None


def home_and_above(version: MaterialVersion) -> tuple[Unit, set[int]] | None:
    """The home of a version and the ids of all units above it today: two queries at most for
    what was written in a school or an office, whatever stands above."""
    unit = version.unit
    if unit is None:
        return None
    for _hop in range(10):
        if unit.closed_on is None or unit.successor is None:
            break
        unit = unit.successor
    above = [pk for pk in people.with_ancestors([unit.pk]) if pk != unit.pk]
    if not unit.kind.is_school:
        schools = Unit.objects.select_related("kind").filter(kind__is_school=True).in_bulk(above)
        school = next((schools[pk] for pk in above if pk in schools), None)
        if school is not None:
            return school, set(people.with_ancestors([school.pk])) - {school.pk}
    return unit, set(above)


def _ladder(version: MaterialVersion, step: ReviewStep) -> Iterator[_Candidate]:
    home = home_of(version)
    if home is None:
        return
    subject = version.subject.uuid if version.subject else None
    first: Callable[..., Iterator[_Candidate]]
    first = _group_rungs if step.code == ReviewStep.GROUP else _head_rungs
    yield from first(home, subject)
    upper = UPPER_EXPERTS if step.code == ReviewStep.GROUP else UPPER_HEADS
    for unit in people.units_above(home):
        offices = office_ids(unit)
        yield _Candidate(unit, _members(offices, upper, subject), "unit_above")
        if step.code == ReviewStep.GROUP:
            heads = _members(offices, {Role.HEAD, Role.DEPUTY}, subject)
            yield _Candidate(unit, heads, "unit_above")


def _group_rungs(home: Unit, subject: Any) -> Iterator[_Candidate]:
    """The subject group, its leaders and experts before its teachers; else the deputy."""
    if not home.kind.is_school:
        # An office has no subject groups of its own; its experts and officers judge.
        yield _Candidate(home, _members(office_ids(home), UPPER_EXPERTS, subject), "office")
        return
    groups = people.subject_groups_of(home, subject) if subject else []
    if groups:
        ids = [group.pk for group in groups]
        yield _Candidate(groups[0], _members(ids, LEADERS, subject), "group_leader")
        yield _Candidate(groups[0], _members(ids, {Role.TEACHER}, subject), "group_teacher")
    why = "group_excluded" if groups else "no_group"
    yield _Candidate(home, _members([home.pk], {Role.DEPUTY}, subject), why)


def _head_rungs(home: Unit, subject: Any) -> Iterator[_Candidate]:
    """The head, else the deputy."""
    ids = [home.pk] if home.kind.is_school else office_ids(home)
    yield _Candidate(home, _members(ids, {Role.HEAD}, subject), "head")
    yield _Candidate(home, _members(ids, {Role.DEPUTY}, subject), "deputy")


def _members(unit_ids: Collection[int], roles: Collection[str], subject: Any) -> QuerySet[Person]:
    return people.members_of(unit_ids, roles, subject=subject)


def office_ids(unit: Unit) -> list[int]:
    """A unit and its own offices: an officer works in an office of the department, not in the
    department. A commune with schools of its own is no office of the department."""
    return [unit.pk, *people.offices_of(unit)]
