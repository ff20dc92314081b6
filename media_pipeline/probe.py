"""Asking the limited child what an upload holds."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from media_pipeline import conf, limits
from media_pipeline.errors import MediaError

_CHILD = str(Path(__file__).with_name("probe_child.py"))


@dataclass(frozen=True)
class Probe:
    """What the child found. Width and height are as shown: after rotation, square pixels."""

    duration: float
    width: int
    height: int
    fps: float
    codec: str
    video_index: int
    audio_index: int | None
    channels: int
    interlaced: bool
    hdr: bool

    @property
    def has_audio(self) -> bool:
        """Whether there is a sound track."""
        return self.audio_index is not None


def probe(path: Path) -> Probe:
    """Look into the file; MediaError with a code for a person if we will not convert it."""
    answer = _ask(path)
    if "error" in answer:
        raise MediaError(answer["error"], detail=answer.get("detail", ""))
    width, height = round(answer["width"] * (answer["sar"] or 1.0)), answer["height"]
    if abs(answer["rotation"]) % 180 == 90:
        width, height = height, width
    return Probe(
        duration=answer["duration"],
        width=width,
        height=height,
        fps=answer["fps"],
        codec=answer["codec"],
        video_index=answer["video_index"],
        audio_index=answer["audio_index"],
        channels=answer["channels"],
        interlaced=answer["interlaced"],
        hdr=answer["transfer"] in (16, 18),  # PQ and HLG (ITU-T H.273, table 3)
    )


def _ask(path: Path) -> dict[str, Any]:
    allowed = {
        "protocols": conf.PROTOCOLS,
        "formats": conf.FORMATS,
        "streams": conf.MAX_STREAMS,
        "pixels": conf.MAX_PIXELS,
        "seconds": conf.MAX_SECONDS,
        "min_seconds": conf.MIN_SECONDS,
    }
    process = limits.start(
        [sys.executable, "-I", _CHILD, str(path), json.dumps(allowed)],
        cpu_seconds=conf.PROBE_WALL_SECONDS,
        file_size=conf.MIB,
    )
    try:
        out, err = process.communicate(timeout=conf.PROBE_WALL_SECONDS)
    except subprocess.TimeoutExpired:
        limits.kill(process)
        raise MediaError("probe_crashed", detail="too slow") from None
    try:
        return dict(json.loads(out))
    except ValueError:
        detail = f"exit {process.returncode}: {err[-300:].decode('utf-8', 'replace')}"
        raise MediaError("probe_crashed", detail=detail) from None
