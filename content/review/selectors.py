"""What may be read of reviews: the one read door of this room."""

from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from content.materials.models import Material, MaterialVersion
from content.materials.policies import material_policy
from content.review.models import (
    ChecklistAnswer,
    ChecklistItem,
    Remark,
    RemarkState,
    ReviewStep,
    ReviewTask,
)
from content.review.policies import review_policy

_LIST = ("version__subject", "version__topic", "version__unit", "version__page", "step")
_HEAVY = ("version__content", "version__body_text")


def steps() -> list[ReviewStep]:
    """The steps in their order."""
    return list(ReviewStep.objects.order_by("order"))


def open_task(version: MaterialVersion) -> ReviewTask | None:
    """The task of a version that waits for a decision, if any."""
    tasks = ReviewTask.objects.filter(version=version, state=ReviewTask.State.OPEN)
    return tasks.select_related("step", "deciding_unit").first()


def checklist_for(task: ReviewTask) -> list[ChecklistItem]:
    """The lines of the checklist that apply to the task's kind of material."""
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
    rows = tasks.select_related(*_LIST, "deciding_unit", "decided_by__person")
    return rows.defer(*_HEAVY).annotate(
        open_remarks=Count("version__remarks", filter=Q(version__remarks__state=RemarkState.OPEN))
    )


def answers_of(task: ReviewTask) -> dict[int, ChecklistAnswer]:
    """The answers given so far, by item."""
    rows = task.answers.select_related("remark", "answered_by__person")
    return {row.item_id: row for row in rows}


def version_judged_before(task: ReviewTask) -> MaterialVersion | None:
    """What the people of a step compare with: the last version that was judged in this step;
    where none was, the one that readers see; else the one submitted before."""
    version = task.version
    earlier = MaterialVersion.objects.filter(
        page_id=version.page_id, number__lt=version.number
    ).order_by("-number")
    judged = (ReviewTask.State.PASSED, ReviewTask.State.RETURNED)
    return (
        earlier.filter(review_tasks__step=task.step_id, review_tasks__state__in=judged).first()
        or earlier.filter(pk=version.page.live_version_id or 0).first()
        or earlier.first()
    )


def remarks_for(version: MaterialVersion) -> QuerySet[Remark]:
    """Remarks a reviewer of `version` sees: its own, and earlier ones that are not settled."""
    rows = Remark.objects.filter(
        Q(version=version)
        | Q(version__page_id=version.page_id, version__number__lt=version.number)
        & ~Q(state=RemarkState.ACCEPTED)
    )
    return _with_people(rows)


def remarks_on(page: Material) -> QuerySet[Remark]:
    """Remarks the authors see: those of steps that are decided; a reviewer's notes in the
    making are shown when they are handed over."""
    rows = Remark.objects.filter(version__thing=page.uuid).exclude(
        task__state=ReviewTask.State.OPEN
    )
    return _with_people(rows)


def open_remarks_on(page: Material) -> QuerySet[Remark]:
    """What the authors still have to fix."""
    return remarks_on(page).filter(state=RemarkState.OPEN)


def last_return(page: Material) -> ReviewTask | None:
    """The decision that sent a material back last: by whom, when and why."""
    tasks = ReviewTask.objects.filter(version__thing=page.uuid, state=ReviewTask.State.RETURNED)
    rows = tasks.select_related("step", "decided_by__person").order_by("-decided_at", "-pk")
    return rows.first()


def _with_people(rows: QuerySet[Remark]) -> QuerySet[Remark]:
    return rows.select_related(
        "author__person", "replied_by__person", "version", "task__step"
    ).order_by("created_at", "pk")


def history_of(page: Material) -> list[ReviewTask]:
    """Who decided what about which version, when and why; newest first."""
    tasks = ReviewTask.objects.filter(version__thing=page.uuid)
    answers = Prefetch("answers", ChecklistAnswer.objects.select_related("item"))
    rows = tasks.select_related("version", "step", "deciding_unit", "decided_by__person")
    rows = rows.prefetch_related(answers)
    return list(rows.defer(*_HEAVY).order_by("-version__number", "-opened_at", "-pk"))


def material_of_author(user: Any, page_id: int) -> Material | None:
    """A material that `user` writes, for the author's pages."""
    rows = material_policy.filter(user, "edit", Material.objects.all())
    related = rows.select_related(
        "locale", "latest_revision__content_type", "live_version__unit__kind"
    )
    return related.filter(pk=page_id).first()


def draft_of(page: Material) -> Material:
    """The newest saved state of a material just read: as Wagtail restores it, without reading
    page and revision a second time."""
    revision = page.latest_revision
    return page.with_content_json(revision.content) if revision else page
