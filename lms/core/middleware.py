"""Request id, language by cookie, no NUL in texts, and the headers that Django and django-csp
leave to us."""

import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.shortcuts import render
from django.utils import translation

from lms.core.addresses import is_in_editor
from lms.core.numbers import is_number

GetResponse = Callable[[HttpRequest], HttpResponse]
_log = structlog.get_logger("request")
_SAFE_ID = re.compile(r"^[A-Za-z0-9._-]{8,64}$")


class RequestIdMiddleware:
    """Give each request an id, in its logs and in the answer, to find one in the other.

    A proxy may hand one in; anything that does not look like an id is replaced.

    Each request leaves one line: method, name of the route, status and milliseconds. Never the
    address itself: it may hold a signed token, a query somebody typed or a person's identifier.
    """

    # Asked every few seconds by machines; they speak up only when something is wrong.
    quiet_routes = frozenset({"core:healthz", "core:readyz"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request_id = given if _SAFE_ID.match(given) else uuid.uuid4().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.monotonic()
        response = self.get_response(request)
        response["X-Request-ID"] = request_id
        self._note(request, response, started)
        return response

    def _note(self, request: HttpRequest, response: HttpResponse, started: float) -> None:
        match = request.resolver_match
        route = (match.view_name or match.route) if match else ""
        if response.status_code < 400 and (not route or route in self.quiet_routes):
            return  # a static file, answered before any view, or a machine that asks again
        _log.info(
            "request",
            method=request.method,
            route=route or "none",
            status=response.status_code,
            ms=round((time.monotonic() - started) * 1000, 1),
        )


class LanguageMiddleware:
    """Vietnamese unless the reader chose otherwise with the language cookie.

    Django's own LocaleMiddleware would follow the browser's language; most school phones
    report English, and their owners read Vietnamese.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", translation.get_language() or language)
        return response


class NoNulMiddleware:
    """Refuse texts with the NUL character: no keyboard types it, and PostgreSQL fails on it.

    Stands behind the check of CSRF, which reads posted forms too, and before whoever first asks
    the database. Contents of files are nobody's text and stay as they are.
    """

    forms = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        texts = [request.path, *request.COOKIES.values()]
        if any("\0" in text for text in texts) or _has_nul(request.GET):
            raise BadRequest
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_args: Any) -> None:
        """Look at a posted form, if it can be read; else the view says what is wrong with it."""
        if request.method != "POST" or request.content_type not in self.forms:
            return
        try:
            posted = request.POST
        except UnreadablePostError:
            return
        if _has_nul(posted):
            raise BadRequest


def _has_nul(fields: QueryDict) -> bool:
    return any("\0" in text for name, texts in fields.lists() for text in (name, *texts))


class BodyLimitMiddleware:
    """Refuse forms larger than what the address could want, before anything reads them.

    Django bounds the fields of a form, not its files: the check of CSRF alone would write what a
    stranger sends to the disk, however much it is. Stands before that check. Bodies of other
    methods, such as the pieces of a video, are read by nobody but their view.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.method == "POST" and not (
            is_number(length) and int(length) <= self._limit(request)
        ):
            return render(request, "413.html", status=413)
        return self.get_response(request)

    def _limit(self, request: HttpRequest) -> int:
        if is_in_editor(request) and SESSION_KEY in request.session:
            return settings.MAX_EDITOR_BODY_BYTES
        return settings.MAX_BODY_BYTES


class HeadersMiddleware:
    """The editor's looser content policy, and switches for browser features we never use."""

    permissions = "camera=(), microphone=(), geolocation=(), payment=(), usb=()"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.permissions)
        if is_in_editor(request):
            response._csp_replace = settings.ADMIN_CONTENT_SECURITY_POLICY  # type: ignore[attr-defined]
        return response
