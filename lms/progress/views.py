"""Reports from lecture pages."""

import json
from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, JsonResponse, RawPostDataException
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from lms.people import selectors as people
from lms.progress import services

MAX_BYTES = 64 * 1024
MAX_REPORTS = 100
MAX_SEQUENCE = 2**31 - 1
MAX_SECONDS = 1e7


@require_POST
def report(request: HttpRequest) -> JsonResponse:
    """Signed-in readers, for themselves; the session token says which version and since when."""
    if people.person_of(request.user) is None:
        return _refusal(_("Log in to keep your progress."), 401)
    try:
        body = request.body
    except RawPostDataException:  # A form was sent, and has been read as one on its way here.
        return _refusal(_("This report cannot be read."), 400)
    if len(body) > MAX_BYTES:
        return _refusal(_("This report is too long."), 413)
    try:
        token, reports = _parse(body)
        progress = services.record_all(acting_user=request.user, token=token, reports=reports)
    except ValidationError as error:
        return _refusal(error.messages[0], 400)
    except PermissionDenied:
        return _refusal(_("This material is not shared with you."), 403)
    return JsonResponse(
        {
            "sequence": reports[-1].sequence,
            "completed": progress.completed_at is not None,
            "steps_done": sorted(progress.steps_done()),
        }
    )


def _refusal(message: Any, status: int) -> JsonResponse:
    return JsonResponse({"error": str(message)}, status=status)


def _parse(body: bytes) -> tuple[str, list[services.Report]]:
    """Token and reports from JSON; ValidationError for anything else."""
    try:
        data = json.loads(body)
        rows = data["reports"]
        if not isinstance(data["session"], str) or not isinstance(rows, list):
            raise TypeError
        reports = [_report(row) for row in rows[:MAX_REPORTS]]
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise ValidationError(_("This report cannot be read.")) from error
    if not reports:
        raise ValidationError(_("This report is empty."))
    return data["session"], reports


def _report(row: dict[str, Any]) -> services.Report:
    """One report; raises a plain error for anything unexpected."""
    asset, current, position = row.get("asset"), row.get("step"), row.get("position")
    sequence = row["sequence"]
    if type(sequence) is not int or not 0 < sequence <= MAX_SEQUENCE:
        raise ValueError("sequence")
    steps = row.get("steps") or {}
    return services.Report(
        sequence=sequence,
        since=_seconds(row.get("since", 0)),
        asset_id=UUID(asset) if asset else None,
        played=[(_seconds(start), _seconds(end)) for start, end in row.get("played") or []],
        position=None if position is None else _seconds(position),
        steps={str(UUID(step)): _seconds(value) for step, value in steps.items()},
        current_step=UUID(current) if current else None,
    )


def _seconds(value: Any) -> float:
    """A finite number; comparisons with NaN are false, so it is refused as well."""
    if type(value) not in (int, float) or not -MAX_SECONDS < value < MAX_SECONDS:
        raise ValueError("seconds")
    return float(value)
