"""What nobody needs any more: stale uploads, files without rows, assets deleted on purpose."""

import logging
import time
from datetime import timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from media_pipeline import conf, jobs, storage
from media_pipeline.errors import MediaError
from media_pipeline.models import Asset, Caption, Job, Publication, Upload

_log = logging.getLogger(__name__)


def delete_orphans() -> dict[str, int]:
    """Delete expired uploads, incoming files, working folders, and stored files without a row.

    Nothing younger than a day goes, so that work in progress is safe without locks.
    """
    return {
        "uploads": _expired_uploads(),
        "incoming": _stray_incoming(),
        "work": _stray_work(),
        "folders": _stray_folders(),
        "sources": _stray_sources(),
        "captions": _stray_captions(),
    }


def _expired_uploads() -> int:
    old = Upload.objects.exclude(state=Upload.State.DONE).filter(expires_at__lt=timezone.now())
    ids = [upload.pk for upload in old if _abort_parts(upload)]
    for upload_id in ids:
        storage.incoming_path(upload_id).unlink(missing_ok=True)
    Upload.objects.filter(pk__in=ids).delete()
    return len(ids)


def _abort_parts(upload: Upload) -> bool:
    if upload.adapter == Upload.Adapter.S3 and upload.s3_upload_id:
        from media_pipeline import s3

        try:
            s3.abort(upload.storage_key, upload.s3_upload_id)
        except MediaError:
            return False
    return True


def _stray_incoming() -> int:
    known = {f"{pk.hex}.part" for pk in Upload.objects.values_list("pk", flat=True)}
    return _remove_old(conf.incoming_dir(), known)


def _stray_work() -> int:
    running = Job.objects.filter(state=Job.State.RUNNING).values_list("pk", "lease")
    return _remove_old(conf.work_dir(), {f"{pk}-{lease}" for pk, lease in running})


def _remove_old(folder: Any, known: set[str]) -> int:
    if not folder.exists():
        return 0
    limit, count = time.time() - conf.ORPHAN_HOURS * 3600, 0
    for path in folder.iterdir():
        if path.name not in known and path.stat().st_mtime < limit:
            count += 1
            if path.is_dir():
                storage.remove_tree(path)
            else:
                path.unlink(missing_ok=True)
    return count


def _stray_folders() -> int:
    """Stored folders of leases that never published and run no more."""
    kept = set(Publication.objects.values_list("folder", flat=True))
    for job in Job.objects.filter(state=Job.State.RUNNING):
        kept.add(f"{storage.MADE}/{job.asset_id}/{job.pk}-{job.lease}")
    count = 0
    for asset_folder in _folders(storage.MADE):
        for name in _folders(f"{storage.MADE}/{asset_folder}"):
            folder = f"{storage.MADE}/{asset_folder}/{name}"
            if folder not in kept and _is_old(folder):
                storage.delete_folder(folder)
                count += 1
    return count


def _stray_sources() -> int:
    kept = set(Asset.objects.values_list("storage_key", flat=True))
    kept |= set(Upload.objects.exclude(storage_key="").values_list("storage_key", flat=True))
    return _delete_old(storage.SOURCES, kept)


def _stray_captions() -> int:
    return _delete_old(storage.CAPTIONS, set(Caption.objects.values_list("storage_key", flat=True)))


def _delete_old(folder: str, kept: set[str]) -> int:
    """Delete stored files without a row: of assets deleted while the storage could not be
    reached, or never written (killed between storing and committing)."""
    count = 0
    for key in storage.walk(folder):
        if key not in kept and _modified_before(key):
            storage.delete(key)
            count += 1
    return count


def _folders(folder: str) -> list[str]:
    try:
        return [name for name in default_storage.listdir(folder)[0] if name]
    except FileNotFoundError:
        return []


def _is_old(folder: str) -> bool:
    return all(_modified_before(key) for key in storage.walk(folder))


def _modified_before(key: str) -> bool:
    limit = timezone.now() - timedelta(hours=conf.ORPHAN_HOURS)
    return default_storage.get_modified_time(key) < limit


def delete_asset(*, acting_user: Any, asset: Asset) -> None:
    """Delete an asset, its files and everything made of it. Protected links forbid it."""
    if asset.owner_id != acting_user.pk:
        raise MediaError("bad_request", status=404)
    with transaction.atomic():
        jobs.cancel(asset.pk)
        folders = list(asset.publications.values_list("folder", flat=True))
        keys = [asset.storage_key, *asset.captions.values_list("storage_key", flat=True)]
        Asset.objects.filter(pk=asset.pk).update(published=None)
        asset.delete()
        transaction.on_commit(lambda: _delete_files(folders, keys))


def _delete_files(folders: list[str], keys: list[str]) -> None:
    try:
        for folder in folders:
            storage.delete_folder(folder)
        for key in keys:
            storage.delete(key)
    except (MediaError, OSError) as error:
        _log.warning("files of a deleted asset stay until the next sweep: %s", error)
