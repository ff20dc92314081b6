"""Receiving a file in pieces, so that nothing is lost when a line drops or a process is killed.

The order is what makes it safe: bytes are written and synced first, the offset in the row moves
after. After `kill -9` the file may therefore be longer than the row says, never shorter; the
surplus is cut off before the next write. A writer holds a short lease on the row: a second
window is refused, a dead connection is replaced after some silent seconds.
"""

import hashlib
import os
import re
import shutil
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from lms.core import media_rights
from media_pipeline import conf, sniff, storage
from media_pipeline.errors import MediaError, PassingError
from media_pipeline.models import Asset, Upload
from media_pipeline.services.processing import start_processing


class Source(Protocol):
    """Where bytes come from: a request, or a file."""

    def read(self, size: int = -1, /) -> bytes: ...


_PURPOSE_OF_CLIENTS = re.compile(r"(page:[0-9]{1,9})?")


@dataclass(frozen=True)
class Announcement:
    """What a browser tells about a file before it sends it. Nothing of it is believed: text is
    cleaned and cut, and the size and the hashes (SHA-256, hexadecimal) of head and tail are
    compared with what comes."""

    name: str
    size: int
    declared_type: str = ""
    purpose: str = ""
    head_sha256: str = ""
    tail_sha256: str = ""


def create_upload(
    *, acting_user: Any, announced: Announcement, adapter: str = Upload.Adapter.TUS
) -> Upload:
    """Announce a file. Refused at once when it is empty, too big, over a quota, or comes from
    somebody who writes no materials, or for anything but a page ("page:12") or nothing: other
    purposes are for what this machine imports itself, and other rooms act on them."""
    if not media_rights.may_upload(acting_user):
        raise MediaError("may_not_upload", status=403)
    if not _PURPOSE_OF_CLIENTS.fullmatch(text_of(announced.purpose)):
        raise MediaError("purpose", status=422)
    return _announce(acting_user, announced, adapter)


def _announce(owner: Any, announced: Announcement, adapter: str) -> Upload:
    size = announced.size
    if size <= 0:
        raise MediaError("empty", status=422)
    if size > settings.MEDIA_MAX_UPLOAD_BYTES:
        limit = filesizeformat(settings.MEDIA_MAX_UPLOAD_BYTES)
        raise MediaError("too_big", status=413, limit=limit)
    with transaction.atomic():
        _check_quotas(owner, size)
        return Upload.objects.create(
            owner=owner,
            adapter=adapter,
            name=_shown_name(announced.name),
            declared_type=text_of(announced.declared_type)[:100],
            purpose=text_of(announced.purpose)[:100],
            size=size,
            head_sha256=text_of(announced.head_sha256)[:64].lower(),
            tail_sha256=text_of(announced.tail_sha256)[:64].lower(),
            expires_at=timezone.now() + timedelta(days=conf.UPLOAD_DAYS),
        )


def _shown_name(name: str) -> str:
    """A file name to show; never used as a path."""
    return text_of(name.replace("\\", "/").rsplit("/", 1)[-1])[:255] or "video"


def text_of(told: str) -> str:
    """What a browser said, without what no database column takes (a null byte)."""
    return "".join(c for c in told if c.isprintable()).strip()


def _check_quotas(owner: Any, size: int) -> None:
    """One's own quota holds exactly: of two files announced at once the second waits here. The
    total is far larger than any file, and nobody waits for everybody else."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=owner.pk)
    receiving = Q(state=Upload.State.RECEIVING)
    mine = _total(Asset.objects.filter(owner=owner)) + _total(
        Upload.objects.filter(receiving, owner=owner)
    )
    if mine + size > settings.MEDIA_QUOTA_BYTES:
        raise MediaError("quota", status=413)
    everyone = _total(Asset.objects.all()) + _total(Upload.objects.filter(receiving))
    if everyone + size > settings.MEDIA_TOTAL_QUOTA_BYTES:
        raise MediaError("total_quota", status=507)


def _total(rows: Any) -> int:
    return rows.aggregate(total=Sum("size"))["total"] or 0


def append_chunk(
    *,
    upload: Upload,
    offset: int,
    source: Source,
    length: int | None = None,
    checksum: tuple[str, bytes] | None = None,
) -> int:
    """Append what comes from `source` at `offset`; the new offset comes back.

    With a checksum (algorithm, digest) nothing counts until the whole piece is in and right.
    What arrived before a line dropped is kept.
    """
    if upload.state == Upload.State.REFUSED:
        raise MediaError(upload.error_code or "bad_request", status=422)
    if upload.expires_at < timezone.now():
        raise MediaError("expired", status=410)
    with _Turn(upload, offset) as turn:
        return _Writer(turn, offset, checksum).take(source, length)


class _Turn:
    """One request's turn at an upload: a short lease on its row, while which nobody else writes
    the file or makes an asset of it. MediaError "busy" when it is somebody else's turn, or the
    row stands elsewhere than `offset`."""

    def __init__(self, upload: Upload, offset: int) -> None:
        self.upload = upload
        self.offset = offset
        self.token = uuid.uuid4().hex
        self.renewed = time.monotonic()

    def __enter__(self) -> "_Turn":
        taken = Upload.objects.filter(
            _nobody_writes(),
            pk=self.upload.pk,
            offset=self.offset,
            state=Upload.State.RECEIVING,
        ).update(writer=self.token, writer_until=self._until())
        if not taken:
            row = Upload.objects.get(pk=self.upload.pk)
            status = 409 if row.offset != self.offset else 423
            raise MediaError("busy", status=status)
        return self

    def __exit__(self, *error: object) -> None:
        self._rows().update(writer="", writer_until=None)

    def _rows(self) -> Any:
        return Upload.objects.filter(pk=self.upload.pk, writer=self.token)

    @staticmethod
    def _until() -> Any:
        return timezone.now() + timedelta(seconds=conf.UPLOAD_LEASE_SECONDS)

    def renew(self) -> None:
        """Data is coming: the lease goes on, so that a slow line is not taken for a dead one."""
        if time.monotonic() - self.renewed > conf.UPLOAD_LEASE_SECONDS / 3:
            self.renewed = time.monotonic()
            self._rows().update(writer_until=self._until())

    def require(self) -> None:
        """Go on only if it is still my turn."""
        mine = self._rows().filter(writer_until__gte=timezone.now())
        if not mine.update(writer_until=self._until()):
            raise MediaError("busy", status=409)

    def move_offset(self, start: int, end: int) -> None:
        """What was written counts from now on."""
        if not self._rows().filter(offset=start).update(offset=end):
            raise MediaError("busy", status=409)

    def correct_offset(self, size: int) -> None:
        """Less is there than the row says."""
        self._rows().update(offset=size)


class _Writer:
    """Writes what comes in at `offset`, in the turn of its request."""

    def __init__(self, turn: _Turn, offset: int, checksum: tuple[str, bytes] | None) -> None:
        self.turn = turn
        self.upload = turn.upload
        self.offset = offset
        self.path = storage.incoming_path(turn.upload.pk)
        self.expected = checksum
        self.digest = hashlib.new(checksum[0]) if checksum else None

    def take(self, source: Source, length: int | None) -> int:
        """Read blocks, write each through to the disk, then move the offset; the last one."""
        left = self.upload.size - self.offset
        if length is not None and length > left:
            raise MediaError("bad_request", status=413)
        start = self.offset
        with storage.guarded(self.path.parent), self._open() as handle:
            for block in self._blocks(source, left if length is None else length):
                self._sniff(block)
                self.turn.require()
                _write_through(handle, block, self.offset)
                self.offset += len(block)
                if self.digest is None:
                    self.turn.move_offset(start, self.offset)
                    start = self.offset
                else:
                    self.digest.update(block)
            if self.digest is not None and self.offset > start:
                self._check_digest()
                self.turn.move_offset(start, self.offset)
        return self.offset

    def _open(self) -> "_Descriptor":
        """The file, cut to the offset: what a killed process left behind it never counted."""
        descriptor = _Descriptor(self.path)
        size = descriptor.size()
        if size < self.offset:
            # A lost disk, not a lost process: begin again from what is really there.
            self.turn.correct_offset(size)
            descriptor.close()
            raise MediaError("busy", status=409)
        if size > self.offset:
            os.ftruncate(descriptor.number, self.offset)
        return descriptor

    def _blocks(self, source: Source, left: int) -> Any:
        while left > 0:
            block = self._read_block(source, min(conf.UPLOAD_BLOCK, left))
            if not block:
                return
            left -= len(block)
            yield block

    def _read_block(self, source: Source, wanted: int) -> bytes:
        """Gather a block; a line that drops half-way gives what came before."""
        pieces, have = [], 0
        while have < wanted:
            try:
                piece = source.read(min(64 * 1024, wanted - have))
            except OSError:
                break  # Django's UnreadablePostError is one: the other side is gone.
            if not piece:
                break
            pieces.append(piece)
            have += len(piece)
            self.turn.renew()
        return b"".join(pieces)

    def _sniff(self, block: bytes) -> None:
        if self.offset == 0 and not sniff.is_video(block[: conf.SNIFF_BYTES]):
            if len(block) < min(64, self.upload.size):
                raise MediaError("busy", status=409)  # Too little came to tell: send it again.
            refuse(self.upload, "not_video")
            raise MediaError("not_video", status=415)

    def _check_digest(self) -> None:
        if self.digest and self.expected and self.digest.digest() != self.expected[1]:
            raise MediaError("checksum", status=460)


def _write_through(handle: int, block: bytes, offset: int) -> None:
    """All of it, on the disk: one write on a disk that fills up takes what fits and says so."""
    left = memoryview(block)
    while left:
        written = os.pwrite(handle, left, offset)
        left, offset = left[written:], offset + written
    os.fsync(handle)


class _Descriptor:
    """A file descriptor as a context manager."""

    def __init__(self, path: Path) -> None:
        self.number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)

    def size(self) -> int:
        return os.fstat(self.number).st_size

    def close(self) -> None:
        os.close(self.number)

    def __enter__(self) -> int:
        return self.number

    def __exit__(self, *error: object) -> None:
        self.close()


def _nobody_writes() -> Q:
    return Q(writer="") | Q(writer_until__lt=timezone.now())


def reconcile(upload: Upload) -> int:
    """The offset both row and file stand for; a shorter file (a lost disk) corrects the row."""
    path = storage.incoming_path(upload.pk)
    size = path.stat().st_size if path.exists() else 0
    if upload.state == Upload.State.RECEIVING and size < upload.offset and not _moved(upload):
        # Not while somebody moves the file into the storage, or has done so meanwhile.
        rows = Upload.objects.filter(
            _nobody_writes(),
            pk=upload.pk,
            offset=upload.offset,
            storage_key=upload.storage_key,
        )
        if rows.update(offset=size):
            upload.offset = size
    return upload.offset


def _moved(upload: Upload) -> bool:
    """Whether the whole file lies in the storage already: killed between moving it there and
    writing its rows."""
    if upload.storage_key == "" or storage.incoming_path(upload.pk).exists():
        return False
    return storage.size(upload.storage_key) == upload.size


def finish_upload(*, upload: Upload) -> Asset:
    """Turn a complete upload into an asset and queue its conversion. Safe to repeat; of two at
    once one is told that it is busy."""
    upload.refresh_from_db()
    if upload.asset is not None:
        return upload.asset
    if upload.offset != upload.size:
        raise MediaError("bad_request", status=409)
    with _Turn(upload, upload.size):
        if not _moved(upload):
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


def refuse(upload: Upload, code: str) -> None:
    """Refuse for good and drop the bytes."""
    Upload.objects.filter(pk=upload.pk).update(state=Upload.State.REFUSED, error_code=code)
    storage.incoming_path(upload.pk).unlink(missing_ok=True)


def abort_upload(*, upload: Upload) -> None:
    """Forget an unfinished upload (tus termination)."""
    if upload.state != Upload.State.DONE:
        storage.incoming_path(upload.pk).unlink(missing_ok=True)
        upload.delete()


def import_file(*, acting_user: Any, path: Path, name: str = "", purpose: str = "") -> Asset:
    """Take a file of this machine as an asset (demo content, imports), by the same doors. Whoever
    runs commands here may do that in anybody's name."""
    announced = Announcement(name or path.name, path.stat().st_size, purpose=purpose)
    upload = _announce(acting_user, announced, Upload.Adapter.TUS)
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
