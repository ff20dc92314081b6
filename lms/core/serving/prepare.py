"""Bring the database, the catalogues and the static files up to date; quick when they are."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from lms.core.serving.catalogues import compile_catalogues

Say = Callable[[str], None]
_LOCK_KEY = 0x70686F68  # any number, always the same


def pending_migrations() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


@contextmanager
def _alone() -> Iterator[None]:
    """Let one process migrate at a time: on PostgreSQL several machines may share a database.

    SQLite lives in one data folder, which the caller has locked.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_LOCK_KEY])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_LOCK_KEY])


def migrate(say: Say) -> None:
    """Apply the migrations the database lacks."""
    with _alone():
        count = pending_migrations()
        if not count:
            return
        say(f"Preparing the database ({count} steps) ...")
        call_command("migrate", interactive=False, verbosity=0)


def catalogues(say: Say) -> None:
    """Compile the message catalogues that changed."""
    count = compile_catalogues([Path(folder) for folder in settings.LOCALE_PATHS])
    if count:
        say(f"Compiled {count} message catalogues.")


def _static_fingerprint() -> str:
    """Changes when any static file is added, removed or changed."""
    digest = hashlib.sha256(str(settings.STORAGES["staticfiles"]).encode())
    for finder in get_finders():
        for name, storage in finder.list([]):
            status = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{status.st_size}\0{status.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def static_files(say: Say) -> None:
    """Collect, name by content and compress the static files if any changed."""
    stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
    fingerprint = _static_fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == fingerprint:
        return
    say("Collecting and compressing static files ...")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(fingerprint, encoding="ascii")


def everything(say: Say) -> None:
    """All of it, in the order in which one needs the other."""
    catalogues(say)
    migrate(say)
    static_files(say)
