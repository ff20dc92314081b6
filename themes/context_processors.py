"""What every page's frame needs."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from themes import navigation

THEME_COOKIE = "giao_dien"
THEMES = ("light", "dark")
SEARCH_URL = "/tim-kiem/"


def chosen_theme(request: HttpRequest) -> str:
    """ "light" or "dark" if the reader chose one, else "": the device decides.

    Kept in a cookie and written into the page by the server, so that a dark page never flashes
    light first and the choice works without a script.
    """
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return theme if theme in THEMES else ""


def site(request: HttpRequest) -> dict[str, Any]:
    """Name, colour scheme and navigation; the lists are made only when a template asks."""
    return {
        "site_name": settings.WAGTAIL_SITE_NAME,
        "theme": chosen_theme(request),
        "site_search_url": SEARCH_URL,
        "nav": SimpleLazyObject(partial(navigation.for_request, request, "main")),
        "account_nav": SimpleLazyObject(partial(navigation.for_request, request, "account")),
    }
