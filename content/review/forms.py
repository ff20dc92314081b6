"""What reviewers and authors type: read here, judged by the services."""

from typing import Any

from django.core.exceptions import ValidationError

from content.review import places
from content.review.checklists import Answer, field_name
from content.review.models import ChecklistAnswer, ChecklistItem


def read_answers(data: Any, items: list[ChecklistItem]) -> dict[int, Answer]:
    """The answers of a posted checklist; lines left alone are absent."""
    answers = {}
    for item in items:
        name = field_name(item)
        if data.get(name):
            answers[item.pk] = Answer(
                value=data[name][:10],
                reason=data.get(f"{name}-reason", ""),
                place=data.get(f"{name}-place", "")[:80],
                second=data.get(f"{name}-second", "")[:20],
            )
    return answers


def stored_answers(rows: dict[int, ChecklistAnswer]) -> dict[int, Answer]:
    """Answers kept before, as the form shows them."""
    return {pk: _stored(row) for pk, row in rows.items()}


def _stored(row: ChecklistAnswer) -> Answer:
    remark = row.remark
    if remark is None:
        return Answer(row.value, row.reason)
    place = places.WHOLE
    if remark.step_uuid:
        place = str(remark.step_uuid) + (f":{remark.block_uuid}" if remark.block_uuid else "")
    return Answer(row.value, row.reason, place, remark.timecode)


def checklist_rows(
    items: list[ChecklistItem], answers: dict[int, Answer], errors: dict[str, list[str]]
) -> list[dict[str, Any]]:
    """The checklist as its template shows it: each line with answer and faults."""
    rows = []
    for number, item in enumerate(items, 1):
        name = field_name(item)
        rows.append(
            {
                "number": number,
                "item": item,
                "name": name,
                "answer": answers.get(item.pk) or Answer(""),
                "errors": errors.get(name, []),
            }
        )
    return rows


def errors_by_field(error: ValidationError) -> dict[str, list[str]]:
    """A ValidationError as lists by field; "" holds what is about the whole form."""
    if hasattr(error, "error_dict"):
        return {("" if k == "__all__" else k): v for k, v in error.message_dict.items()}
    return {"": list(error.messages)}
