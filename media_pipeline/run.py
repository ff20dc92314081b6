"""Running one ffmpeg process: progress, stall and wall limits, cancelling."""

import os
import resource
import select
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import IO, Any

from media_pipeline import conf, limits
from media_pipeline.errors import MediaError, PassingError

Progress = Callable[[float], None]
Cancelled = Callable[[], bool]


class Interrupted(Exception):
    """The caller's `cancelled` said yes; the process group was killed."""


@dataclass
class Finished:
    """How it ended."""

    stderr: str
    cpu_seconds: float


class _Tail(Thread):
    """Reads stderr in its own thread, so that a full pipe never stops the program."""

    def __init__(self, pipe: IO[bytes]) -> None:
        super().__init__(daemon=True)
        self.pipe = pipe
        self.kept = b""

    def run(self) -> None:
        for line in iter(lambda: self.pipe.readline(4096), b""):
            self.kept = (self.kept + line)[-8000:]


def run(
    command: list[str],
    *,
    wall_seconds: float,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
    stall_seconds: float = conf.STALL_SECONDS,
    watch: Path | None = None,
) -> Finished:
    """Run it to its end, or kill its group and raise.

    `progress` gets seconds of output made so far. `watch` is the folder it writes to: if the disk
    under it is full the failure is ours and passes, else it is the file's.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    process = limits.start(command, cpu_seconds=int(wall_seconds * (os.cpu_count() or 1)) + 10)
    assert process.stderr is not None  # noqa: S101
    tail = _Tail(process.stderr)
    tail.start()
    try:
        _follow(process, time.monotonic() + wall_seconds, stall_seconds, progress, cancelled)
    except BaseException:
        limits.kill(process)
        raise
    tail.join(5)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    stderr = tail.kept.decode("utf-8", "replace")
    if process.returncode != 0:
        if "No space left" in stderr or (watch is not None and disk_is_full(watch)):
            raise PassingError("disk_full", detail=stderr[-500:])
        raise MediaError("transcode", detail=f"exit {process.returncode}: {stderr[-1500:]}")
    return Finished(stderr=stderr, cpu_seconds=spent)


def disk_is_full(folder: Path) -> bool:
    """Whether less than 1 MiB is left."""
    stat = os.statvfs(folder)
    return stat.f_bavail * stat.f_frsize < conf.MIB


def _follow(
    process: Any,
    deadline: float,
    stall_seconds: float,
    progress: Progress | None,
    cancelled: Cancelled | None,
) -> None:
    """Read `-progress` lines until the program ends. Programs without it only meet the wall."""
    made, moved = -1.0, time.monotonic()
    waiting = b""
    while True:
        now = time.monotonic()
        if cancelled is not None and cancelled():
            raise Interrupted
        if now > deadline or (progress is not None and now - moved > stall_seconds):
            raise MediaError("stalled")
        ready, _, _ = select.select([process.stdout], [], [], 0.5)
        if not ready:
            continue
        block = os.read(process.stdout.fileno(), 65536)
        if not block:
            process.wait(timeout=30)
            return
        *lines, waiting = (waiting + block).split(b"\n")
        for line in lines:
            seconds = _seconds_made(line)
            if seconds is not None and seconds > made:
                made, moved = seconds, time.monotonic()
                if progress is not None:
                    progress(made)


def _seconds_made(line: bytes) -> float | None:
    """Seconds of output from a progress line; at first ffmpeg says N/A."""
    key, _, value = line.partition(b"=")
    try:
        return int(value) / 1_000_000 if key == b"out_time_us" else None
    except ValueError:
        return None
