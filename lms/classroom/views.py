"""The classroom screen: the same material, the same readers, one screenful at a time."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.materials import rendering, screens, selectors
from content.materials.models import MaterialVersion

BOARD_COOKIE = "bang"
BOARDS = ("light", "dark")


@require_safe
def wall(request: HttpRequest, slug: str) -> HttpResponse:
    """Readers in the audience of the published version; 404 for everyone else."""
    version = selectors.published_by_slug(request.user, slug)
    if version is None:
        raise Http404
    return _render(request, version, selectors.address_of(version))


@require_safe
def wall_of_version(request: HttpRequest, version_uuid: UUID) -> HttpResponse:
    """Authors and reviewers: one frozen version as the class would see it; 404 for others."""
    version = selectors.viewable_version(request.user, version_uuid)
    if version is None:
        raise Http404
    return _render(request, version, reverse("materials:version", args=[version.uuid]))


def _render(request: HttpRequest, version: MaterialVersion, exit_address: str) -> HttpResponse:
    steps = rendering.render_version(version, get_language() or "vi")
    context = {
        "version": version,
        "has_formulas": version.has_formulas,
        **screens.context_for(steps, request.GET.get("buoc", ""), exit_address),
    }
    board = request.COOKIES.get(BOARD_COOKIE, "")
    if board in BOARDS:
        # The board of this room, apart from the colours its teacher reads in.
        context["theme"] = board
    response = render(request, "classroom/wall.html", context)
    response["Cache-Control"] = "private, no-cache"
    return response
