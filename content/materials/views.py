"""Pages of materials. Each view says who may; the policies decide."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from content.materials import (
    player_words,
    rendering,
    screens,
    selectors,
    services,
)
from content.materials.forms import StartForm
from content.materials.models import FormerLibraryPage, Material, MaterialVersion
from content.materials.policies import material_policy
from content.versions import reader_state
from lms.people import selectors as people
from search import facets
from search import selectors as search

PAGE_SIZE = 20


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Anyone: the published materials shared with this reader, by grade, subject and kind."""
    readable = selectors.readable_versions(request.user)
    filters = facets.filters_from(request.GET)
    counts = selectors.count_by_facet(readable, filters)
    shown = facets.facets_of(
        counts=counts,
        labels=search.facet_labels(counts, filters),
        filters=filters,
        parameters=request.GET,
    )
    versions = selectors.narrowed(readable, filters)
    context = {
        "page": Paginator(versions, PAGE_SIZE).get_page(request.GET.get("trang")),
        "facets": shown,
        "chosen": facets.chosen_of(shown),
    }
    return render(request, "materials/library.html", context)


@require_safe
def show_by_slug(request: HttpRequest, slug: str) -> HttpResponse:
    """Readers in the audience of the published version; 404 for everyone else."""
    version = selectors.published_by_slug(request.user, slug)
    if version is None:
        raise Http404
    response = render_lecture(request, version)
    # It says how far this reader has come and carries what their reports are signed with.
    response["Cache-Control"] = "private, no-cache"
    return response


@require_safe
def follow(request: HttpRequest, thing: UUID) -> HttpResponse:
    """A link in a text: on to the published material, for its readers; 404 for others."""
    return _lead_on(request.user, uuid=thing)


@require_safe
def follow_number(request: HttpRequest, number: int) -> HttpResponse:
    """The same for a link in an older text, which names a material by its number. The number of
    the page that once stood above all materials leads to the library."""
    if FormerLibraryPage.objects.filter(pk=number).exists():
        return redirect("materials:library")
    return _lead_on(request.user, pk=number)


def _lead_on(user: Any, **which: Any) -> HttpResponse:
    readable = material_policy.filter(user, "read", Material.objects.all())
    slug = readable.filter(**which).values_list("slug", flat=True).first()
    if slug is None:
        raise Http404
    return redirect("materials:material", slug)


@require_safe
def show_version(request: HttpRequest, version_uuid: UUID) -> HttpResponse:
    """Authors and reviewers: one frozen version, exactly as readers will see it."""
    version = selectors.viewable_version(request.user, version_uuid)
    if version is None:
        raise Http404
    response = render_lecture(request, version, is_review=True)
    response["Cache-Control"] = "private, no-store"
    return response


def render_lecture(
    request: HttpRequest, version: MaterialVersion, *, is_review: bool = False
) -> HttpResponse:
    """The lecture page of a version; the caller has asked the policy."""
    steps = rendering.render_version(version, get_language() or "vi")
    context = {
        "version": version,
        "steps": steps,
        "is_review": is_review,
        "has_formulas": version.has_formulas,
        "reader_state": {} if is_review else reader_state.collect(request, version),
        "player_words": player_words.words(),
        "wall_address": _wall_address(version, is_review=is_review),
    }
    return render(request, "materials/lecture.html", context)


def _wall_address(version: MaterialVersion, *, is_review: bool) -> str:
    """The classroom screen of a version; the address belongs to `lms.classroom` above."""
    if is_review:
        return reverse("classroom:wall_version", args=[version.uuid])
    return reverse("classroom:wall", args=[version.slug])


def preview_draft(request: HttpRequest, draft: Material, mode_name: str) -> HttpResponse:
    """The author's unsaved draft in Wagtail's preview panel (Wagtail has asked who may)."""
    steps = rendering.render_steps(draft.steps)
    context = {
        "version": draft,
        "steps": steps,
        "is_review": True,
        "is_preview": True,
        "has_formulas": any("<math" in step.html for step in steps),
        "reader_state": {},
        "player_words": player_words.words(),
    }
    if mode_name == "wall":
        context |= screens.context_for(steps, request.GET.get("buoc", ""), exit_address="")
        return render(request, "classroom/wall.html", context)
    return render(request, "materials/lecture.html", context)


@login_required
def start(request: HttpRequest) -> HttpResponse:
    """Those who may author: begin a material with five questions at most."""
    if not people.may_author(request.user):
        raise PermissionDenied
    initial = {**selectors.usual_place(request.user), **request.GET.dict()}
    form = StartForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        material = services.start_material(acting_user=request.user, **form.cleaned_data)
        return redirect(reverse("materials_editor:edit", args=[material.pk]))
    return render(request, "materials/start.html", {"form": form})
