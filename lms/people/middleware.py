"""A first password is for one log-in: whoever has one chooses their own before anything else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class OwnPasswordMiddleware:
    """Send users with a first password to the page where they change it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # A visitor has no session cookie: do not touch the session, so that nothing is read.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and self._must_change(request):
            return redirect("people:password_change")
        return self.get_response(request)

    @staticmethod
    def _must_change(request: HttpRequest) -> bool:
        allowed = {
            reverse("people:password_change"),
            reverse("people:logout"),
            reverse("set_language"),
            reverse("themes:set_theme"),
        }
        if request.path in allowed or request.path.startswith(settings.STATIC_URL):
            return False
        return getattr(request.user, "must_change_password", False)
