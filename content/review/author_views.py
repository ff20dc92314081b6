"""Pages of authors: sending a material to review, and what review said of it."""

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

from content.materials import completeness
from content.materials import services as materials
from content.materials.models import Material
from content.materials.policies import material_policy
from content.review import editor_remarks, forms, places, selectors, services, withdrawing
from content.review.models import Remark, RemarkState


def _own(request: HttpRequest, page_id: int) -> Material:
    page = selectors.material_of_author(request.user, page_id)
    if page is None:
        raise Http404
    return page


@login_required
def submit(request: HttpRequest, page_id: int) -> HttpResponse:
    """Authors of the material: what review will ask, a note, and sending it."""
    page = _own(request, page_id)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        note = request.POST.get("note", "")
        try:
            if len(note) > 1000:
                raise ValidationError(_("The note has more than 1,000 characters. Shorten it."))
            materials.submit_material(acting_user=request.user, page=page, note=note.strip())
        except ValidationError as error:
            errors = forms.errors_by_field(error)
        else:
            messages.success(request, _("Sent to review. You will be told what comes of it."))
            return redirect("review:author", page.pk)
    draft = selectors.draft_of(page)
    lines = completeness.judge(draft)
    context = {
        "page": page,
        "draft": draft,
        "lines": lines,
        "is_ready": not completeness.missing(lines),
        "done": sum(line.done for line in lines),
        "under_review": page.is_under_review,
        "errors": [text for texts in errors.values() for text in texts],
        "note": request.POST.get("note", ""),
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "open_remarks": selectors.open_remarks_on(page).count(),
    }
    return render(request, "review/submit.html", context)


@login_required
@require_safe
def author(request: HttpRequest, page_id: int) -> HttpResponse:
    """Authors of the material: all remarks at their place, and who decided what, when and why."""
    return _author_page(request, _own(request, page_id))


def _author_page(
    request: HttpRequest, page: Material, *, errors: dict[str, Any] | None = None
) -> HttpResponse:
    latest = page.versions.select_related("audience_unit").order_by("-number").first()
    history = selectors.history_of(page)
    remarks = list(selectors.remarks_on(page))
    steps = places.steps_of(latest) if latest else []
    context = {
        "page": page,
        "version": latest,
        "history": history,
        "groups": places.grouped(steps, remarks),
        "open_count": sum(remark.state == RemarkState.OPEN for remark in remarks),
        "waiting": next((task for task in history if task.is_open), None),
        "under_review": page.is_under_review,
        "edit_url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        # An author who is also the head or a deputy.
        "withdraw_url": withdrawing.address(request.user, page, page.live_version),
        "errors": errors or {},
        "data": request.POST,
    }
    return render(request, "review/author.html", context)


@login_required
@require_POST
def reply(request: HttpRequest, remark_uuid: UUID) -> HttpResponse:
    """Authors of the material: answer a remark, and say whether it is fixed.

    The editor asks for JSON, so that nobody leaves what they are writing.
    """
    remark = get_object_or_404(Remark.objects.select_related("version"), uuid=remark_uuid)
    page = _own(request, remark.version.page_id)
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
        return _author_page(request, page, errors=errors)
    if wants_json:
        return JsonResponse(editor_remarks.as_json(remark))
    return redirect(f"{reverse('review:author', args=[page.pk])}#nhan-xet-{remark.uuid}")


@login_required
@require_POST
def take_back(request: HttpRequest, page_id: int) -> HttpResponse:
    """Authors of the material: take it out of review and go on writing."""
    page = get_object_or_404(
        material_policy.filter(request.user, "edit", Material.objects.all()), pk=page_id
    )
    try:
        services.take_back(acting_user=request.user, page=page)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, _("Taken back. You can go on writing."))
    return redirect("review:author", page.pk)
