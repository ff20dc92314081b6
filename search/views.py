"""The search page and its suggestions. Both work for anybody; the index knows who may find what."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from lms.core.numbers import is_number
from search import expand, selectors
from search.facets import PARAMETERS, chosen_of, facets_of, filters_from, without
from search.queries import MAX_PAGE, MAX_QUERY, PAGE_SIZE

WAY_IN = "curriculum/way_in.html"
LITERAL = "nguyen-van"


@require_safe
@vary_on_cookie
@cache_control(private=True, no_cache=True)
def results(request: HttpRequest) -> HttpResponse:
    """Results for `q`; without one, the curriculum as a way in."""
    typed = expand.clean(request.GET.get("q", ""))
    context: dict[str, Any] = {"typed": typed, "longest": MAX_QUERY}
    if not typed:
        return render(request, "search/results.html", {**context, "way_in": _way_in()})
    number = _page_number(request.GET.get("trang", ""))
    found = selectors.search(
        request.user,
        typed,
        filters=filters_from(request.GET),
        page=number,
        literal=request.GET.get(LITERAL) == "1",
    )
    page = _page(found.total, number)
    if page.number != number:
        return redirect(f"{request.path}?{_with(request, trang=str(page.number))}")
    facets = facets_of(
        counts=found.facets, labels=found.labels, filters=found.filters, parameters=request.GET
    )
    context |= {
        "found": found,
        "page": page,
        "places": selectors.places(found.query) if number == 1 else [],
        "facets": facets,
        "chosen": chosen_of(facets),
        "no_filters": without(request.GET, "trang", *PARAMETERS.values()),
        "literal_url": f"?{_with(request, **{LITERAL: '1'})}",
        "way_in": None if found.total or found.nearest else _way_in(),
    }
    return render(request, "search/results.html", context)


@require_safe
@vary_on_cookie
@cache_control(private=True, max_age=60)
def suggestions(request: HttpRequest) -> JsonResponse:
    """Topics and titles for a box that is being typed in."""
    found = selectors.suggest(request.user, request.GET.get("q", ""))
    labels = {"topic": _("Topic"), "title": _("Material")}
    here = reverse("search:results")
    return JsonResponse(
        {
            "suggestions": [
                {
                    "text": one.text,
                    "kind": one.kind,
                    "kind_label": labels[one.kind],
                    "url": one.url or f"{here}?{urlencode({'q': one.text})}",
                }
                for one in found
            ]
        }
    )


def _way_in() -> Any:
    """The template of another room that shows how to browse; nothing when it is not installed."""
    try:
        return get_template(getattr(settings, "SEARCH_WAY_IN_TEMPLATE", WAY_IN))
    except TemplateDoesNotExist:
        return None


def _page_number(given: str) -> int:
    return min(max(int(given), 1), MAX_PAGE) if is_number(given) else 1


def _page(total: int, number: int) -> Page:
    return Paginator(range(min(total, MAX_PAGE * PAGE_SIZE)), PAGE_SIZE).get_page(number)


def _with(request: HttpRequest, **values: str) -> str:
    changed = request.GET.copy()
    changed.pop("trang", None)
    for name, value in values.items():
        changed[name] = value
    return changed.urlencode()
