"""Small work done again and again: sweeps, pruning, giving lost tasks back.

Apps register callables in `AppConfig.ready`; every worker offers to run those that are due, and
a row in the database decides which worker does. A callable must bear being run twice.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone

from lms.core.models import HousekeepingRun

_log = logging.getLogger(__name__)
Job = Callable[[], object]


@dataclass(frozen=True)
class _Duty:
    job: Job
    every: timedelta


_duties: dict[str, _Duty] = {}


def register(job: Job, every: float, *, name: str = "") -> None:
    """Have `job()` called about every `every` seconds by one of the workers."""
    key = name or f"{job.__module__}.{job.__qualname__}"
    _duties[key] = _Duty(job, timedelta(seconds=every))


def names() -> tuple[str, ...]:
    """What is registered."""
    return tuple(_duties)


def run_due() -> list[str]:
    """Run everything whose time has come; the names of what ran. Errors are logged, not raised."""
    done = []
    for name, duty in _duties.items():
        if not _claim(name, duty.every):
            continue
        done.append(name)
        try:
            duty.job()
        except Exception:
            _log.exception("housekeeping_failed name=%s", name)
    return done


def _claim(name: str, every: timedelta) -> bool:
    """Take this turn, unless another worker took it less than `every` ago."""
    now = timezone.now()
    runs = HousekeepingRun.objects.filter(name=name)
    last = runs.values_list("started_at", flat=True).first()
    if last is not None:
        # Asked before it is written: most rounds find nothing due, and SQLite has one write lock.
        return last <= now - every and bool(runs.filter(started_at=last).update(started_at=now))
    try:
        with transaction.atomic():
            HousekeepingRun.objects.create(name=name, started_at=now)
    except IntegrityError:  # another worker was quicker
        return False
    return True
