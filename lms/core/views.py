"""`/healthz` for whoever restarts processes, `/readyz` for whoever sends them requests."""

import hmac
import ipaddress

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from lms.core import health
from lms.core.addresses import client_address


@require_safe
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Asks nobody else: a database that is away is no reason to restart."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Which parts are up: 200 when all are, 503 otherwise. Reasons only to those who run it."""
    found = health.findings()
    well = all(finding.well for finding in found)
    trusted = may_see_reasons(request)
    parts: dict[str, object] = {}
    for finding in found:
        state = "ok" if finding.well else "fail"
        with_reason = trusted and not finding.well
        parts[finding.part] = {"state": state, "reason": finding.reason} if with_reason else state
    body = {"ready": well, "parts": parts}
    return JsonResponse(body, status=200 if well else 503)


def may_see_reasons(request: HttpRequest) -> bool:
    """The machine itself, or the bearer of READYZ_TOKEN. Reasons name hosts and folders."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    if settings.READYZ_TOKEN and hmac.compare_digest(
        given.encode(), settings.READYZ_TOKEN.encode()
    ):
        return True
    forwarded = "X-Forwarded-For" in request.headers or "Forwarded" in request.headers
    if forwarded and not settings.TRUSTED_PROXIES:
        # A proxy on this machine that nobody told us of: everyone would look like loopback.
        return False
    try:
        return ipaddress.ip_address(client_address(request)).is_loopback
    except ValueError:
        return False
