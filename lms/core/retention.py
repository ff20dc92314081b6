"""How long each table keeps its rows. The table of periods is `lms/settings/retention.py`, which
names every model of ours; what may go by its age alone goes by housekeeping.

Rows about a person that law or history wants are kept, and go with that person by a service.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils import timezone

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Goes:
    """Rows go once `since`, a column with a moment, is longer ago than `after`. Empty moments
    never are; `only` picks rows further."""

    after: timedelta
    since: str
    why: str
    only: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Kept:
    """Rows stay, or go by something else than their age; `why` says what for, or by what."""

    why: str


Rule = Goes | Kept


def delete_what_is_over() -> dict[str, int]:
    """Delete the rows whose time is over; how many of each model."""
    now = timezone.now()
    gone: dict[str, int] = {}
    for label, rule in settings.RETENTION.items():
        if isinstance(rule, Kept):
            continue
        over = {f"{rule.since}__lt": now - rule.after, **rule.only}
        count, _by_model = apps.get_model(label)._default_manager.filter(**over).delete()
        if count:
            gone[label] = count
            _log.info("retention_deleted model=%s count=%s", label, count)
    return gone
