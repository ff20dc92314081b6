"""Who decides a step of a version: found from today's memberships, each time it is asked.

A step says where the search begins (`ReviewStep.Ladder`): with the subject group of the author's
school that looks after the version's subject, or with the school's head. Whoever had a hand in
the version has no say. Where that leaves nobody (a primary school without subject groups, a head
who wrote the lecture, a post that is vacant) the deputy steps in, then the next unit up, and so
on to the top. A step that asks for several votes goes up until there are enough people.
A superuser has no say: technical accounts judge no lessons.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet

from content.review.models import ReviewStep, ReviewTask, Vote
from content.versions import kinds
from content.versions.models import FrozenVersion
from lms.people import selectors as people
from lms.people.models import Person, Unit
from lms.people.models.facts import Role

LEADERS = frozenset({Role.GROUP_LEADER, Role.EXPERT})
UPPER_EXPERTS = frozenset({Role.GROUP_LEADER, Role.EXPERT, Role.OFFICER})
UPPER_HEADS = frozenset({Role.OFFICER, Role.HEAD, Role.DEPUTY})
Ladder = ReviewStep.Ladder


@dataclass(frozen=True)
class Decider:
    """The unit that decides, why it is that one, and the people who may."""

    unit: Unit | None
    why: str
    seats: dict[int, Unit] = field(default_factory=dict)
    """The ids of the people, each with the unit in whose name they decide."""

    @property
    def people(self) -> QuerySet[Person]:
        """The people."""
        return Person.objects.filter(pk__in=self.seats)


@dataclass(frozen=True)
class _Candidate:
    """A rung of the ladder: who would decide if any of them is left after exclusions."""

    unit: Unit
    people: QuerySet[Person]
    why: str


def deciders(
    version: FrozenVersion, step: ReviewStep, *, voted: Collection[int] = (), excluded: Any = None
) -> Decider:
    """Who may decide `step` of `version` now; of those who `voted` (ids) nobody does so again.

    A step that asks for one vote asks the first rung where anybody is left, and whoever of them
    comes first decides. `excluded` spares a caller who has it already the search for it.
    """
    out = set(excluded_people(version, step) if excluded is None else excluded) | set(voted)
    missing = max(1, step.deciders_asked - len(voted))
    found: Decider | None = None
    for candidate in _ladder(version, step):
        seats = found.seats if found else {}
        left = candidate.people.filter(user__is_active=True).exclude(pk__in=out | seats.keys())
        ids = left.values_list("pk", flat=True)
        if not ids:
            continue
        seats = {**seats, **dict.fromkeys(ids, candidate.unit)}
        found = Decider(
            found.unit if found else candidate.unit, found.why if found else candidate.why, seats
        )
        if len(seats) >= missing:
            break
    return found or Decider(None, "nobody")


def may_decide(
    user: Any, version: FrozenVersion, step: ReviewStep, *, voted: Collection[int] = ()
) -> bool:
    """Whether `user` is one of those who may decide `step` of `version` now."""
    return seat_of(user, version, step, voted=voted) is not None


def seat_of(
    user: Any, version: FrozenVersion, step: ReviewStep, *, voted: Collection[int] = ()
) -> Unit | None:
    """The unit in whose name `user` may decide `step` of `version` now; None for others."""
    person = people.person_of(user)
    if person is None or not user.is_active:
        return None
    return deciders(version, step, voted=voted).seats.get(person.pk)


# --- Who has no say -------------------------------------------------------------------------


def makers(version: FrozenVersion) -> set[int]:
    """People (ids) who had a hand in the version, as its own room tells."""
    return kinds.of(version).makers(version)


def excluded_people(version: FrozenVersion, step: ReviewStep) -> set[int]:
    """People (ids) without a say in `step`: the makers, and whoever judged another step of the
    same version, or of the same content submitted again."""
    return makers(version) | _judges_of_other_steps(version, step)


def _judges_of_other_steps(version: FrozenVersion, step: ReviewStep) -> set[int]:
    same = Q(task__version_id=version.pk) | Q(
        task__version__thing=version.thing, task__content_hash=version.content_hash
    )
    votes = Vote.objects.filter(
        same, task__state=ReviewTask.State.PASSED, voter__person__isnull=False
    )
    judges = votes.exclude(task__step=step).values_list("voter__person_id", flat=True)
    return {pk for pk in judges if pk is not None}


def voters_of(task: ReviewTask) -> set[int]:
    """People (ids) who have voted in a task."""
    voters = task.votes.values_list("voter__person_id", flat=True)
    return {pk for pk in voters if pk is not None}


# --- The ladder -----------------------------------------------------------------------------


def home_of(version: FrozenVersion) -> Unit | None:
    """The author's school, or the office they wrote it in; its successor once it is closed."""
    place = home_and_above(version)
    return place[0] if place else None


def home_and_above(version: FrozenVersion) -> tuple[Unit, set[int]] | None:
    """The home of a version and the ids of all units above it today: two queries for what was
    written in a school or an office, whatever stands above."""
    if version.unit_id is None:
        return None
    unit, *above = _line_of(version.unit_id)
    if unit.closed_on is not None and unit.successor_id is not None:
        unit, *above = _line_of(_successor_of(unit).pk)
    if not unit.kind.is_school:
        school = next((one for one in above if one.kind.is_school), None)
        if school is not None:
            return school, set(people.with_ancestors([school.pk])) - {school.pk}
    return unit, {one.pk for one in above}


def _line_of(unit_id: int) -> list[Unit]:
    """A unit and all above it today, nearest first; two queries."""
    ids = people.with_ancestors([unit_id])
    units = Unit.objects.select_related("kind").in_bulk(ids)
    return [units[pk] for pk in ids]


def _successor_of(unit: Unit) -> Unit:
    """Who stands in the place of a closed unit today."""
    for _hop in range(10):
        if unit.closed_on is None or unit.successor is None:
            break
        unit = unit.successor
    return unit


def _ladder(version: FrozenVersion, step: ReviewStep) -> Iterator[_Candidate]:
    home = home_of(version)
    if home is None:
        return
    subject = version.subject.uuid if version.subject else None
    first: Callable[..., Iterator[_Candidate]]
    first = _group_rungs if step.decided_by == Ladder.GROUP else _head_rungs
    yield from first(home, subject)
    upper = UPPER_EXPERTS if step.decided_by == Ladder.GROUP else UPPER_HEADS
    for unit in people.units_above(home):
        offices = office_ids(unit)
        yield _Candidate(unit, _members(offices, upper, subject), "unit_above")
        if step.decided_by == Ladder.GROUP:
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
