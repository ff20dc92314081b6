"""Receiving a file as parts that the browser sends to S3 itself.

We never see the bytes on their way, so the type is checked on the first bytes the browser hands
over at the announcement, and again on the stored object before it becomes an asset.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from media_pipeline import conf, s3, sniff, storage
from media_pipeline.errors import MediaError, PassingError
from media_pipeline.models import Asset, Upload
from media_pipeline.services import announcing, finishing


def begin(*, acting_user: Any, announced: announcing.Announcement, start: bytes) -> Upload:
    """Announce a file, `start` its first bytes, and open a multipart upload for it."""
    row = announcing.create_upload(
        acting_user=acting_user, announced=announced, adapter=Upload.Adapter.S3
    )
    if not sniff.is_video(start[: conf.SNIFF_BYTES]):
        announcing.refuse(row, "not_video")
        raise MediaError("not_video", status=415)
    row.storage_key = storage.source_key()
    try:
        row.s3_upload_id = s3.begin(row.storage_key, "application/octet-stream")
    except MediaError:
        row.delete()
        raise
    row.save(update_fields=["storage_key", "s3_upload_id"])
    return row


def arrived(*, upload: Upload) -> list[int]:
    """The numbers of the parts the store has; the row's offset follows."""
    try:
        return [part["PartNumber"] for part in _parts(upload)]
    except MediaError as error:
        if error.code != "expired":
            raise
        if s3.size(upload.storage_key) is None:
            announcing.refuse(upload, "expired")
            raise
    # Killed after the parts were joined and before the asset: all of them are there.
    _note_offset(upload, upload.size)
    return list(range(1, part_count(upload) + 1))


def look_up(rows: Iterable[Upload]) -> None:
    """Let the offsets of these rows follow the store; as they were while it is unreachable."""
    for row in rows:
        if not row.s3_upload_id:
            continue  # killed before the store was told of it
        try:
            arrived(upload=row)
        except PassingError:
            return
        except MediaError:
            row.state = Upload.State.REFUSED


def part_count(upload: Upload) -> int:
    """How many parts the file has."""
    return -(-upload.size // conf.S3_PART_BYTES)


def part_address(upload: Upload, number: int) -> str:
    """Where the browser sends part `number`; the store takes no more bytes than it has."""
    if not 1 <= number <= part_count(upload):
        raise MediaError("bad_request")
    length = min(conf.S3_PART_BYTES, upload.size - (number - 1) * conf.S3_PART_BYTES)
    return s3.part_address(upload.storage_key, upload.s3_upload_id, number, length)


def _parts(upload: Upload) -> list[dict[str, Any]]:
    found = s3.parts(upload.storage_key, upload.s3_upload_id)
    _note_offset(upload, min(upload.size, sum(part["Size"] for part in found)))
    return found


def _note_offset(upload: Upload, offset: int) -> None:
    upload.offset = offset
    Upload.objects.filter(pk=upload.pk).update(offset=offset)


def complete(*, upload: Upload) -> Asset:
    """Join the parts, look at the object, make the asset. Safe to repeat."""
    if upload.asset is not None:
        return upload.asset
    if upload.state != Upload.State.RECEIVING:
        raise MediaError(upload.error_code or "bad_request", status=422)
    size = _join(upload)
    reader = partial(s3.read, upload.storage_key)
    if size != upload.size or not sniff.is_video(reader(0, min(size, conf.SNIFF_BYTES))):
        code = "other_file" if size != upload.size else "not_video"
        announcing.refuse(upload, code)
        storage.delete(upload.storage_key)
        raise MediaError(code, status=422)
    try:
        finishing.check_fingerprints(upload, reader)
    except MediaError:
        storage.delete(upload.storage_key)
        raise
    Upload.objects.filter(pk=upload.pk).update(offset=upload.size)
    return finishing.register_asset(upload=upload, storage_key=upload.storage_key)


def _join(upload: Upload) -> int:
    """Complete the multipart upload; if it was joined before we were killed, go on from there."""
    existing = s3.size(upload.storage_key)
    if existing is not None:
        return existing
    parts = _parts(upload)
    if sum(p["Size"] for p in parts) != upload.size:
        raise MediaError("bad_request", status=409)
    return s3.complete(upload.storage_key, upload.s3_upload_id, parts)


def abort(*, upload: Upload) -> None:
    """Forget an unfinished upload and its parts."""
    if upload.state == Upload.State.DONE:
        return
    if upload.s3_upload_id:
        s3.abort(upload.storage_key, upload.s3_upload_id)
    upload.delete()
