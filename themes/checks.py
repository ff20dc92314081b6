"""System check: every address in the navigation exists."""

from typing import Any

from django.core.checks import CheckMessage, Error, register
from django.urls import NoReverseMatch, reverse

from themes import navigation


@register("urls")
def navigation_addresses_exist(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """An item whose address cannot be found would silently be missing from the header."""
    problems: list[CheckMessage] = []
    for item in navigation.items():
        try:
            reverse(item.url_name)
        except NoReverseMatch:
            message = f"Navigation item {item.label!s}: no address named {item.url_name!r}."
            problems.append(Error(message, id="themes.E001"))
    return problems
