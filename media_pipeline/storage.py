"""Where files lie. Finished ones in the default storage (folder or S3), never by path."""

import errno
import hashlib
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import OperationalError
from django.db.models.fields.files import FieldFile

from media_pipeline import conf
from media_pipeline.errors import MediaError, PassingError
from media_pipeline.run import disk_is_full

SOURCES = "media/sources"
MADE = "media/made"
CAPTIONS = "media/captions"


class _Movable(File):
    """A local file that a folder storage may take by renaming instead of copying."""

    def temporary_file_path(self) -> str:
        """Django's storages look for this on uploaded files; the others just read."""
        return str(self.name)


def source_key() -> str:
    """A new key for an original: random, nothing of the person's file name."""
    return f"{SOURCES}/{uuid.uuid4().hex}"


def incoming_path(upload_id: uuid.UUID) -> Path:
    """The unfinished file of an upload."""
    folder = conf.incoming_dir()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{upload_id.hex}.part"


def put(key: str, path: Path, *, move: bool = False) -> str:
    """Store a local file under `key`; the real key comes back (a taken one gets a suffix)."""
    with guarded(), path.open("rb") as file:
        handed = _Movable(file, name=str(path)) if move else File(file, name=path.name)
        return str(default_storage.save(key, handed))


def put_bytes(key: str, content: bytes) -> str:
    """Store a few bytes."""
    with guarded():
        return str(default_storage.save(key, ContentFile(content)))


def put_field(file: FieldFile) -> None:
    """Store the new file of a model's field, whole or not at all; the row is the caller's."""
    with guarded():
        if isinstance(default_storage, FileSystemStorage):
            _put_field_on_disk(file)
        else:
            file.save(str(file.name), file.file, save=False)


def _put_field_on_disk(file: FieldFile) -> None:
    """Written beside its place and moved there: Django would leave what it wrote until the disk
    was full. A disk with no room for anything more is full too: its previews would not fit."""
    part = incoming_path(uuid.uuid4())
    try:
        with part.open("wb") as target:
            for piece in file.chunks():
                target.write(piece)
        if disk_is_full(part.parent):
            raise PassingError("disk_full", status=507, detail="no room left")
        with part.open("rb") as whole:
            file.save(str(file.name), _Movable(whole, name=str(part)), save=False)
    finally:
        part.unlink(missing_ok=True)


def open_file(key: str) -> Any:
    """Open a stored file for reading."""
    with guarded():
        return default_storage.open(key, "rb")


def size(key: str) -> int | None:
    """The size of a stored file, None if there is none."""
    with guarded():
        return int(default_storage.size(key)) if default_storage.exists(key) else None


def fetch(key: str, to: Path) -> str:
    """Copy a stored file to the local disk; its SHA-256 comes back."""
    digest = hashlib.sha256()
    with guarded(to.parent), open_file(key) as source, to.open("wb") as target:
        for block in blocks(source):
            digest.update(block)
            target.write(block)
    return digest.hexdigest()


@contextmanager
def at_hand(key: str) -> Iterator[Path]:
    """A stored file as a local one to read: itself where files lie in a folder, else a copy."""
    if isinstance(default_storage, FileSystemStorage):
        yield Path(default_storage.path(key))
        return
    copy = conf.work_dir() / f"copy-{uuid.uuid4().hex}"
    copy.parent.mkdir(parents=True, exist_ok=True)
    try:
        fetch(key, copy)
        yield copy
    finally:
        copy.unlink(missing_ok=True)


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """The file in pieces of a megabyte."""
    return iter(lambda: file.read(conf.MIB), b"")


def delete(key: str) -> None:
    """Delete a stored file if it is there."""
    if key:
        with guarded():
            default_storage.delete(key)


def delete_folder(folder: str) -> None:
    """Delete every file under a folder of the storage (folders are only names on S3)."""
    if not folder.startswith(f"{MADE}/"):
        raise ValueError("only folders of made files are deleted whole")
    with guarded():
        for key in list(walk(folder)):
            default_storage.delete(key)
        if isinstance(default_storage, FileSystemStorage):
            for name in _folders(folder):
                default_storage.delete(name)


def _folders(folder: str) -> list[str]:
    """The folder's own folders, deepest first, then itself."""
    try:
        folders, _files = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    inner = [name for child in folders for name in _folders(f"{folder}/{child}")]
    return [*inner, folder]


def walk(folder: str) -> Iterator[str]:
    """All keys under a folder."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        if name:
            yield from walk(f"{folder}/{name}")


def remove_tree(path: Path) -> None:
    """Delete a local working folder."""
    shutil.rmtree(path, ignore_errors=True)


@contextmanager
def guarded(folder: Path | None = None) -> Iterator[None]:
    """Turn a full disk and an unreachable store into errors that pass and are retried.

    Any failure of the system while the disk under `folder` is full counts as that.
    """
    try:
        yield
    except MediaError:
        raise
    except Exception as error:
        trouble = trouble_of(error)
        if trouble is None and folder and isinstance(error, OSError) and disk_is_full(folder):
            trouble = _disk_full(error)
        if trouble is None:
            raise
        raise trouble from error


def trouble_of(error: BaseException) -> PassingError | None:
    """The trouble of ours that an error comes from: a full disk or an unreachable store."""
    for one in filter(None, (error, error.__cause__)):
        if isinstance(one, PassingError):
            return one
        if _is_full(one):
            return _disk_full(one)
        if _is_unreachable(one):
            return PassingError("storage", status=503, detail=type(one).__name__)
    return None


def _disk_full(error: BaseException) -> PassingError:
    return PassingError("disk_full", status=507, detail=str(error))


def _is_full(error: BaseException) -> bool:
    """Said by the system, by SQLite, or by PostgreSQL (53100, disk_full)."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    if isinstance(error, OperationalError):
        code = getattr(error.__cause__, "sqlstate", "")
        return code == "53100" or "database or disk is full" in str(error)
    return False


def _is_unreachable(error: BaseException) -> bool:
    """Errors of the S3 client, by module name: it is not installed on an embedded machine."""
    module = type(error).__module__
    return module.startswith(("botocore", "boto3", "urllib3", "s3transfer"))
