"""House rules that Django checks: no demo account where real children are."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register
from django.core.exceptions import ImproperlyConfigured
from django.db.utils import DatabaseError

from lms.core.serving import demo

_HINT = "Run `manage.py remove_demo` with lms.settings.dev on this data, then start again."


@register()
def no_demo_folder(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Production settings refuse a data folder in which a demo was made."""
    if settings.DEMO_ALLOWED or not settings.DEMO_MARKER.exists():
        return []
    return [Error(f"{settings.DEMO_MARKER} holds demo passwords.", hint=_HINT, id="lms.E001")]


@register(Tags.database)
def no_demo_accounts(
    app_configs: Sequence[AppConfig] | None = None,
    databases: Sequence[str] | None = None,
    **kwargs: Any,
) -> list[CheckMessage]:
    """Production settings refuse a database with demo users."""
    if settings.DEMO_ALLOWED or not databases or "default" not in databases:
        return []
    try:
        found = demo.accounts_exist()
    except DatabaseError:  # before the first migration there is no table and no account
        return []
    if not found:
        return []
    return [Error("The database holds demo accounts.", hint=_HINT, id="lms.E002")]


@register(Tags.security, deploy=True)
def proxies_are_named(
    app_configs: Sequence[AppConfig] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Behind a proxy that nobody named, every log-in comes from one address."""
    if settings.TRUSTED_PROXIES or not settings.SECURE_SSL_REDIRECT:
        return []
    return [
        Warning(
            "TRUSTED_PROXIES is 0 although HTTPS is asked for.",
            hint="Set it to the number of proxies in front, so that client addresses are right "
            "and HTTPS is recognised.",
            id="lms.W001",
        )
    ]


def refuse_demo_in_production() -> None:
    """Called when a web process or a worker starts: raise where a demo account could log in."""
    if settings.DEMO_ALLOWED:
        return
    found = [*no_demo_folder(), *no_demo_accounts(databases=["default"])]
    if found:
        raise ImproperlyConfigured(" ".join(f"{error.msg} {error.hint}" for error in found))
