"""A step of review ends: passed, returned, taken back; and what is published is withdrawn."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content.review import checklists, deciders, hand_over, voting
from content.review.checklists import Answers
from content.review.models import (
    REASON_LIMIT,
    Remark,
    RemarkState,
    ReviewTask,
    Vote,
)
from content.review.policies import may_withdraw, review_policy
from content.review.selectors import has_voted, step_after, steps
from content.review.services.opening import ask_on, open_step
from content.versions import kinds
from content.versions.audience import WIDTH, Scope
from content.versions.models import FrozenVersion
from lms.people.models import Unit

State = ReviewTask.State


@transaction.atomic
def take_back(*, acting_user: Any, thing: UUID) -> None:
    """An author takes a thing out of review to go on writing."""
    newest = FrozenVersion.objects.filter(thing=thing).order_by("-number").first()
    if newest is None:
        raise ValidationError(_not_under_review())
    kind = kinds.of(newest)
    row = kind.lock(thing)
    if not kind.may_write(acting_user, thing):
        raise PermissionDenied
    task = (
        ReviewTask.objects.select_for_update(of=("self",))
        .filter(version__thing=thing, state=State.OPEN)
        .select_related("version")
        .first()
    )
    if task is None and not kind.is_under_review(thing):
        raise ValidationError(_not_under_review())
    kind.leave_review(thing, sent_back=False)
    if task is None:
        return
    _close(task, State.TAKEN_BACK, acting_user, "")
    log(row, "review.take_back", user=acting_user, data={"version": task.version.number})
    hand_over.taken_back(task)


def _not_under_review() -> str:
    return _("This material is not under review.")


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
    """Pass a step, or vote that it passes where several judge.

    Returns the task that waits now: that of the next step, or the same while votes are missing.
    None when nothing waits any more: it is published, or sent back by the other votes.

    Raises PermissionDenied for those without a say and ValidationError (by item where it is
    about one) when a line is unanswered or answered no, the task is decided already, the
    content is not what was submitted, or the audience is wider than can be granted.
    """
    task = _lock(task)
    unit = _require_decider(acting_user, task)
    _require_passable(task)
    checklists.write(acting_user=acting_user, task=task, answers=answers)
    checklists.require_all_yes(task, acting_user)
    return _vote(acting_user, task, unit, is_yes=True, why=_limited(note))


@transaction.atomic
def return_task(
    *, acting_user: Any, task: ReviewTask, reason: str = "", answers: Answers | None = None
) -> ReviewTask | None:
    """Send a thing back to its author, or vote for that where several judge. Needs a reason, or a
    remark that says what to fix. Returns what waits now, as `pass_task` does."""
    task = _lock(task)
    unit = _require_decider(acting_user, task)
    checklists.write(acting_user=acting_user, task=task, answers=answers or {})
    reason = _limited(reason)
    open_remarks = Remark.objects.filter(version__thing=task.version.thing, state=RemarkState.OPEN)
    if task.step.takes_votes:
        # Each judges alone: what others found is no reason of this one's.
        open_remarks = open_remarks.filter(task=task, author=acting_user)
    if not reason and not open_remarks.exists():
        raise ValidationError(
            _("Say why it goes back, or add at least one remark, so that the author can fix it.")
        )
    return _vote(acting_user, task, unit, is_yes=False, why=reason)


def _vote(
    acting_user: Any, task: ReviewTask, unit: Unit, *, is_yes: bool, why: str
) -> ReviewTask | None:
    """Cast a vote and do what all votes amount to."""
    voting.cast(acting_user=acting_user, task=task, unit=unit, is_yes=is_yes, why=why)
    tally = voting.tally_of(task)
    outcome = tally.outcome(task.step)
    if task.step.takes_votes:
        row = kinds.of(task.version).lock(task.version.thing)
        # Not how it fell: authors read the log while others still vote.
        log(row, "review.vote", user=acting_user, data={"version": task.version.number})
    if outcome is None:
        ask_on(task, one_more=tally.is_undecided(task.step))
        return task
    if outcome:
        return _pass(acting_user, task)
    _return(acting_user, task)
    return None


def _pass(acting_user: Any, task: ReviewTask) -> ReviewTask | None:
    _require_passable(task)
    note = voting.reasons_of(task, is_yes=True)
    _close(task, State.PASSED, acting_user, note)
    Remark.objects.filter(version__thing=task.version.thing, state=RemarkState.FIXED).update(
        state=RemarkState.ACCEPTED
    )
    row = kinds.of(task.version).lock(task.version.thing)
    log(row, "review.pass", user=acting_user, data=_entry(task))
    following = step_after(task.step)
    if following is not None:
        hand_over.passed_on(task, following)
        return open_step(task.version, following, note=note)
    _publish(acting_user, task)
    return None


def _publish(acting_user: Any, task: ReviewTask) -> None:
    _require_every_step(task.version)
    kinds.of(task.version).publish(
        acting_user=acting_user, version=task.version, reviewed_by=_signatures(task.version)
    )
    hand_over.approved(task)


def _return(acting_user: Any, task: ReviewTask) -> None:
    _close(task, State.RETURNED, acting_user, voting.reasons_of(task, is_yes=False))
    kind, thing = kinds.of(task.version), task.version.thing
    row = kind.lock(thing)
    kind.leave_review(thing, sent_back=True)
    log(row, "review.return", user=acting_user, data=_entry(task))
    hand_over.sent_back(task)


@transaction.atomic
def withdraw(*, acting_user: Any, version: FrozenVersion, reason: str) -> None:
    """Take a published version from readers. For the school's head and those above it."""
    kind = kinds.of(version)
    kind.lock(version.thing)
    if not may_withdraw(acting_user, version):
        raise PermissionDenied
    # What readers see may have changed while the lock was waited for.
    version = kind.model._default_manager.get(pk=version.pk)
    if not version.published:
        raise ValidationError(_("This version is not shown to readers any more."))
    reason = _limited(reason)
    if not reason:
        raise ValidationError({"reason": _("Say why it is taken from readers.")})
    kind.withdraw(acting_user=acting_user, version=version, reason=reason)
    hand_over.withdrawn(version, acting_user, reason)


def _lock(task: ReviewTask) -> ReviewTask:
    """The task as it is now, with nobody else deciding it until this transaction ends."""
    kinds.of(task.version).lock(task.version.thing)
    task = (
        ReviewTask.objects.select_for_update(of=("self",))
        .select_related("step", "version__subject", "version__unit__kind")
        .get(pk=task.pk)
    )
    task.version = kinds.as_own(task.version)
    return task


def _require_decider(acting_user: Any, task: ReviewTask) -> Unit:
    """The unit in whose name the decision is made."""
    if not task.is_open:
        if not review_policy.allows(acting_user, "view", task):
            raise PermissionDenied
        raise ValidationError(already_decided(task))
    if task.step.takes_votes and has_voted(task, acting_user):
        raise ValidationError(_("Your vote in this step is cast; it stays as it is."))
    voted = deciders.voters_of(task)
    unit = deciders.seat_of(acting_user, task.version, task.step, voted=voted)
    if unit is None:
        raise PermissionDenied
    return unit


def _require_passable(task: ReviewTask) -> None:
    _require_unchanged(task.version)
    _require_grantable(task)


def already_decided(task: ReviewTask) -> str:
    """What to tell the second of two people who decide at once."""
    return _("This step is no longer open: %(state)s, %(name)s, %(time)s.") % {
        "state": task.get_state_display(),
        "name": task.decided_by or _("the author"),
        "time": timezone.localtime(task.decided_at).strftime("%H:%M %d/%m/%Y")
        if task.decided_at
        else "",
    }


def _require_unchanged(version: FrozenVersion) -> None:
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


def _require_every_step(version: FrozenVersion) -> None:
    """The last guard before publishing: each step passed, over this very content."""
    passed = set(
        ReviewTask.objects.filter(
            version_id=version.pk, state=State.PASSED, content_hash=version.content_hash
        ).values_list("step_id", flat=True)
    )
    if {step.pk for step in steps()} - passed:
        raise ValidationError(_("A step of review is missing; it cannot be published."))


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


def _signatures(version: FrozenVersion) -> str:
    """Who reviewed it, for readers: the units that passed it, in the order of the steps."""
    yes = Vote.objects.filter(
        task__version_id=version.pk, task__state=State.PASSED, is_yes=True
    ).order_by("task__step__order", "cast_at", "pk")
    units = [vote.unit for vote in yes.select_related("unit")]
    names = list(dict.fromkeys(str(unit) for unit in units if unit))
    return "; ".join(names)[:200]
