"""A database is copied before a migration that nothing takes back, or is not migrated."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from lms.core.backup import database
from lms.core.backup.manifest import BackupError
from lms.core.models import HousekeepingRun
from lms.core.serving import prepare

pytestmark = pytest.mark.django_db(transaction=True)


class Upgrade:
    """What `prepare` is told is pending, and what became of it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
        self.pending: list[Any] = []
        self.migrated = 0
        self.told: list[str] = []
        self.folder = folder / "before-upgrade"
        monkeypatch.setattr(prepare, "pending_migrations", lambda: self.pending)
        monkeypatch.setattr(prepare, "call_command", self._command)

    def _command(self, name: str, **_options: Any) -> None:
        assert name == "migrate"
        self.migrated += 1

    def run(self, *pending: SimpleNamespace) -> None:
        self.pending = list(pending)
        prepare.migrate(self.told.append)

    def copies(self) -> list[Path]:
        return sorted(self.folder.glob("*")) if self.folder.exists() else []


@pytest.fixture
def upgrade(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Upgrade:
    settings.DATA_DIR = tmp_path
    return Upgrade(monkeypatch, tmp_path)


ORDINARY, FINAL = SimpleNamespace(), SimpleNamespace(back_up_first=True)


def test_the_copy_is_a_whole_database_that_only_its_owner_reads(upgrade: Upgrade) -> None:
    HousekeepingRun.objects.create(name="trước nâng cấp", started_at=timezone.now())
    upgrade.run(ORDINARY, FINAL)
    (copy,) = upgrade.copies()
    database.check_dump(copy)
    assert copy.stat().st_mode & 0o077 == 0
    assert upgrade.migrated == 1
    assert str(copy) in upgrade.told[0]
    if connection.vendor == "sqlite":
        assert "trước nâng cấp".encode() in copy.read_bytes()


def test_what_can_be_taken_back_is_not_copied(upgrade: Upgrade) -> None:
    upgrade.run(ORDINARY)
    assert upgrade.copies() == []
    assert upgrade.migrated == 1


def test_an_empty_database_is_not_copied(upgrade: Upgrade, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "is_empty", lambda: True)
    upgrade.run(FINAL)
    assert upgrade.copies() == []
    assert upgrade.migrated == 1


def test_where_no_copy_can_be_made_nothing_is_migrated(upgrade: Upgrade) -> None:
    upgrade.folder.write_text("a file where the folder should be")
    with pytest.raises(OSError, match="before-upgrade"):
        upgrade.run(FINAL)
    assert upgrade.migrated == 0


def test_a_copy_that_is_not_whole_stops_the_upgrade(
    upgrade: Upgrade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "dump", lambda target: target.write_bytes(b"cut"))
    with pytest.raises(BackupError):
        upgrade.run(FINAL)
    assert upgrade.migrated == 0


def test_the_migrations_that_took_versions_and_drafts_apart_say_so() -> None:
    from django.db.migrations.loader import MigrationLoader

    known = MigrationLoader(connection).disk_migrations
    assert known["versions", "0001_initial"].back_up_first
    assert known["materials", "0011_pages_become_materials"].back_up_first
