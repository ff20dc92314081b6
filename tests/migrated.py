"""The database as migrations leave it, made once and copied: to migrate takes 25 seconds of CPU.

Each process of the tests begins with a copy, and Django then applies what the copy lacks. On SQLite
the file is kept in pytest's cache, on PostgreSQL it is a template database of the server. Its name
is a hash of all migrations and of the pins, so a changed one makes another; a migration that calls
code from elsewhere is not made anew when only that code changes: `--cache-clear` does it.
"""

import fcntl
import hashlib
import inspect
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

ROOT = Path(__file__).resolve().parents[1]


def _name() -> str:
    digest = hashlib.sha256((ROOT / "requirements/dev.txt").read_bytes())
    migrations = MigrationLoader(None, ignore_no_migrations=True).disk_migrations
    for key in sorted(migrations):
        digest.update(repr(key).encode())
        digest.update(Path(inspect.getfile(type(migrations[key]))).read_bytes())
    return f"migrated_{digest.hexdigest()[:20]}"


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Of several processes the first makes it, the others wait."""
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(url: str, folder: Path) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0"],
        cwd=ROOT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "lms.settings.test",
            "TEST_DATA_DIR": str(folder / "data"),
            "DATABASE_URL": url,
        },
        check=True,
    )


def file(folder: Path) -> Path:
    """A migrated SQLite file, to be copied."""
    folder.mkdir(parents=True, exist_ok=True)
    made = folder / f"{_name()}.sqlite3"
    with _alone(folder):
        if not made.exists():
            for old in folder.glob("migrated_*"):
                old.unlink()
            begun = folder / "begun.sqlite3"
            begun.unlink(missing_ok=True)
            _migrate(f"sqlite:///{begun}", folder)
            begun.rename(made)
    return made


def copy_file(folder: Path, target: Path) -> None:
    """A migrated SQLite database at this place, whatever was there before."""
    for old in target.parent.glob(f"{target.name}*"):
        old.unlink()
    shutil.copy(file(folder), target)


def _database(folder: Path) -> str:
    """A migrated database on the PostgreSQL server, to be a template."""
    name = _name()
    folder.mkdir(parents=True, exist_ok=True)
    with _alone(folder), connection.creation._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if cursor.fetchone() is None:
            begun = f"{name}_begun"
            cursor.execute(f'DROP DATABASE IF EXISTS "{begun}"')
            cursor.execute(f'CREATE DATABASE "{begun}"')
            server = urlsplit(os.environ["DATABASE_URL"])
            _migrate(server._replace(path=f"/{begun}").geturl(), folder)
            cursor.execute(f'ALTER DATABASE "{begun}" RENAME TO "{name}"')
    return name


def folder_of(config: pytest.Config) -> Path:
    """Where it is kept."""
    return Path(config.cache.mkdir("migrated"))


def begin_with_a_copy(config: pytest.Config) -> None:
    """The database of this process: called when its name is known and before it is made."""
    folder = folder_of(config)
    test = connection.settings_dict["TEST"]
    if connection.vendor == "postgresql":
        test["TEMPLATE"] = _database(folder)
    else:
        copy_file(folder, Path(test["NAME"]))
