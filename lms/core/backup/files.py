"""Every file of a storage: listed, copied out with its sum, copied back."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage, Storage

from lms.core.backup.manifest import Part, safe_name

Stamp = tuple[int, str]
"""Size, and something that changes when the content does."""
CHUNK = 1024 * 1024


def listing(storage: Storage) -> dict[str, Stamp]:
    """Every file with its stamp."""
    if isinstance(storage, FileSystemStorage):
        return dict(_folder(Path(storage.location)))
    bucket: Any = getattr(storage, "bucket", None)
    if bucket is None:
        raise TypeError(f"Back-up does not know how to list {type(storage).__name__}.")
    prefix = getattr(storage, "location", "").strip("/")
    start = f"{prefix}/" if prefix else ""
    return {
        thing.key.removeprefix(start): (thing.size, thing.e_tag)
        for thing in bucket.objects.filter(Prefix=start)
        if not thing.key.endswith("/")
    }


def _folder(root: Path) -> Iterator[tuple[str, Stamp]]:
    for path in root.rglob("*"):
        try:
            if path.is_symlink() or not path.is_file():
                continue
            status = path.stat()
        except FileNotFoundError:  # deleted while we look
            continue
        yield path.relative_to(root).as_posix(), (status.st_size, str(status.st_mtime_ns))


def copy_out(storage: Storage, name: str, folder: Path) -> Part | None:
    """Copy one file into the back-up; None when it was deleted meanwhile.

    Written beside and moved, so that an earlier copy stays when there is nothing newer to take.
    """
    target = folder / safe_name(name)
    target.parent.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    scratch = target.with_name(f".{target.name[:100]}.copying")
    try:
        with storage.open(name) as source, scratch.open("wb") as copy:
            for chunk in source.chunks(CHUNK):
                digest.update(chunk)
                size += len(chunk)
                copy.write(chunk)
            copy.flush()
            os.fsync(copy.fileno())
    except FileNotFoundError:
        scratch.unlink(missing_ok=True)
        return None
    scratch.replace(target)
    return Part(name, size, digest.hexdigest())


def copy_back(storage: Storage, part: Part, folder: Path) -> None:
    """Put one file back under exactly its name, and read it again."""
    with (folder / part.name).open("rb") as source:
        if isinstance(storage, FileSystemStorage):
            _write_file(Path(storage.path(part.name)), source)
        else:
            bucket: Any = storage.bucket  # type: ignore[attr-defined]
            prefix = getattr(storage, "location", "").strip("/")
            bucket.upload_fileobj(source, f"{prefix}/{part.name}".lstrip("/"))
    digest = hashlib.sha256()
    with storage.open(part.name) as written:
        for chunk in written.chunks(CHUNK):
            digest.update(chunk)
    if digest.hexdigest() != part.sha256:
        raise OSError(f"{part.name} read back differs from what was written")


def _write_file(target: Path, source: Any) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = target.with_name(f".{target.name[:100]}.restoring")
    with scratch.open("wb") as copy:
        while chunk := source.read(CHUNK):
            copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    scratch.chmod(0o600)
    scratch.replace(target)
