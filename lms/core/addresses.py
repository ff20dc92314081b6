"""Where a request comes from and where it goes."""

from django.conf import settings
from django.http import HttpRequest


def is_in_editor(request: HttpRequest) -> bool:
    """Whether a request is for a screen of Wagtail's admin."""
    return request.path_info.startswith(f"/{settings.ADMIN_PREFIX}")


def client_address(request: HttpRequest) -> str:
    """The client's IP address, behind as many proxies as we were told to trust and no more.

    With TRUSTED_PROXIES = n, the n-th entry from the right of X-Forwarded-For: entries further
    left were written by the client and prove nothing.
    """
    peer = request.META.get("REMOTE_ADDR", "")
    trusted = settings.TRUSTED_PROXIES
    if not trusted:
        return peer
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",")]
    hops = [hop for hop in hops if hop]
    return hops[-trusted] if len(hops) >= trusted else peer
