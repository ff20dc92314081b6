"""The site's navigation is a list that apps add to: themes is below them and knows none.

An app calls `register` in `AppConfig.ready`; who sees an item is a predicate of the user. Two
places: "main" (the header) and "account" (the menu behind the reader's initials).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise

Predicate = Callable[[Any], bool]


def everyone(user: Any) -> bool:
    """Predicate: whoever comes."""
    return True


def signed_in(user: Any) -> bool:
    """Predicate: anyone with a log-in."""
    return bool(user.is_authenticated)


@dataclass(frozen=True)
class Item:
    """One line of the navigation."""

    label: str | Promise
    url_name: str
    allowed: Predicate = everyone
    order: int = 100
    icon: str = ""
    place: str = "main"
    count: Callable[[Any], int] | None = None
    """How many things wait behind it; shown when above nought."""


_items: dict[tuple[str, str], Item] = {}


def register(item: Item) -> None:
    """Add an item. Adding one for the same place and address again replaces it."""
    _items[(item.place, item.url_name)] = item


def items() -> list[Item]:
    """All items in their order."""
    return sorted(_items.values(), key=lambda item: (item.order, item.url_name))


def for_request(request: HttpRequest, place: str = "main") -> list[dict[str, Any]]:
    """The items this reader may see, with address and whether the reader is there now."""
    user = getattr(request, "user", None)
    found = []
    for item in items():
        if item.place != place or user is None or not item.allowed(user):
            continue
        try:
            url = reverse(item.url_name)
        except NoReverseMatch:
            # A wrong name is reported by the system check; a page is not lost over it.
            continue
        found.append(
            {
                "label": item.label,
                "url": url,
                "icon": item.icon,
                "count": item.count(user) if item.count else 0,
                "here": _here(request.path, url),
            }
        )
    return found


def _here(path: str, url: str) -> bool:
    return path == url if url == "/" else path.startswith(url)
