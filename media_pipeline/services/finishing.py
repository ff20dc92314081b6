"""A complete file becomes an asset: moved into the storage once, whoever is killed on the way."""

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.db import transaction

from media_pipeline import conf, sniff, storage
from media_pipeline.errors import MediaError, PassingError
from media_pipeline.models import Asset, Upload
from media_pipeline.services.announcing import Announcement, abort_upload, announce, refuse
from media_pipeline.services.processing import check_soon, start_processing
from media_pipeline.services.receiving import Turn, is_moved


def finish_upload(*, upload: Upload) -> Asset:
    """Turn a complete upload into an asset and queue its conversion. Safe to repeat; of two at
    once one is told that it is busy."""
    upload.refresh_from_db()
    if upload.asset is not None:
        return upload.asset
    if upload.offset != upload.size:
        raise MediaError("bad_request", status=409)
    with Turn(upload, upload.size):
        if not is_moved(upload):
            _move(upload)
        return register_asset(upload=upload, storage_key=upload.storage_key)


def _move(upload: Upload) -> None:
    """Put the file into the storage. Where it goes is written down first, so that whoever is
    killed on the way finds it again."""
    path = storage.incoming_path(upload.pk)
    try:
        check_fingerprints(upload, _local_reader(path))
    except FileNotFoundError:
        # Another request has moved it since we looked, and its rows follow.
        raise MediaError("busy", status=423) from None
    key = storage.source_key()
    Upload.objects.filter(pk=upload.pk).update(storage_key=key)
    upload.storage_key = storage.put(key, path, move=True)
    path.unlink(missing_ok=True)


def register_asset(*, upload: Upload, storage_key: str) -> Asset:
    """The rows for a stored original."""
    with transaction.atomic():
        asset = Asset.objects.create(
            owner_id=upload.owner_id,
            name=upload.name,
            storage_key=storage_key,
            purpose=upload.purpose,
            size=upload.size,
        )
        done = Upload.objects.filter(pk=upload.pk, state=Upload.State.RECEIVING).update(
            state=Upload.State.DONE, asset=asset, storage_key=storage_key
        )
        if not done:
            raise MediaError("busy", status=409)
        start_processing(asset=asset)
        check_soon(asset)
    upload.refresh_from_db()
    return asset


def _local_reader(path: Path) -> Callable[[int, int], bytes]:
    def read(start: int, length: int) -> bytes:
        with path.open("rb") as file:
            file.seek(start)
            return file.read(length)

    return read


def check_fingerprints(upload: Upload, read: Callable[[int, int], bytes]) -> None:
    """Head and tail must be those of the file that was announced: no mixture of two files."""
    length = min(conf.FINGERPRINT_BYTES, upload.size)
    head = hashlib.sha256(read(0, length)).hexdigest()
    tail = hashlib.sha256(read(upload.size - length, length)).hexdigest()
    for given, found in ((upload.head_sha256, head), (upload.tail_sha256, tail)):
        if given and given != found:
            refuse(upload, "other_file")
            raise MediaError("other_file", status=422)


def import_file(*, acting_user: Any, path: Path, name: str = "", purpose: str = "") -> Asset:
    """Take a file of this machine as an asset (demo content, imports), by the same doors. Whoever
    runs commands here may do that in anybody's name."""
    announced = Announcement(name or path.name, path.stat().st_size, purpose=purpose)
    upload = announce(acting_user, announced, Upload.Adapter.TUS)
    with path.open("rb") as file:
        head = file.read(conf.SNIFF_BYTES)
    if not sniff.is_video(head):
        refuse(upload, "not_video")
        raise MediaError("not_video", status=415)
    target = storage.incoming_path(upload.pk)
    try:
        with storage.guarded(target.parent):
            shutil.copyfile(path, target)
    except PassingError:
        abort_upload(upload=upload)
        raise
    Upload.objects.filter(pk=upload.pk).update(offset=upload.size)
    upload.refresh_from_db()
    return finish_upload(upload=upload)
