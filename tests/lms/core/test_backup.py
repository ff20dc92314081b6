"""A back-up brings back the database and every file, and refuses to harm what is there.

Runs on whatever database and storage the settings name: SQLite and a folder, or (in
`make test-services`) PostgreSQL and S3.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
import time
import uuid
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from lms.core import tasks_care
from lms.core.backup import database, files, services
from lms.core.backup.manifest import BackupError
from lms.core.models import HousekeepingRun

ROOT = Path(__file__).resolve().parents[3]
pytestmark = pytest.mark.usefixtures("as_migrated")


@pytest.fixture(autouse=True)
def _own_place(settings: Any, tmp_path: Path) -> None:
    """A data folder and a storage that no other test shares."""
    default = dict(settings.STORAGES["default"])
    options = dict(default.get("OPTIONS", {}))
    options["location"] = uuid.uuid4().hex if settings.S3_BUCKET else str(tmp_path / "storage")
    settings.STORAGES = {**settings.STORAGES, "default": {**default, "OPTIONS": options}}
    settings.DATA_DIR = tmp_path / "data"


def remember(name: str) -> None:
    HousekeepingRun.objects.create(name=name, started_at=timezone.now())


def remembered() -> list[str]:
    return sorted(HousekeepingRun.objects.values_list("name", flat=True))


def stored() -> dict[str, bytes]:
    return {name: read(name) for name in files.listing(default_storage)}


def read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


@pytest.fixture
def content() -> dict[str, bytes]:
    """What the installation holds when it is backed up."""
    content = {"bài giảng/phương trình.pdf": b"%PDF-1.7 one", "video/1.mp4": os.urandom(3_000_000)}
    for name, data in content.items():
        default_storage.save(name, ContentFile(data))
    remember("before")
    return content


@pytest.fixture
def backup(content: dict[str, bytes], tmp_path: Path) -> Path:
    target = tmp_path / "monday"
    services.make(target)
    return target


def test_what_was_there_comes_back_and_what_came_later_goes(
    content: dict[str, bytes], backup: Path
) -> None:
    HousekeepingRun.objects.all().delete()
    remember("after")
    default_storage.delete("video/1.mp4")
    default_storage.save("later.pdf", ContentFile(b"later"))

    services.restore(backup, replace=True)

    assert remembered() == ["before"]
    assert stored() == content


def test_data_that_is_there_is_kept_unless_told_to_replace_it(backup: Path) -> None:
    remember("mine")
    before = stored()
    with pytest.raises(BackupError, match="--replace"):
        services.restore(backup)
    assert remembered() == ["before", "mine"]
    assert stored() == before


@pytest.mark.parametrize("damaged", ["files/video/1.mp4", "database", "manifest.json"])
def test_a_damaged_backup_touches_nothing(backup: Path, damaged: str) -> None:
    path = next(backup.glob("database.*")) if damaged == "database" else backup / damaged
    with path.open("r+b") as file:
        file.seek(200)
        file.write(b"\0damage\0")
    remember("mine")
    before = stored()
    with pytest.raises(BackupError):
        services.restore(backup, replace=True)
    assert remembered() == ["before", "mine"]
    assert stored() == before


def test_a_worker_that_still_runs_stops_a_restore(backup: Path) -> None:
    tasks_care.beat("elsewhere", "default")
    with pytest.raises(BackupError, match="still run"):
        services.restore(backup, replace=True)
    tasks_care.say_goodbye("elsewhere")
    services.restore(backup, replace=True)


@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite is replaced in one step of its own"
)
def test_a_restore_that_fails_half_way_leaves_the_database_as_it_was(
    backup: Path, settings: Any
) -> None:
    copy = backup / database.file_name()
    copy.write_bytes(copy.read_bytes()[:-2000])  # its table of contents can still be read
    remember("mine")
    with pytest.raises(BackupError, match="pg_restore"):
        database.load(copy)
    assert remembered() == ["before", "mine"]
    assert not list(settings.DATA_DIR.glob("before-restore-*"))


def test_half_a_backup_is_none(backup: Path) -> None:
    (backup / "manifest.json").unlink()
    with pytest.raises(BackupError, match="not a complete"):
        services.restore(backup, replace=True)


def test_a_backup_whose_names_point_out_of_it_is_refused(backup: Path) -> None:
    manifest = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
    manifest["files"][0]["name"] = "../../outside"
    text = json.dumps(manifest).encode()
    (backup / "manifest.json").write_bytes(text)
    (backup / "manifest.json.sha256").write_text(hashlib.sha256(text).hexdigest())
    with pytest.raises(BackupError, match="points out of"):
        services.restore(backup, replace=True)


def test_a_folder_that_holds_something_is_not_written_to(tmp_path: Path) -> None:
    target = tmp_path / "full"
    target.mkdir()
    (target / "note.txt").write_text("keep me")
    with pytest.raises(BackupError, match="not empty"):
        services.make(target)
    assert [path.name for path in target.iterdir()] == ["note.txt"]


def test_a_failed_backup_leaves_nothing_that_looks_like_one(
    content: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that changes on the way to the disk is found by reading it again."""
    honest = shutil.copyfile

    def lying_dump(target: Path) -> None:
        honest(__file__, target)

    monkeypatch.setattr("lms.core.backup.database.dump", lying_dump)
    with pytest.raises(BackupError):
        services.make(tmp_path / "monday")
    assert not (tmp_path / "monday").exists()
    assert not (tmp_path / "monday.partial").exists()


def test_people_may_write_while_the_backup_runs(tmp_path: Path) -> None:
    """Every file that a row of the restored database names is there, whole."""
    going_on, stop = threading.Event(), threading.Event()
    written = 0

    def write() -> None:
        nonlocal written
        while not stop.is_set():
            name = f"row{written}"
            default_storage.save(f"{name}.bin", ContentFile(name.encode() * 1000))
            remember(name)
            written += 1
            if written == 5:
                going_on.set()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()

    def one_more_is_written(step: str) -> None:
        """At each step of the back-up: had it kept the writer waiting, none would come."""
        before, until = written, time.monotonic() + 120
        while written == before:
            assert time.monotonic() < until, f"nobody could write at: {step}"
            time.sleep(0.01)

    try:
        assert going_on.wait(120)
        services.make(tmp_path / "busy", say=one_more_is_written)
    finally:
        stop.set()
        writer.join()
    services.restore(tmp_path / "busy", replace=True)
    rows, found = remembered(), stored()
    assert len(rows) >= 5
    assert all(found[f"{row}.bin"] == row.encode() * 1000 for row in rows)


def test_a_new_machine_starts_from_the_backup_alone(
    content: dict[str, bytes], backup: Path, tmp_path: Path
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("needs a second database; SQLite makes one from a path")
    folder = tmp_path / "new machine"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("S3_", "DATABASE_"))}
    environment |= {"DJANGO_SETTINGS_MODULE": "lms.settings.dev", "DATA_DIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "restore", str(backup)],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with closing(sqlite3.connect(folder / "db.sqlite3")) as database:
        names = database.execute("SELECT name FROM core_housekeepingrun").fetchall()
    assert names == [("before",)]
    assert {name: (folder / "files" / name).read_bytes() for name in content} == content
