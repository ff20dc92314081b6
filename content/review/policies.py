"""Who may look at a review, remark, decide, and take something from readers.

Looking and remarking follow the unit in charge of a task and the people it asks; deciding is
asked of `content.review.deciders` anew each time. Lists read what a task stored of this; the test
of one task asks who made the version once more. Superusers have no say in any of it.
"""

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from content.curriculum.models import Subject
from content.review import deciders
from content.review.models import Ask, Remark, ReviewTask
from content.versions.models import FrozenVersion
from lms.core.policy import Policy
from lms.people import selectors as people
from lms.people.models import Membership
from lms.people.models.facts import Role

GROUP_ROLES = frozenset({Role.GROUP_LEADER, Role.EXPERT, Role.TEACHER})
SCHOOL_ROLES = frozenset({Role.HEAD, Role.DEPUTY})
OFFICE_ROLES = frozenset({Role.OFFICER, Role.EXPERT, Role.GROUP_LEADER, Role.HEAD, Role.DEPUTY})
_WITHDRAWING = SCHOOL_ROLES | deciders.UPPER_HEADS
REVIEWING = [ReviewTask.State.OPEN, ReviewTask.State.PASSED, ReviewTask.State.RETURNED]


def _reviews_in(membership: Membership) -> bool:
    kind = membership.unit.kind
    if kind.is_subject_group:
        return membership.role in GROUP_ROLES
    if kind.is_school:
        return membership.role in SCHOOL_ROLES
    return membership.role in OFFICE_ROLES


def in_charge(user: Any) -> Q | None:
    """Tasks of the units the user reviews for today, and those that ask the user in the name of
    such a unit, as a filter; None when there are no such units."""
    duties = _duties(user)
    if not duties:
        return None
    rule = Q(pk__in=_asks_of(user).values("task"))
    subjects = _subjects_of(user)
    for membership, unit_ids in duties:
        one = Q(deciding_unit_id__in=unit_ids)
        if membership.subject is not None:
            one &= Q(version__subject_id=subjects.get(membership.subject, 0))
        rule |= one
    return rule


def _subjects_of(user: Any) -> dict[UUID, int]:
    """The numbers of the subjects that the user's duties name; kept on the user as those are.
    Asked for on their own, they spare each list a join."""
    kept: dict[UUID, int] | None = user.__dict__.get("_review_subjects")
    if kept is None:
        wanted = {m.subject for m, _units in _duties(user) if m.subject is not None}
        found = Subject.objects.filter(uuid__in=wanted) if wanted else Subject.objects.none()
        kept = user.__dict__["_review_subjects"] = dict(found.values_list("uuid", "pk"))
    return kept


def _asks_of(user: Any) -> QuerySet[Ask]:
    """What the user is asked to decide, in the name of units they review for today."""
    return Ask.objects.filter(person=people.person_of(user), unit_id__in=_units_of(user))


def _units_of(user: Any) -> set[int]:
    return {pk for _membership, unit_ids in _duties(user) for pk in unit_ids}


def _duties(user: Any) -> list[tuple[Membership, list[int]]]:
    """Today's memberships that review, each with the units it answers for.

    Kept on the user for the request: every picture and video segment of a version asks.
    """
    kept: list[tuple[Membership, list[int]]] | None = user.__dict__.get("_review_duties")
    if kept is None:
        kept = user.__dict__["_review_duties"] = _find_duties(user)
    return kept


def _find_duties(user: Any) -> list[tuple[Membership, list[int]]]:
    memberships = [m for m in people.current_memberships(user) if _reviews_in(m)]
    offices = {
        m.unit_id
        for m in memberships
        if not (m.unit.kind.is_school or m.unit.kind.is_subject_group)
    }
    above: dict[int, list[int]] = {}
    # An office answers for the unit it belongs to (see `deciders.office_ids`).
    for office, unit in people.units_of_offices(offices):
        above.setdefault(office, []).append(unit)
    return [(m, [m.unit_id, *above.get(m.unit_id, [])]) for m in memberships]


class ReviewTaskPolicy(Policy[ReviewTask]):
    """Tasks: the unit in charge looks and remarks, those found eligible decide."""

    def filter_view(self, user: Any, queryset: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
        """Tasks of the units `user` reviews for, decided ones included; none of a thing that is
        being judged and that `user` had a hand in: remarks are shown to its makers when they are
        handed over (`selectors.remarks_on`)."""
        rule, person = in_charge(user), people.person_of(user)
        if rule is None or person is None:
            return queryset.none()
        own = ReviewTask.objects.filter(state=ReviewTask.State.OPEN, makers=person)
        tasks = queryset.filter(rule, state__in=REVIEWING)
        return tasks.exclude(version__thing__in=own.order_by().values("version__thing"))

    def filter_decide(self, user: Any, queryset: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
        """Open tasks that ask `user` for a decision or vote: what a queue shows."""
        person, units = people.person_of(user), _units_of(user)
        if person is None or not units:
            return queryset.none()
        tasks = queryset.filter(asks__person=person, asks__unit_id__in=units)
        return tasks.filter(state=ReviewTask.State.OPEN).exclude(votes__voter=user)

    def filter_remark(self, user: Any, queryset: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
        """Open tasks of one's unit, unless one had a hand in the version."""
        return self.filter_view(user, queryset.filter(state=ReviewTask.State.OPEN))

    def allows(self, user: Any, action: str, obj: ReviewTask) -> bool:
        """As the filter says, by today's facts rather than by what the task stored of them."""
        if action == "decide":
            voted = deciders.voters_of(obj)
            return obj.is_open and deciders.may_decide(user, obj.version, obj.step, voted=voted)
        return super().allows(user, action, obj) and not had_a_hand(user, obj)


review_policy = ReviewTaskPolicy()


def had_a_hand(user: Any, task: ReviewTask) -> bool:
    """Whether the thing is being judged and `user` made what is judged of it, as found now."""
    judged: FrozenVersion | None = task.version
    if not task.is_open:
        rows = FrozenVersion.objects.filter(
            thing=task.version.thing, review_tasks__state=ReviewTask.State.OPEN
        )
        judged = rows.first()
    return judged is not None and user.person_id in deciders.makers(judged)


def may_settle(user: Any, remark: Remark, task: ReviewTask) -> bool:
    """Whoever may decide the open step, and the remark's author while they may remark on it."""
    if review_policy.allows(user, "decide", task):
        return True
    return remark.author_id == user.pk and review_policy.allows(user, "remark", task)


def version_viewer(user: Any) -> Q:
    """For `content.versions`: versions a user may look at because they review them."""
    rule = in_charge(user)
    if rule is None:
        return Q(pk__in=[])
    tasks = ReviewTask.objects.filter(rule, state__in=REVIEWING)
    return Q(pk__in=tasks.values("version_id"))


def may_withdraw(user: Any, version: FrozenVersion) -> bool:
    """The head or a deputy of the author's school, and officers and heads above it."""
    duties = [(m, units) for m, units in _duties(user) if m.role in _WITHDRAWING]
    if not duties or not user.is_active:
        return False
    place = deciders.home_and_above(version)
    if place is None:
        return False
    home, above = place
    if home.kind.is_school and any(m.unit_id == home.pk for m, _units in duties):
        return True
    upper = above if home.kind.is_school else above | {home.pk}
    return any(m.role in deciders.UPPER_HEADS and upper.intersection(u) for m, u in duties)
