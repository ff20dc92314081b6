"""Pages of reviewers. Each says who may; the policies decide, the services act."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content.review import changes as diff
from content.review import forms, places, selectors, services, voting, withdrawing
from content.review.models import Remark, RemarkState, ReviewStep, ReviewTask
from content.review.policies import in_charge, may_withdraw, review_policy
from content.versions import kinds
from content.versions import selectors as versions
from lms.core.clock import today

PAGE_SIZE = 20
QUEUE_SIZE = 12


@login_required
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """Those who review in some unit today: what waits, the nearest deadline first."""
    if in_charge(request.user) is None:
        raise PermissionDenied
    services.refresh_stale()
    which = request.GET.get("xem", "cua-toi")
    lists = {
        "cua-toi": selectors.queue_for,
        "don-vi": selectors.unit_tasks_for,
        "da-xong": selectors.decided_for,
    }
    chosen = {name: request.GET.get(name, "")[:40] for name in ("q", "buoc", "han")}
    tasks = _filtered(lists.get(which, selectors.queue_for)(request.user), chosen)
    page = Paginator(tasks, PAGE_SIZE).get_page(request.GET.get("trang"))
    open_remarks = selectors.count_open_remarks(page)
    context = {
        "page": page,
        "rows": [(task, open_remarks.get(task.version_id, 0)) for task in page],
        "tabs": _tabs(which, selectors.count_waiting(request.user)),
        "which": which,
        "chosen": chosen,
        "steps": selectors.steps(),
    }
    return render(request, "review/queue.html", context)


def _filtered(tasks: QuerySet[ReviewTask], chosen: dict[str, str]) -> QuerySet[ReviewTask]:
    if chosen["q"].strip():
        tasks = tasks.filter(version__title__icontains=chosen["q"].strip())
    if chosen["buoc"]:
        tasks = tasks.filter(step__code=chosen["buoc"])
    if chosen["han"] == "qua-han":
        tasks = tasks.filter(state=ReviewTask.State.OPEN, due_on__lt=today())
    return tasks


def _tabs(which: str, waiting: int) -> list[dict[str, Any]]:
    url = reverse("review:queue")
    names = (
        ("cua-toi", _("Waiting for me"), waiting),
        ("don-vi", _("In my unit"), 0),
        ("da-xong", _("Decided"), 0),
    )
    return [
        {"label": label, "url": f"{url}?xem={key}", "here": key == which, "count": count}
        for key, label, count in names
    ]


@login_required
def desk(request: HttpRequest, task_uuid: UUID) -> HttpResponse:
    """The people of the unit in charge look and remark; those found eligible decide."""
    task = _task(request, task_uuid)
    return _desk_post(request, task) if request.method == "POST" else _desk_page(request, task)


def _task(request: HttpRequest, task_uuid: UUID) -> ReviewTask:
    """A task the user may look at, with its version as its own kind has it. Who that is, and who
    made the version, is found anew where that was done before today."""
    rows = review_policy.filter(request.user, "view", ReviewTask.objects.all()).select_related(
        "step", "deciding_unit", "decided_by__person", "version"
    )
    later = ReviewStep.objects.filter(order__gt=OuterRef("step__order"))
    rows = rows.annotate(is_last_step=~Exists(later))
    task = get_object_or_404(rows, uuid=task_uuid)
    if services.refresh_if_stale(task=task):
        task = get_object_or_404(rows, uuid=task_uuid)
    task.version = kinds.as_own(task.version, "audience_unit", "submitted_by__person")
    return task


def _desk_page(
    request: HttpRequest,
    task: ReviewTask,
    *,
    errors: dict[str, list[str]] | None = None,
    data: Any = None,
) -> HttpResponse:
    errors, data = errors or {}, data or {}
    version, kind = task.version, kinds.of(task.version)
    ways = kind.views(version)
    way = next((one for one in ways if one.code == request.GET.get("man")), ways[0])
    items = selectors.checklist_for(task)
    kept = forms.stored_answers(selectors.answers_of(task, request.user))
    answers = {**kept, **forms.read_answers(data, items)}
    steps = kind.outline(version)
    remarks = list(selectors.remarks_at_the_desk(task, request.user))
    queue = list(selectors.queue_for(request.user)[:QUEUE_SIZE])
    context = {
        "task": task,
        "version": version,
        "facts": kind.facts(version),
        "queue": queue,
        "rows": forms.checklist_rows(items, answers, errors),
        "steps": steps,
        "groups": places.grouped(steps, remarks),
        "open_count": sum(remark.state == RemarkState.OPEN for remark in remarks),
        "history": selectors.history_of(version.thing, request.user),
        "ballot": voting.ballot_of(task, request.user),
        "errors": errors,
        "data": data,
        "may_decide": task in queue or _is_asked(request, task),
        # Whoever may look at an open task may remark on it.
        "may_remark": task.is_open,
        "withdraw_url": withdrawing.address(request.user, version),
        "way": way,
        "ways": ways,
    }
    return render(request, "review/desk.html", context)


def _is_asked(request: HttpRequest, task: ReviewTask) -> bool:
    """Whether to offer the decision; it is asked of today's facts when it is made."""
    mine = review_policy.filter(request.user, "decide", ReviewTask.objects.all())
    return task.is_open and mine.filter(pk=task.pk).exists()


def _desk_post(request: HttpRequest, task: ReviewTask) -> HttpResponse:
    action = request.POST.get("action", "save")
    here = f"{reverse('review:desk', args=[task.uuid])}?man={request.GET.get('man', '')[:12]}"
    try:
        told, leave = _act(request, task, action)
    except ValidationError as error:
        found = forms.errors_by_field(error)
        if action == "remark":
            found = {"remark": [text for texts in found.values() for text in texts]}
        task.refresh_from_db(fields=["state", "decided_by", "decided_at", "reason"])
        return _desk_page(request, task, errors=found, data=request.POST)
    messages.success(request, told)
    return redirect(reverse("review:queue") if leave else here)


def _act(request: HttpRequest, task: ReviewTask, action: str) -> tuple[str, bool]:
    """Do what the form asks; returns what to tell and whether the desk is left."""
    data, user = request.POST, request.user
    if action == "remark":
        step, block = places.parse(data.get("place", ""))
        services.add_remark(
            acting_user=user,
            version=task.version,
            step_id=step,
            block_id=block,
            second=places.parse_second(data.get("second", "")[:20]),
            text=data.get("text", ""),
        )
        return _("Remark added."), False
    answers = forms.read_answers(data, selectors.checklist_for(task))
    note = data.get("note", "")
    if action in {"pass", "return"}:
        if action == "pass":
            services.pass_task(acting_user=user, task=task, answers=answers, note=note)
        else:
            services.return_task(acting_user=user, task=task, answers=answers, reason=note)
        return _what_became(task), True
    services.save_answers(acting_user=user, task=task, answers=answers)
    return _("The checklist is saved."), False


def _what_became(task: ReviewTask) -> str:
    """What to tell whoever decided or voted."""
    task.refresh_from_db(fields=["state"])
    if task.is_open:
        return _("Your vote is in. The step is open until enough others have voted.")
    if task.state == ReviewTask.State.RETURNED:
        return _("Sent back to the author.")
    following = selectors.open_task(task.version)
    if following is None:
        return _("Approved. Readers can open it now.")
    return _("Passed. It now waits for: %(step)s.") % {"step": following.step.label}


@login_required
@require_POST
def judge_remark(request: HttpRequest, remark_uuid: UUID) -> HttpResponse:
    """Reviewers of an open step: settle a remark, or say that it is not fixed yet."""
    remark = get_object_or_404(Remark.objects.select_related("version"), uuid=remark_uuid)
    task = (
        review_policy.filter(request.user, "view", ReviewTask.objects.all())
        .filter(version__thing=remark.version.thing, state=ReviewTask.State.OPEN)
        .first()
    )
    if task is None:
        raise Http404
    if request.POST.get("action") == "reopen":
        services.reopen_remark(acting_user=request.user, remark=remark)
    else:
        services.accept_remark(acting_user=request.user, remark=remark)
    return redirect(f"{reverse('review:desk', args=[task.uuid])}#nhan-xet-{remark.uuid}")


@login_required
@require_safe
def changes(request: HttpRequest, task_uuid: UUID) -> HttpResponse:
    """The people of the unit in charge: what the author changed since the version they judged."""
    task = _task(request, task_uuid)
    previous = selectors.version_judged_before(task)
    context = {
        "task": task,
        "version": task.version,
        "previous": previous,
        "changes": diff.between(previous, task.version) if previous else None,
    }
    return render(request, "review/changes.html", context)


@login_required
def withdraw(request: HttpRequest, thing: UUID) -> HttpResponse:
    """The school's head or deputy and those above: take something published from readers."""
    version = versions.published_version(thing)
    if version is None or not may_withdraw(request.user, version):
        raise Http404
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            services.withdraw(
                acting_user=request.user, version=version, reason=request.POST.get("reason", "")
            )
        except ValidationError as error:
            errors = forms.errors_by_field(error)
        else:
            messages.success(request, _("Readers cannot open it any more."))
            return redirect("review:queue")
    context = {
        "version": version,
        "errors": [text for texts in errors.values() for text in texts],
        "data": request.POST,
    }
    return render(request, "review/withdraw.html", context)


@login_required
def moved(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """An address that named a thing by its number: on to the one that names its UUID, for those
    who find something there. What is posted is posted on."""
    thing = kinds.thing_numbered(number)
    if thing is None:
        raise Http404
    if name == "withdraw":
        version = versions.published_version(thing)
        found = version is not None and may_withdraw(request.user, version)
    else:
        found = kinds.draft(request.user, thing) is not None
    if not found:
        raise Http404
    address = reverse(f"review:{name}", args=[thing])
    query = request.GET.urlencode()
    return redirect(address + (f"?{query}" if query else ""), permanent=True, preserve_request=True)
