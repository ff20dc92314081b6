"""Receiving a file in pieces, so that nothing is lost when a line drops or a process is killed.

The order is what makes it safe: bytes are written and synced first, the offset in the row moves
after. After `kill -9` the file may therefore be longer than the row says, never shorter; the
surplus is cut off before the next write. A writer holds a short lease on the row: a second
window is refused, a dead connection is replaced after some silent seconds.
"""

import hashlib
import os
import time
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from django.db.models import Q
from django.utils import timezone

from media_pipeline import conf, sniff, storage
from media_pipeline.errors import MediaError
from media_pipeline.models import Upload
from media_pipeline.services.announcing import refuse


class Source(Protocol):
    """Where bytes come from: a request, or a file."""

    def read(self, size: int = -1, /) -> bytes: ...


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
    with Turn(upload, offset) as turn:
        return _Writer(turn, offset, checksum).take(source, length)


class Turn:
    """One request's turn at an upload: a short lease on its row, while which nobody else writes
    the file or makes an asset of it. MediaError "busy" when it is somebody else's turn, or the
    row stands elsewhere than `offset`."""

    def __init__(self, upload: Upload, offset: int) -> None:
        self.upload = upload
        self.offset = offset
        self.token = uuid.uuid4().hex
        self.renewed = time.monotonic()

    def __enter__(self) -> "Turn":
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

    def __init__(self, turn: Turn, offset: int, checksum: tuple[str, bytes] | None) -> None:
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
    if upload.state == Upload.State.RECEIVING and size < upload.offset and not is_moved(upload):
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


def is_moved(upload: Upload) -> bool:
    """Whether the whole file lies in the storage already: killed between moving it there and
    writing its rows."""
    if upload.storage_key == "" or storage.incoming_path(upload.pk).exists():
        return False
    return storage.size(upload.storage_key) == upload.size
