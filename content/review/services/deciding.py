"""A step of review ends: passed, returned, taken back; and what is published is withdrawn."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content.materials import services as materials
from content.materials.models import Material, MaterialVersion
from content.materials.models.drafts import ReviewState
from content.materials.policies import material_policy
from content.review import checklists, hand_over
from content.review.checklists import Answers
from content.review.models import (
    REASON_LIMIT,
    Remark,
    RemarkState,
    ReviewStep,
    ReviewTask,
)
from content.review.policies import may_withdraw, review_policy
from content.review.selectors import steps
from content.review.services.opening import open_step
from content.versions.audience import WIDTH, Scope

State = ReviewTask.State


@transaction.atomic
def take_back(*, acting_user: Any, page: Material) -> None:
    """An author takes a material out of review to go on writing."""
    page = Material.objects.select_for_update().get(pk=page.pk)
    material_policy.require(acting_user, "edit", page)
    task = (
        ReviewTask.objects.select_for_update(of=("self",))
        .filter(version__page=page, state=State.OPEN)
        .select_related("version")
        .first()
    )
    if task is None:
        if page.is_under_review:
            materials.set_review_state(page=page, state=ReviewState.DRAFT)
            return
        raise ValidationError(_("This material is not under review."))
    _close(task, State.TAKEN_BACK, acting_user, "")
    materials.set_review_state(page=page, state=ReviewState.DRAFT)
    log(page, "review.take_back", user=acting_user, data={"version": task.version.number})
    hand_over.taken_back(task)


@transaction.atomic
def save_answers(*, acting_user: Any, task: ReviewTask, answers: Answers) -> None:
    """Keep answers to the checklist without deciding yet."""
    task = _lock(task)
    _require_decider(acting_user, task)
    checklists.write(acting_user=acting_user, task=task, answers=answers)


@transaction.atomic
def pass_task(
    *, acting_user: Any, task: ReviewTask, answers: Answers, note: str = ""
) -> ReviewTask | None:
    """Pass a step. Returns the task of the next step; None when the material is now published.

    Raises PermissionDenied for those without a say and ValidationError (by item where it is
    about one) when a line is unanswered or answered no, the task is decided already, the
    content is not what was submitted, or the audience is wider than can be granted.
    """
    task = _lock(task)
    _require_decider(acting_user, task)
    _require_unchanged(task.version)
    _require_grantable(task)
    checklists.write(acting_user=acting_user, task=task, answers=answers)
    checklists.require_all_yes(task)
    _close(task, State.PASSED, acting_user, _limited(note))
    Remark.objects.filter(version__page_id=task.version.page_id, state=RemarkState.FIXED).update(
        state=RemarkState.ACCEPTED
    )
    page = task.version.page
    log(page, "review.pass", user=acting_user, data=_entry(task))
    following = _step_after(task.step)
    if following is not None:
        materials.set_review_state(page=page, state=ReviewState.GROUP_PASSED)
        hand_over.passed_on(task, following)
        return open_step(task.version, following, note=note)
    _publish(acting_user, task)
    return None


def _publish(acting_user: Any, task: ReviewTask) -> None:
    _require_every_step(task.version)
    materials.approve_version(
        acting_user=acting_user, version=task.version, reviewed_by=_signatures(task.version)
    )
    hand_over.approved(task)


@transaction.atomic
def return_task(
    *, acting_user: Any, task: ReviewTask, reason: str = "", answers: Answers | None = None
) -> None:
    """Send a material back to its author. Needs a reason, or a remark that says what to fix."""
    task = _lock(task)
    _require_decider(acting_user, task)
    checklists.write(acting_user=acting_user, task=task, answers=answers or {})
    reason = _limited(reason)
    open_remarks = Remark.objects.filter(
        version__page_id=task.version.page_id, state=RemarkState.OPEN
    )
    if not reason and not open_remarks.exists():
        raise ValidationError(
            _("Say why it goes back, or add at least one remark, so that the author can fix it.")
        )
    _close(task, State.RETURNED, acting_user, reason)
    page = task.version.page
    materials.set_review_state(page=page, state=ReviewState.SENT_BACK)
    log(page, "review.return", user=acting_user, data=_entry(task))
    hand_over.sent_back(task)


@transaction.atomic
def withdraw(*, acting_user: Any, version: MaterialVersion, reason: str) -> None:
    """Take a published version from readers. For the school's head and those above it."""
    page = Material.objects.select_for_update().get(pk=version.page_id)
    if not may_withdraw(acting_user, version):
        raise PermissionDenied
    version = MaterialVersion.objects.get(pk=version.pk)
    if page.live_version_id != version.pk or version.withdrawn_at is not None:
        raise ValidationError(_("This version is not shown to readers any more."))
    reason = _limited(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why it is taken from readers.")})
    before = page.review_state
    materials.withdraw_version(acting_user=acting_user, version=version, reason=reason)
    if before in UNDER_REVIEW:
        # A newer version is being judged; withdrawing the old one does not end that.
        materials.set_review_state(page=page, state=before)
    hand_over.withdrawn(version, acting_user, reason)


def _lock(task: ReviewTask) -> ReviewTask:
    """The task as it is now, with nobody else deciding it until this transaction ends."""
    Material.objects.select_for_update().filter(pk=task.version.page_id).first()
    return (
        ReviewTask.objects.select_for_update(of=("self",))
        .select_related("step", "version__page", "version__subject", "version__unit__kind")
        .get(pk=task.pk)
    )


def _require_decider(acting_user: Any, task: ReviewTask) -> None:
    if not task.is_open:
        if not review_policy.allows(acting_user, "view", task):
            raise PermissionDenied
        raise ValidationError(already_decided(task))
    review_policy.require(acting_user, "decide", task)


def already_decided(task: ReviewTask) -> str:
    """What to tell the second of two people who decide at once."""
    return _("This step is no longer open: %(state)s, %(name)s, %(time)s.") % {
        "state": task.get_state_display(),
        "name": task.decided_by or _("the author"),
        "time": timezone.localtime(task.decided_at).strftime("%H:%M %d/%m/%Y")
        if task.decided_at
        else "",
    }


def _require_unchanged(version: MaterialVersion) -> None:
    if version.compute_hash() != version.content_hash:
        raise ValidationError(
            _("The content is not what was submitted. Send it back and ask for a new version.")
        )


def _require_grantable(task: ReviewTask) -> None:
    """Refuse an audience wider than this step, or a later one, may grant."""
    widest = max(WIDTH[Scope(s.widest_scope)] for s in steps() if s.order >= task.step.order)
    if WIDTH[Scope(task.version.audience_scope)] > widest:
        raise ValidationError(
            _(
                "It is to be shared more widely (%(audience)s) than this review may grant. "
                "Send it back and ask the author to choose a narrower audience."
            )
            % {"audience": task.version.audience_label()}
        )


def _require_every_step(version: MaterialVersion) -> None:
    """The last guard before publishing: each step passed, over this very content."""
    passed = set(
        ReviewTask.objects.filter(
            version=version, state=State.PASSED, content_hash=version.content_hash
        ).values_list("step_id", flat=True)
    )
    if {step.pk for step in steps()} - passed:
        raise ValidationError(_("A step of review is missing; it cannot be published."))


def _step_after(step: ReviewStep) -> ReviewStep | None:
    return ReviewStep.objects.filter(order__gt=step.order).order_by("order").first()


def _close(task: ReviewTask, state: str, acting_user: Any, reason: str) -> None:
    task.state, task.reason = state, reason
    task.decided_by, task.decided_at = acting_user, timezone.now()
    task.content_hash = task.version.content_hash
    task.save(update_fields=["state", "reason", "decided_by", "decided_at", "content_hash"])


def _limited(text: str) -> str:
    text = text.strip()
    if len(text) > REASON_LIMIT:
        raise ValidationError({"reason": checklists.too_long(len(text), REASON_LIMIT)})
    return text


def _entry(task: ReviewTask) -> dict[str, Any]:
    return {
        "version": task.version.number,
        "step": task.step.code,
        "unit": str(task.deciding_unit or ""),
        "reason": task.reason,
    }


def _signatures(version: MaterialVersion) -> str:
    """Who reviewed it, for readers: the units that passed it, in the order of the steps."""
    passed = ReviewTask.objects.filter(version=version, state=State.PASSED).order_by("step__order")
    units = [task.deciding_unit for task in passed.select_related("deciding_unit")]
    names = list(dict.fromkeys(str(unit) for unit in units if unit))
    return "; ".join(names)[:200]
