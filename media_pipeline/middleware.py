"""A full disk and an unreachable store, said in words whatever page meets them."""

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from media_pipeline import conf, storage

_log = logging.getLogger(__name__)


class StorageTroubleMiddleware:
    """Answer 503 with what to do, where a view cannot read or keep a file for now.

    Views that know better (uploads, forms with a file) say it themselves.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for people, a line for scripts; None for any other error."""
        trouble = storage.trouble_of(error)
        if trouble is None:
            return None
        route = request.resolver_match.view_name if request.resolver_match else ""
        _log.error("a file cannot be read or kept: %s at %s", trouble, route, exc_info=error)
        advice = trouble.message_at_once
        if "text/html" in request.headers.get("Accept", ""):
            template = "media_pipeline/storage_trouble.html"
            response = render(request, template, {"advice": advice}, status=503)
        else:
            response = HttpResponse(advice, "text/plain; charset=utf-8", status=503)
        response["Retry-After"] = str(conf.RETRY_SECONDS[1])
        response["Cache-Control"] = "private, no-store"
        return response
