"""Is this installation well? One small probe per part it stands on.

A probe returns nothing when its part works and raises when it does not; what it raises is the
reason. Apps may add probes of their own (`register`, from `AppConfig.ready`).
"""

import logging
import secrets
import shutil
import threading
import time
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from lms.core import tasks_care
from lms.core.cache import unforgiving
from lms.core.serving.prepare import pending_migrations

_log = logging.getLogger(__name__)
Probe = Callable[[], None]
LEAST_FREE_BYTES = 500 * 1024 * 1024
KEEP_SECONDS = 5.0
"""Answers are kept this long: asking is free for a stranger, writing a probe file is not."""


class Unwell(Exception):
    """A part does not work; the text says why, to the administrator."""


@dataclass(frozen=True)
class Finding:
    """What one probe found."""

    part: str
    reason: str = ""

    @property
    def well(self) -> bool:
        """Whether the part works."""
        return not self.reason


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> None:
    count = len(pending_migrations())
    if count:
        raise Unwell(f"{count} migrations are not applied: run manage.py migrate")


def _storage() -> None:
    content = secrets.token_bytes(16)
    name = default_storage.save(f"health/{secrets.token_hex(8)}", ContentFile(content))
    try:
        with default_storage.open(name) as file:
            if file.read() != content:
                raise Unwell("a file read back differs from what was written")
    finally:
        default_storage.delete(name)


def _search() -> None:
    """Elasticsearch is a server of its own; the other two live in the database."""
    if settings.SEARCH_BACKEND != "elasticsearch":
        return
    parts = urlsplit(settings.ELASTICSEARCH_URL)
    host = parts.netloc.rpartition("@")[2]
    request = urllib.request.Request(f"{parts.scheme}://{host}/_cluster/health?timeout=1s")  # noqa: S310
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        request.add_header("Authorization", f"Basic {b64encode(pair.encode()).decode()}")
    with urllib.request.urlopen(request, timeout=3) as answer:  # noqa: S310 - our own setting
        if b'"status":"red"' in answer.read(10_000):
            raise Unwell("the cluster's status is red")


def _cache() -> None:
    token = secrets.token_hex(8)
    with unforgiving():
        cache.set(f"health:{token}", token, 10)
        if cache.get(f"health:{token}") != token:
            raise Unwell("a value read back differs from what was set")


def _worker() -> None:
    if not tasks_care.living_workers():
        raise Unwell("no worker was heard of in the last minute: run manage.py worker")
    if idle := ",".join(tasks_care.queues_nobody_works_on()):
        raise Unwell(f"nobody works on {idle}: run manage.py worker --queues {idle}")


def _disk() -> None:
    # With a database server and a bucket nothing may have been written there yet.
    folder = next(f for f in (settings.DATA_DIR, *settings.DATA_DIR.parents) if f.exists())
    free = shutil.disk_usage(folder).free
    if free < LEAST_FREE_BYTES:
        raise Unwell(f"only {free // 1024**2} MB are free in {settings.DATA_DIR}")


_probes: dict[str, Probe] = {
    "database": _database,
    "migrations": _migrations,
    "storage": _storage,
    "search": _search,
    "cache": _cache,
    "worker": _worker,
    "disk": _disk,
}
_kept: tuple[float, list[Finding]] | None = None
_lock = threading.Lock()


def register(part: str, probe: Probe) -> None:
    """Add a probe, or replace one."""
    _probes[part] = probe


def examine() -> list[Finding]:
    """Run every probe now."""
    return [_ask(part, probe) for part, probe in _probes.items()]


def findings() -> list[Finding]:
    """What was found just now, at most a few seconds ago."""
    global _kept
    with _lock:
        if _kept is None or time.monotonic() - _kept[0] > KEEP_SECONDS:
            _kept = (time.monotonic(), examine())
        return _kept[1]


def forget() -> None:
    """Ask anew next time."""
    global _kept
    with _lock:
        _kept = None


def _ask(part: str, probe: Probe) -> Finding:
    try:
        probe()
    except Exception as error:
        # Whatever a driver raises is the finding; the class name stands in for an empty text.
        reason = str(error) or type(error).__name__
        _log.warning("not_ready part=%s reason=%s", part, reason)
        return Finding(part, reason)
    return Finding(part)
