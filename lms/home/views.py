"""Where each person lands."""

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from content.materials import selectors as materials
from content.review import selectors as review
from lms.home import desk as waiting
from lms.people import selectors as people
from lms.progress import selectors as progress

NEWEST = 6
MINE = 20


@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """Anyone: staff go to their desk, students to their learning, visitors see the front page."""
    if people.is_staff_member(request.user):
        return redirect("home:desk")
    if people.is_student(request.user):
        return redirect("home:learning")
    newest = materials.readable_versions(request.user)[:NEWEST]
    return render(request, "home/start.html", {"newest": newest})


@login_required
@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """Everyone signed in, about themselves: what to go on with, and what is new for them."""
    going_on = list(progress.going_on(request.user))
    begun = {item.version_id for item in going_on} | progress.completed_versions(request.user)
    newest = materials.readable_versions(request.user).exclude(pk__in=begun)
    person = people.person_of(request.user)
    school_class = people.class_of(person) if person else None
    if school_class is not None:
        newest = newest.filter(grade=school_class.grade)
    context = {"going_on": going_on, "newest": newest[:NEWEST], "school_class": school_class}
    return render(request, "home/learning.html", context)


@login_required
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """Staff, about themselves: what waits, and their own materials."""
    if not people.is_staff_member(request.user):
        raise PermissionDenied
    mine = Paginator(materials.materials_of(request.user), MINE).get_page(request.GET.get("trang"))
    steps = review.steps_waiting(material.uuid for material in mine)
    for material in mine:
        material.at_step = steps.get(material.uuid, "")
    context = {
        "waiting": waiting.waiting_for(request.user),
        "mine": mine,
        "may_author": people.may_author(request.user),
    }
    return render(request, "home/desk.html", context)
