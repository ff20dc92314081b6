"""Trying a migration on a database of its own, in a child: the tests' own is migrated already."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def fresh_database(tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """The address of an empty database of the kind the tests use."""
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'db.sqlite3'}"
        return
    server = connection.settings_dict
    name = f"{server['NAME']}_moved"
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}"')
        password = f":{server['PASSWORD']}" if server["PASSWORD"] else ""
        who = f"{server['USER']}{password}@{server['HOST']}:{server['PORT']}"
        yield f"postgres://{who}/{name}"
        cursor.execute(f'DROP DATABASE "{name}"')


def told_by(module: str, database: str, folder: Path) -> Any:
    """What a module that fills and migrates the database prints, as JSON."""
    child = subprocess.run(
        [sys.executable, "-m", module],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": database, "TEST_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    return json.loads(child.stdout)
