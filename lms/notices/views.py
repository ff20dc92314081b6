"""A user's notices. Everybody sees their own and no others."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from lms.notices import selectors, services
from lms.people import selectors as people

PAGE_SIZE = 20


@login_required
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Signed in: one's own notices, newest first."""
    page = Paginator(selectors.notices_of(request.user), PAGE_SIZE).get_page(
        request.GET.get("trang")
    )
    context = {"page": page, "is_staff_member": people.is_staff_member(request.user)}
    return render(request, "notices/list.html", context)


@login_required
@require_POST
def follow(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Signed in: mark one's own notice as read and go where it leads."""
    notice = get_object_or_404(selectors.notices_of(request.user), pk=notice_id)
    services.mark_read(acting_user=request.user, notice=notice)
    inside = url_has_allowed_host_and_scheme(notice.url, allowed_hosts={request.get_host()})
    return redirect(notice.url if notice.url and inside else "notices:list")


@login_required
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Signed in: mark all of one's own notices as read."""
    services.mark_all_read(acting_user=request.user)
    return redirect("notices:list")
