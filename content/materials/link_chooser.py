"""The chooser of links to materials, the first tab of the dialogue behind the editor's button.

It stands in the place of Wagtail's chooser of pages and speaks to the same script
(`page-chooser-modal.js`): the step is called "browse", and each line carries what becomes the
link. It offers what the author may read or writes, and tells the title they know it by.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.forms.search import SearchForm
from wagtail.admin.modal_workflow import render_modal_workflow

from content.curriculum.grades import grade_label
from content.materials import selectors
from lms.people import selectors as people

PAGE_SIZE = 10
# What the script says in the address, and Wagtail's template of the other tabs reads.
_TABS = ("external", "email", "phone", "anchor")


@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Authors: the whole dialogue."""
    tabs = {f"allow_{tab}_link": bool(request.GET.get(f"allow_{tab}_link")) for tab in _TABS}
    context = {**tabs, "page": _found(request), "pages_at": "materials_editor:choose_link"}
    context["search_form"] = SearchForm(placeholder=_("Search by title"))
    data = {"step": "browse", "parent_page_id": None}
    template = "materials/admin/link_chooser.html"
    return render_modal_workflow(request, template, None, context, json_data=data)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Authors: the lines alone, of what they typed and of other pages of the list."""
    context = {"page": _found(request), "pages_at": "materials_editor:search_links"}
    return render(request, "materials/admin/_link_chooser_results.html", context)


def _found(request: HttpRequest) -> Page[Any]:
    if not people.may_author(request.user):
        raise PermissionDenied
    words = request.GET.get("q", "").split()
    rows = selectors.materials_to_link(request.user, words)
    page = Paginator(rows, PAGE_SIZE).get_page(request.GET.get("p"))
    for material in page:
        grade = material.known_grade
        material.known_grade_label = grade_label(grade) if grade else ""
    return page
