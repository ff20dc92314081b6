"""A step of review begins: whom it asks, and whom it asks when memberships change."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.review import hand_over
from content.review.deciders import deciders, excluded_people, makers, voters_of
from content.review.models import Ask, ReviewStep, ReviewTask
from content.review.selectors import steps
from content.versions.models import FrozenVersion
from lms.core.clock import today

_log = logging.getLogger(__name__)

State = ReviewTask.State


@transaction.atomic
def open_review(*, acting_user: Any, version: FrozenVersion, note: str = "") -> ReviewTask:
    """Begin the review of a version just submitted: always at the first step."""
    left = ReviewTask.objects.filter(version__thing=version.thing, state=State.OPEN)
    left.update(state=State.CANCELLED, decided_at=timezone.now())
    return open_step(version, steps()[0], note=note)


def open_step(version: FrozenVersion, step: ReviewStep, *, note: str = "") -> ReviewTask:
    """Ask the people of a step for their decision."""
    task = ReviewTask.objects.create(
        version=version,
        step=step,
        note=note,
        due_on=today() + timedelta(days=step.days_allowed),
    )
    _find_people(task)
    hand_over.asked(task, note=note)
    return task


def _find_people(task: ReviewTask) -> set[int]:
    """Store on a task which unit decides, who is asked and who made the version, for queues,
    lists and notices. Returns the people (ids) who have voted; the unit stays theirs."""
    voted = voters_of(task)
    excluded = excluded_people(task.version, task.step)
    found = deciders(task.version, task.step, voted=voted, excluded=excluded)
    if not voted:
        task.deciding_unit, task.why = found.unit, found.why
    task.checked_on = today()
    task.save(update_fields=["deciding_unit", "why", "checked_on"])
    task.makers.set(makers(task.version))
    kept = task.asks.filter(person__in=voted)
    task.asks.exclude(pk__in=kept.values("pk")).delete()
    Ask.objects.bulk_create(
        Ask(task=task, person_id=person, unit=unit) for person, unit in found.seats.items()
    )
    return voted


@transaction.atomic
def refresh_people(*, task: ReviewTask) -> None:
    """Find the people of an open task anew; those newly asked are told."""
    task = ReviewTask.objects.select_for_update().get(pk=task.pk)
    if not task.is_open:
        return
    before = set(task.asks.values_list("person_id", flat=True))
    _find_people(task)
    hand_over.asked(task, but_not=before)


def ask_on(task: ReviewTask, *, one_more: bool) -> None:
    """A vote is in and more are needed: ask those who are left, and further up where too few
    are. The caller holds the lock."""
    before = set(task.asks.values_list("person_id", flat=True))
    voted = _find_people(task)
    hand_over.asked(task, but_not=before)
    if one_more:
        new = set(task.asks.values_list("person_id", flat=True)) - before
        hand_over.one_more_vote(task, voted | new)


def refresh_if_stale(*, task: ReviewTask) -> bool:
    """The same for a task last looked at before today, or before a membership changed; whether it
    was one."""
    if not task.is_open or task.checked_on >= today():
        return False
    refresh_people(task=task)
    return True


def refresh_stale(*, limit: int = 200) -> int:
    """Find anew the people of open tasks last looked at before today: memberships end by date,
    and nothing happens in the database when one does. Returns how many were looked at.

    A duty of the workers, so that queues and counts follow whoever opens them; who may decide
    is asked of the memberships themselves when it is done.
    """
    stale = ReviewTask.objects.filter(state=State.OPEN, checked_on__lt=today())[:limit]
    count = 0
    for task in stale:
        try:
            refresh_people(task=task)
        except Exception:
            # One that fails must not keep those behind it from being asked.
            _log.exception("the people of a review task could not be found: %s", task.pk)
            continue
        count += 1
    return count
