"""A step of review begins: whom it asks, and whom it asks when memberships change."""

import logging
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from content.materials.models import MaterialVersion
from content.review import hand_over
from content.review.deciders import deciders
from content.review.models import (
    ReviewStep,
    ReviewTask,
)
from content.review.selectors import steps
from lms.core.clock import today

_log = logging.getLogger(__name__)

State = ReviewTask.State


@transaction.atomic
def open_review(*, acting_user: Any, version: MaterialVersion, note: str = "") -> ReviewTask:
    """Begin the review of a version just submitted: always at the first step."""
    left = ReviewTask.objects.filter(version__page_id=version.page_id, state=State.OPEN)
    left.update(state=State.CANCELLED, decided_at=timezone.now())
    return open_step(version, steps()[0], note=note)


def open_step(version: MaterialVersion, step: ReviewStep, *, note: str = "") -> ReviewTask:
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


def _find_people(task: ReviewTask) -> None:
    """Note on a task which unit decides and who of it may, for queues and notices."""
    found = deciders(task.version, task.step)
    task.deciding_unit, task.why, task.checked_on = found.unit, found.why, today()
    task.save(update_fields=["deciding_unit", "why", "checked_on"])
    task.asked.set(found.people)


@transaction.atomic
def refresh_people(*, task: ReviewTask) -> None:
    """Find the people of an open task anew; those newly asked are told."""
    task = ReviewTask.objects.select_for_update().get(pk=task.pk)
    if not task.is_open:
        return
    before = set(task.asked.values_list("pk", flat=True))
    _find_people(task)
    hand_over.asked(task, but_not=before)


def refresh_if_stale(*, task: ReviewTask) -> None:
    """The same for a task last looked at before today, or before a membership changed."""
    if task.is_open and task.checked_on < today():
        refresh_people(task=task)


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
