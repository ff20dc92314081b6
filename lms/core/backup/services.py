"""Making a back-up, and restoring one."""

import shutil
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage, default_storage
from django.db import connection, connections
from django.utils import timezone

from lms.core.backup import database, files, manifest
from lms.core.backup.manifest import BackupError, Manifest, Part
from lms.core.serving.lock import FolderInUse, FolderLock
from lms.core.tasks_care import living_workers

Say = Callable[[str], None]


def make(target: Path, *, say: Say = lambda text: None) -> Manifest:
    """Write a back-up into `target`, a folder that must not exist or be empty."""
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupError(f"{target} is not empty. Name a new folder.")
    scratch = target.with_name(f"{target.name}.partial")
    shutil.rmtree(scratch, ignore_errors=True)
    (scratch / "files").mkdir(parents=True, mode=0o700)
    scratch.chmod(0o700)
    try:
        result = _write(scratch, say)
        if target.exists():
            target.rmdir()
        scratch.replace(target)
    except BaseException:
        shutil.rmtree(scratch, ignore_errors=True)
        raise
    return result


def _write(folder: Path, say: Say) -> Manifest:
    copied: dict[str, tuple[files.Stamp, Part]] = {}
    say("Copying files ...")
    _copy_changed(folder / "files", copied)
    say("Copying the database ...")
    made_at = timezone.now().isoformat()
    copy = folder / database.file_name()
    database.dump(copy)
    say("Copying what was written meanwhile ...")
    _copy_changed(folder / "files", copied)
    result = Manifest(
        made_at=made_at,
        engine=connection.vendor,
        database=Part(copy.name, *manifest.sum_of(copy)),
        files=[part for _stamp, part in sorted(copied.values(), key=lambda pair: pair[1].name)],
    )
    say("Reading it again ...")
    database.check_dump(copy)
    result.verify(folder)
    result.write(folder)
    return result


def _copy_changed(folder: Path, copied: dict[str, tuple[files.Stamp, Part]]) -> None:
    for name, stamp in files.listing(default_storage).items():
        if name in copied and copied[name][0] == stamp:
            continue
        part = files.copy_out(default_storage, name, folder)
        if part is not None:
            copied[name] = (stamp, part)


def restore(source: Path, *, replace: bool = False, say: Say = lambda text: None) -> Manifest:
    """Put a back-up in place of what is here. Verified whole before anything is touched."""
    say("Checking the back-up ...")
    plan = manifest.read(source)
    if plan.engine != connection.vendor:
        raise BackupError(
            f"The back-up holds a {plan.engine} database; DATABASE_URL names {connection.vendor}."
        )
    plan.verify(source)
    database.check_dump(source / plan.database.name)
    if not replace and not (database.is_empty() and not files.listing(default_storage)):
        raise BackupError(
            "There is data here already. To delete it and put the back-up in its place, "
            "run the command again with --replace."
        )
    _refuse_while_workers_live()
    try:
        with FolderLock(settings.DATA_DIR) as lock:
            lock.describe(address="nowhere yet: it is restoring a back-up")
            _put_back(source, plan, say)
    except FolderInUse:
        raise BackupError("The server runs on this data folder. Stop it first.") from None
    return plan


def _refuse_while_workers_live() -> None:
    """The lock of the data folder knows only this machine's `serve`; workers elsewhere beat."""
    if database.is_empty():
        return
    if workers := living_workers():
        raise BackupError(
            f"{len(workers)} worker(s) still run on this database. Stop all web and worker "
            "processes first; one that was killed counts as stopped after a minute."
        )


def _put_back(source: Path, plan: Manifest, say: Say) -> None:
    say(f"Writing {len(plan.files)} files ...")
    for part in plan.files:
        files.copy_back(default_storage, part, source / "files")
    say("Writing the database ...")
    database.load(source / plan.database.name)
    # Only now: until the database was replaced, the old one still named the old files.
    wanted = {part.name for part in plan.files}
    for name in files.listing(default_storage).keys() - wanted:
        default_storage.delete(name)
    _drop_empty_folders(default_storage)
    connections.close_all()


def _drop_empty_folders(storage: Storage) -> None:
    root = Path(storage.location) if isinstance(storage, FileSystemStorage) else None
    if root is None:
        return
    for folder in sorted((p for p in root.rglob("*") if p.is_dir()), reverse=True):
        if not any(folder.iterdir()):
            folder.rmdir()
