"""What may be read of reviews: the one read door of this room."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from content.review.models import (
    ChecklistAnswer,
    ChecklistItem,
    Remark,
    RemarkState,
    ReviewStep,
    ReviewTask,
    Vote,
)
from content.review.policies import review_policy
from content.versions import kinds
from content.versions.models import FrozenVersion


def steps() -> list[ReviewStep]:
    """The steps in their order."""
    return list(ReviewStep.objects.order_by("order"))


def step_after(step: ReviewStep) -> ReviewStep | None:
    """The step that follows; None after the last."""
    return ReviewStep.objects.filter(order__gt=step.order).order_by("order").first()


def open_task(version: FrozenVersion) -> ReviewTask | None:
    """The task of a version that waits for a decision, if any."""
    tasks = ReviewTask.objects.filter(version=version, state=ReviewTask.State.OPEN)
    return tasks.select_related("step", "deciding_unit").first()


def steps_waiting(things: Iterable[UUID]) -> dict[UUID, str]:
    """Of these things those that wait for a decision, each with the name of the step."""
    tasks = ReviewTask.objects.filter(version__thing__in=list(things), state=ReviewTask.State.OPEN)
    return {task.version.thing: task.step.label for task in tasks.select_related("version", "step")}


def checklist_for(task: ReviewTask) -> list[ChecklistItem]:
    """The lines of the checklist that apply to the task's kind of thing."""
    items = ChecklistItem.objects.filter(step_id=task.step_id, is_active=True)
    return [item for item in items if not item.kinds or task.version.kind in item.kinds]


def queue_for(user: Any) -> QuerySet[ReviewTask]:
    """What waits for `user`'s decision, the nearest deadline first."""
    tasks = review_policy.filter(user, "decide", ReviewTask.objects.all())
    return _listed(tasks).order_by("due_on", "pk")


def unit_tasks_for(user: Any) -> QuerySet[ReviewTask]:
    """Open tasks of the units `user` reviews for, whether theirs to decide or not."""
    tasks = review_policy.filter(user, "view", ReviewTask.objects.all())
    return _listed(tasks.filter(state=ReviewTask.State.OPEN)).order_by("due_on", "pk")


def decided_for(user: Any) -> QuerySet[ReviewTask]:
    """Decided tasks of the units `user` reviews for, newest first."""
    tasks = review_policy.filter(user, "view", ReviewTask.objects.all())
    return _listed(tasks.exclude(state=ReviewTask.State.OPEN)).order_by("-decided_at", "-pk")


def count_waiting(user: Any) -> int:
    """How many decisions wait for `user`."""
    return review_policy.filter(user, "decide", ReviewTask.objects.all()).count()


def _listed(tasks: QuerySet[ReviewTask]) -> QuerySet[ReviewTask]:
    """Ready for lists: three tables; who decided is read for those rows that say so."""
    return tasks.select_related("version", "step").prefetch_related("decided_by__person")


def count_open_remarks(tasks: Iterable[ReviewTask]) -> dict[int, int]:
    """How many remarks are open on the versions of these tasks, by version; one query."""
    rows = Remark.objects.filter(
        version__in={task.version_id for task in tasks}, state=RemarkState.OPEN
    )
    counted = rows.order_by().values_list("version_id").annotate(Count("pk"))
    return dict(counted)


def answers_of(task: ReviewTask, user: Any) -> dict[int, ChecklistAnswer]:
    """The answers given so far that stand in `user`'s form, by item: where several judge, their
    own alone; else what anybody of those asked has answered."""
    voter = user if task.step.takes_votes else None
    rows = task.answers.filter(voter=voter).select_related("remark", "answered_by__person")
    return {row.item_id: row for row in rows}


def version_judged_before(task: ReviewTask) -> FrozenVersion | None:
    """What the people of a step compare with: the last version that was judged in this step;
    where none was, the one that readers see; else the one submitted before."""
    version = task.version
    earlier = kinds.of(version).model._default_manager.filter(
        thing=version.thing, number__lt=version.number
    )
    earlier = earlier.order_by("-number")
    judged = (ReviewTask.State.PASSED, ReviewTask.State.RETURNED)
    return (
        earlier.filter(review_tasks__step=task.step_id, review_tasks__state__in=judged).first()
        or earlier.filter(published=True).first()
        or earlier.first()
    )


def remarks_for(version: FrozenVersion) -> QuerySet[Remark]:
    """Remarks a reviewer of `version` sees: its own, and earlier ones that are not settled."""
    rows = Remark.objects.filter(
        Q(version_id=version.pk)
        | Q(version__thing=version.thing, version__number__lt=version.number)
        & ~Q(state=RemarkState.ACCEPTED)
    )
    return _with_people(rows)


def remarks_at_the_desk(task: ReviewTask, user: Any) -> QuerySet[Remark]:
    """The same, without those that would tell `user` how others voted."""
    rows = remarks_for(task.version)
    if not task.is_open or not task.step.takes_votes or has_voted(task, user):
        return rows
    others = task.answers.exclude(voter=user).filter(remark__isnull=False)
    return rows.exclude(pk__in=others.values("remark"))


def has_voted(task: ReviewTask, user: Any) -> bool:
    """Whether `user` has cast a vote in a task."""
    return task.votes.filter(voter=user).exists()


def remarks_on(thing: UUID) -> QuerySet[Remark]:
    """Remarks the authors see: those of steps that are over, decided or taken back; while a step
    is open, a reviewer may still be writing them."""
    rows = Remark.objects.filter(version__thing=thing).exclude(task__state=ReviewTask.State.OPEN)
    return _with_people(rows)


def open_remarks_on(thing: UUID) -> QuerySet[Remark]:
    """What the authors still have to fix."""
    return remarks_on(thing).filter(state=RemarkState.OPEN)


def last_return(thing: UUID) -> ReviewTask | None:
    """The decision that sent a thing back, if that is the last that happened to it: by whom, when
    and why."""
    tasks = ReviewTask.objects.filter(version__thing=thing)
    rows = tasks.select_related("step", "decided_by__person")
    newest = rows.order_by("-version__number", "-opened_at", "-pk").first()
    returned = newest is not None and newest.state == ReviewTask.State.RETURNED
    return newest if returned else None


def _with_people(rows: QuerySet[Remark]) -> QuerySet[Remark]:
    related = ("author__person", "replied_by__person", "version", "task__step")
    return rows.select_related(*related).order_by("created_at", "pk")


@dataclass(frozen=True)
class Entry:
    """A task in the history of a thing, with what may be told of it."""

    task: ReviewTask
    votes: list[Vote]
    answers: list[ChecklistAnswer]


def history_of(thing: UUID, user: Any) -> list[Entry]:
    """Who decided what about which version, when and why; newest first. How the votes of an open
    step fell is told to those alone who cast theirs."""
    tasks = ReviewTask.objects.filter(version__thing=thing)
    rows = tasks.select_related("version", "step", "deciding_unit", "decided_by__person")
    rows = rows.prefetch_related(
        Prefetch("answers", ChecklistAnswer.objects.select_related("item", "voter__person")),
        Prefetch("votes", Vote.objects.select_related("voter__person", "unit")),
    )
    return [_entry(task, user) for task in rows.order_by("-version__number", "-opened_at", "-pk")]


def _entry(task: ReviewTask, user: Any) -> Entry:
    votes = list(task.votes.all())
    if task.is_open:
        voted = any(vote.voter_id == user.pk for vote in votes)
        return Entry(task, votes if voted else [], [])
    if task.state in {ReviewTask.State.PASSED, ReviewTask.State.RETURNED}:
        return Entry(task, votes, list(task.answers.all()))
    return Entry(task, [], [])  # taken back: nobody hears of votes that decided nothing
