"""What `materials` held of pictures and documents is in `files` after the upgrade, and whatever
named a row names it still: on a database of its own, filled as it was before."""

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

ROOT = Path(__file__).resolve().parents[3]


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


@pytest.mark.slow
def test_rows_and_whatever_names_them_follow_there_and_back(
    fresh_database: str, tmp_path: Path
) -> None:
    child = subprocess.run(
        [sys.executable, "-m", "tests.content.files.moving"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": fresh_database, "TEST_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert child.returncode == 0, child.stderr
    told = json.loads(child.stdout)
    for when in ("there", "back", "there again"):
        assert told[when]["rows"] == told["before"]["rows"], when
        assert told[when]["named by"] == told["before"]["named by"], when
    assert all(told["before"]["rows"].values())
    assert all(told["before"]["named by"].values())
    old = ["materials.materialdocument", "materials.materialimage", "materials.materialrendition"]
    new = ["files.document", "files.picture", "files.picturerendition"]
    for when, models in {"before": old, "there": new, "back": old, "there again": new}.items():
        assert told[when]["content types"] == models, when
        assert told[when]["tables"] == [model.replace(".", "_") for model in models], when
    assert told["there"]["permission"] == ["add_picture", "Can add picture"]
    assert told["back"]["permission"] == ["add_materialimage", "Can add picture"]
    assert told["new numbers"] == [2, 2, 2]
    assert told["refused"] == [
        "a uuid twice",
        "a size twice",
        "a size of nothing",
        "a version without its picture",
    ]
