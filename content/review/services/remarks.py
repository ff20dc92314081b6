"""Remarks: pinned by reviewers, answered by authors, settled by whoever made them or decides."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content.review import checklists, places
from content.review.models import (
    REMARK_LIMIT,
    Remark,
    RemarkState,
    ReviewTask,
)
from content.review.policies import may_settle, review_policy
from content.review.selectors import open_task
from content.versions import kinds
from content.versions.models import FrozenVersion

State = ReviewTask.State


@transaction.atomic
def add_remark(
    *,
    acting_user: Any,
    version: FrozenVersion,
    text: str,
    step_id: UUID | str | None = None,
    block_id: UUID | str | None = None,
    second: int | None = None,
) -> Remark:
    """Pin a remark to a place of a version under review. For the people of the unit in charge
    who had no hand in the version."""
    # The thing's own row first, as deciding does, so that nobody waits for the other.
    row = kinds.of(version).lock(version.thing)
    task = open_task(version)
    if task is None or not review_policy.allows(acting_user, "remark", task):
        raise PermissionDenied
    place = places.checked(version, places.Place(_uuid(step_id), _uuid(block_id), second))
    remark = Remark.objects.create(
        version=version,
        task=task,
        author=acting_user,
        step_uuid=place.step,
        block_uuid=place.block,
        second=place.second,
        text=_remark_text(text),
    )
    log(row, "review.remark", user=acting_user, data={"version": version.number})
    return remark


def _uuid(value: UUID | str | None) -> UUID | None:
    return UUID(str(value)) if value else None


def _remark_text(text: str) -> str:
    text = text.replace("\x00", "").strip()
    if not text:
        raise ValidationError({"text": _("Write what is to be fixed.")})
    if len(text) > REMARK_LIMIT:
        raise ValidationError({"text": checklists.too_long(len(text), REMARK_LIMIT)})
    return text


def _locked(remark: Remark) -> tuple[Model, Remark]:
    """The thing's own row and the remark as it is now, both locked, in this order."""
    row = kinds.of(remark.version).lock(remark.version.thing)
    rows = Remark.objects.select_for_update(of=("self",)).select_related("version")
    return row, rows.get(pk=remark.pk)


@transaction.atomic
def reply_remark(*, acting_user: Any, remark: Remark, text: str, fixed: bool = False) -> Remark:
    """An author answers a remark, and says whether it is fixed."""
    row, remark = _locked(remark)
    if not kinds.of(remark.version).may_write(acting_user, remark.version.thing):
        raise PermissionDenied
    if remark.task_id and ReviewTask.objects.filter(pk=remark.task_id, state=State.OPEN).exists():
        raise PermissionDenied
    if remark.state == RemarkState.ACCEPTED:
        raise ValidationError(_("This remark is settled already."))
    remark.reply = _remark_text(text) if text.strip() or not fixed else ""
    remark.state = RemarkState.FIXED if fixed else remark.state
    remark.replied_by, remark.replied_at = acting_user, timezone.now()
    remark.save(update_fields=["reply", "state", "replied_by", "replied_at"])
    log(row, "review.reply", user=acting_user, data={"remark": str(remark.uuid)})
    return remark


def mark_fixed(*, acting_user: Any, remark: Remark, text: str = "") -> Remark:
    """An author says that a remark is fixed."""
    return reply_remark(acting_user=acting_user, remark=remark, text=text, fixed=True)


def accept_remark(*, acting_user: Any, remark: Remark) -> Remark:
    """A remark is settled, by whoever made it or decides the step."""
    return _judge_remark(acting_user, remark, RemarkState.ACCEPTED)


def reopen_remark(*, acting_user: Any, remark: Remark) -> Remark:
    """A reviewer finds that it is not fixed after all."""
    return _judge_remark(acting_user, remark, RemarkState.OPEN)


@transaction.atomic
def _judge_remark(acting_user: Any, remark: Remark, state: str) -> Remark:
    row, remark = _locked(remark)
    task = ReviewTask.objects.filter(version__thing=remark.version.thing, state=State.OPEN).first()
    if task is None:
        raise PermissionDenied
    if state == RemarkState.ACCEPTED:
        if not may_settle(acting_user, remark, task):
            raise PermissionDenied
    else:
        review_policy.require(acting_user, "remark", task)
    remark.state = state
    remark.save(update_fields=["state"])
    action = "review.settle" if state == RemarkState.ACCEPTED else "review.reopen"
    log(row, action, user=acting_user, data={"remark": str(remark.uuid)})
    return remark
