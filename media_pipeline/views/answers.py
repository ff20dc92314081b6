"""Answers the upload endpoints share."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase, JsonResponse
from django.utils.translation import gettext as _

from media_pipeline import conf
from media_pipeline.errors import MediaError

View = Callable[..., HttpResponseBase]


def error(code: str, message: str, status: int) -> JsonResponse:
    """A refusal that a person can read."""
    return JsonResponse({"code": code, "message": message}, status=status)


def not_found() -> JsonResponse:
    """Somebody else's, or nobody's: the same answer."""
    return error("not_found", _("This upload does not exist any more."), 404)


def guarded_view(view: View) -> View:
    """Only signed-in people; MediaErrors become answers; nothing is cached."""

    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if not request.user.is_authenticated:
            response = error("login", _("Please sign in again, then go on with the upload."), 401)
        else:
            try:
                response = view(request, *args, **kwargs)
            except MediaError as refused:
                response = error(refused.code, refused.message, refused.status)
        if response.status_code >= 400:
            _drain(request)
        response["Cache-Control"] = "no-store"
        return response

    return wrapper


def _drain(request: HttpRequest) -> None:
    """Read what is left of a refused piece: browsers report a reset line, not our sentence,
    when a server answers and closes while they still send."""
    left = 4 * conf.UPLOAD_BLOCK
    try:
        while left > 0 and (piece := request.read(65536)):
            left -= len(piece)
    except Exception:  # noqa: S110  # Nobody is there to tell.
        pass
