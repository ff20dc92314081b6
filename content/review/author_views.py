"""Pages of authors: sending a thing to review, and what review said of it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from content.review import editor_remarks, forms, places, selectors, services, withdrawing
from content.review.models import Remark, RemarkState
from content.versions import kinds
from content.versions import selectors as versions


def _own(request: HttpRequest, thing: UUID) -> kinds.Draft:
    draft = kinds.draft(request.user, thing)
    if draft is None:
        raise Http404
    return draft


@login_required
def submit(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Authors of the thing: what review will ask, a note, and sending it."""
    draft = _own(request, thing)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        note = request.POST.get("note", "")
        try:
            if len(note) > 1000:
                raise ValidationError(_("The note has more than 1,000 characters. Shorten it."))
            draft.kind.submit(acting_user=request.user, thing=thing, note=note.strip())
        except ValidationError as error:
            errors = forms.errors_by_field(error)
        else:
            messages.success(request, _("Sent to review. You will be told what comes of it."))
            return redirect("review:author", thing)
    lines = draft.kind.completeness(draft)
    context = {
        "draft": draft,
        "lines": lines,
        "is_ready": all(line.done for line in lines if line.required),
        "done": sum(line.done for line in lines),
        "errors": [text for texts in errors.values() for text in texts],
        "note": request.POST.get("note", ""),
        "open_remarks": selectors.open_remarks_on(thing).count(),
    }
    return render(request, "review/submit.html", context)


@login_required
@require_safe
def author(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Authors of the thing: all remarks at their place, and who decided what, when and why."""
    return _author_page(request, _own(request, thing))


def _author_page(
    request: HttpRequest, draft: kinds.Draft, *, errors: dict[str, Any] | None = None
) -> HttpResponse:
    kind = draft.kind
    latest = kind.model._default_manager.filter(thing=draft.thing).order_by("-number").first()
    history = selectors.history_of(draft.thing, request.user)
    remarks = list(selectors.remarks_on(draft.thing))
    steps = places.steps_of(latest) if latest else []
    context = {
        "draft": draft,
        "version": latest,
        "version_url": kind.views(latest)[0].url if latest else "",
        "history": history,
        "groups": places.grouped(steps, remarks),
        "open_count": sum(remark.state == RemarkState.OPEN for remark in remarks),
        "waiting": next((entry.task for entry in history if entry.task.is_open), None),
        # An author who is also the head or a deputy.
        "withdraw_url": withdrawing.address(request.user, versions.published_version(draft.thing)),
        "errors": errors or {},
        "data": request.POST,
    }
    return render(request, "review/author.html", context)


@login_required
@require_POST
def reply(request: HttpRequest, remark_uuid: UUID) -> HttpResponse:
    """Authors of the thing: answer a remark, and say whether it is fixed.

    The editor asks for JSON, so that nobody leaves what they are writing.
    """
    remark = get_object_or_404(Remark.objects.select_related("version"), uuid=remark_uuid)
    draft = _own(request, remark.version.thing)
    wants_json = not request.accepts("text/html")
    try:
        remark = services.reply_remark(
            acting_user=request.user,
            remark=remark,
            text=request.POST.get("text", ""),
            fixed=request.POST.get("action") == "fixed",
        )
    except ValidationError as error:
        if wants_json:
            return JsonResponse({"errors": error.messages}, status=400)
        errors = {"remark": remark.uuid, "texts": error.messages}
        return _author_page(request, draft, errors=errors)
    if wants_json:
        return JsonResponse(editor_remarks.as_json(remark))
    return redirect(f"{reverse('review:author', args=[draft.thing])}#nhan-xet-{remark.uuid}")


@login_required
@require_POST
def take_back(request: HttpRequest, thing: UUID) -> HttpResponse:
    """Authors of the thing: take it out of review and go on writing."""
    draft = _own(request, thing)
    try:
        services.take_back(acting_user=request.user, thing=draft.thing)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. You can go on writing."))
    return redirect("review:author", draft.thing)
