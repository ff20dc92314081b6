"""Settings that cannot work are said at start, not at the first search."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register


@register(Tags.database)
def backend_fits_the_database(**kwargs: Any) -> list[CheckMessage]:
    """`sqlite` and `postgres` are indexes inside the database of that kind."""
    vendor = settings.DATABASES["default"]["ENGINE"]
    own = "sqlite" if vendor.endswith("sqlite3") else "postgres"
    if settings.SEARCH_BACKEND in {own, "elasticsearch"}:
        return []
    return [
        Error(
            f"SEARCH_BACKEND={settings.SEARCH_BACKEND!r} does not fit the database.",
            hint=f"Use {own} or elasticsearch, or leave it unset.",
            id="search.E001",
        )
    ]
