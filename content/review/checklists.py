"""Answers to a checklist: checked together, so that all faults are told at once.

A "no" has a reason and a place; it becomes a remark there, so the author finds it where it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.review import places
from content.review.models import (
    REASON_LIMIT,
    ChecklistAnswer,
    ChecklistItem,
    Remark,
    ReviewTask,
)
from content.review.selectors import answers_of, checklist_for

YES, NO = ChecklistAnswer.Value.YES, ChecklistAnswer.Value.NO


@dataclass(frozen=True)
class Answer:
    """One answer as it comes from a form; `place` as `content.review.places` writes it."""

    value: str
    reason: str = ""
    place: str = ""
    second: str = ""


Answers = Mapping[int, "str | Answer"]


def field_name(item: ChecklistItem) -> str:
    """The key of an item's error in a ValidationError, and of its fields in the form."""
    return f"item-{item.pk}"


def write(*, acting_user: Any, task: ReviewTask, answers: Answers) -> None:
    """Keep the given answers; items not named stay as they were.

    Raises ValidationError by item when a "no" lacks reason or place.
    """
    given = {pk: Answer(a) if isinstance(a, str) else a for pk, a in answers.items()}
    faults: dict[str, list[str]] = {}
    ready: list[tuple[ChecklistItem, Answer, places.Place]] = []
    for item in checklist_for(task):
        answer = given.get(item.pk)
        if answer is None or not answer.value:
            continue
        try:
            ready.append((item, answer, _checked(task, answer)))
        except ValidationError as error:
            faults[field_name(item)] = error.messages
    if faults:
        raise ValidationError(faults)
    voter = acting_user if task.step.takes_votes else None
    for item, answer, place in ready:
        _keep(acting_user, task, item, answer, place, voter)


def _checked(task: ReviewTask, answer: Answer) -> places.Place:
    if answer.value not in ChecklistAnswer.Value.values:
        raise ValidationError(_("Choose met, not met or does not apply."))
    if answer.value != NO:
        return places.Place()
    faults = []
    reason = answer.reason.strip()
    if not reason:
        faults.append(_("Say why not, so that the author knows what to fix."))
    elif len(reason) > REASON_LIMIT:
        faults.append(too_long(len(reason), REASON_LIMIT))
    place = places.Place()
    if not answer.place:
        faults.append(_("Choose the place it is about."))
    else:
        try:
            step, block = places.parse(answer.place)
            second = places.parse_second(answer.second)
            place = places.checked(task.version, places.Place(step, block, second))
        except ValidationError as error:
            faults.extend(error.messages)
    if faults:
        raise ValidationError(faults)
    return place


def too_long(count: int, limit: int) -> str:
    """What to tell somebody whose text does not fit."""
    return _(
        "This text has %(count)d characters; at most %(limit)d fit. Split it into several remarks."
    ) % {"count": count, "limit": limit}


def _keep(
    acting_user: Any,
    task: ReviewTask,
    item: ChecklistItem,
    answer: Answer,
    place: places.Place,
    voter: Any,
) -> None:
    rows = ChecklistAnswer.objects.filter(task=task, item=item, voter=voter)
    row = rows.select_related("remark").first()
    row = row or ChecklistAnswer(task=task, item=item, voter=voter)
    remark = row.remark
    if answer.value == NO:
        remark = remark or Remark(version=task.version, task=task, author=acting_user)
        remark.step_uuid, remark.block_uuid, remark.second = place.step, place.block, place.second
        remark.text = answer.reason.strip()
        remark.save()
    row.value, row.reason = answer.value, answer.reason.strip() if answer.value == NO else ""
    row.answered_by, row.remark = acting_user, remark if answer.value == NO else None
    row.save()
    if answer.value != NO and remark is not None:
        # Nobody but reviewers has seen it: the step is still open.
        remark.delete()


def require_all_yes(task: ReviewTask, user: Any) -> None:
    """Raise ValidationError by item unless every line is answered and none with no: by `user`
    where several judge, else by anybody of those asked."""
    kept = {pk: row.value for pk, row in answers_of(task, user).items()}
    faults: dict[str, list[str]] = {}
    for item in checklist_for(task):
        value = kept.get(item.pk)
        if value is None:
            faults[field_name(item)] = [_("Answer this line first.")]
        elif value == NO:
            faults[field_name(item)] = [
                _("This line is not met: send the material back instead of passing it.")
            ]
    if faults:
        raise ValidationError(faults)
