"""Answers the editor asks for while somebody writes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from content.materials import completeness, services
from content.materials.models import MaterialPage
from content.materials.policies import material_policy


@require_safe
def completeness_list(request: HttpRequest, page_id: int) -> HttpResponse:
    """Authors of the material: what review will ask, judged for the newest save."""
    page = get_object_or_404(MaterialPage, pk=page_id)
    if not material_policy.allows(request.user, "edit", page):
        raise Http404
    lines = completeness.judge(services.latest_draft(page))
    return render(request, "materials/admin/_completeness_lines.html", {"lines": lines})
