"""Bring the database, the catalogues and the static files up to date; quick when they are."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations import Migration
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from lms.core.backup import database
from lms.core.serving.catalogues import compile_catalogues

Say = Callable[[str], None]
_LOCK_KEY = 0x70686F68  # any number, always the same


def pending_migrations() -> list[Migration]:
    """The migrations that the database still lacks, in their order."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [migration for migration, _backwards in plan]


def _copy_first(pending: list[Migration], say: Say) -> None:
    """Copy the database before a migration that nothing takes back (`back_up_first`).

    Raises BackupError where no copy can be made: nothing is migrated then. Files need no copy, no
    migration touches them.
    """
    if database.is_empty() or not any(getattr(one, "back_up_first", False) for one in pending):
        return
    folder = Path(settings.DATA_DIR) / "before-upgrade"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    moment = timezone.localtime().strftime("%Y-%m-%d-%H%M%S")
    target = folder / f"{moment}-{database.file_name()}"
    say(f"This upgrade cannot be taken back. Copying the database to {target} ...")
    database.dump(target)
    target.chmod(0o600)
    database.check_dump(target)


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
        pending = pending_migrations()
        if not pending:
            return
        _copy_first(pending, say)
        say(f"Preparing the database ({len(pending)} steps) ...")
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
