"""From a local source file to a folder of finished files. Knows no database and no storage."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from media_pipeline import command, conf, hls
from media_pipeline.errors import MediaError
from media_pipeline.plan import Plan, fitted
from media_pipeline.run import Cancelled, Progress, run

Step = Callable[[list[str]], str]
"""Runs one command; its standard error comes back."""

_LOUDNESS = re.compile(r"^\s+I:\s+(-?\d+(?:\.\d+)?) LUFS", re.MULTILINE)


@dataclass(frozen=True)
class Made:
    """One finished file."""

    name: str
    path: Path
    index: hls.Index | None = None
    codecs: str = ""
    width: int | None = None
    height: int | None = None


@dataclass
class Result:
    """Everything a publication needs."""

    renditions: list[Made] = field(default_factory=list)
    poster: Path = Path()
    sheet: Path = Path()
    cpu_seconds: float = 0.0


def transcode(
    source: Path,
    plan: Plan,
    out: Path,
    *,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Result:
    """Make all renditions of `source` in the folder `out`; `progress` gets seconds made."""
    out.mkdir(parents=True, exist_ok=True)
    wall = 600 + 12 * plan.duration
    result = Result()

    def step(arguments: list[str], report: Progress | None = None) -> str:
        done = run(
            arguments,
            wall_seconds=wall,
            progress=report,
            cancelled=cancelled,
            watch=out,
        )
        result.cpu_seconds += done.cpu_seconds
        return done.stderr

    gain = _gain(step(command.loudness(source, plan))) if plan.audio else 0.0
    step(command.ladder(source, plan, gain, out), progress or (lambda _seconds: None))
    result.renditions = [*_collect(plan, out), _download(step, plan, out)]
    result.poster = _poster(step, plan, out)
    result.sheet = out / "sheet.webp"
    step(command.sheet(out / plan.rungs[0].name / "media.mp4", plan, result.sheet))
    _check(result, plan)
    return result


def _base(plan: Plan, out: Path) -> Path:
    """The rendition that the plain file and the poster are made of."""
    return out / plan.download_name / "media.mp4"


def _download(step: Step, plan: Plan, out: Path) -> Made:
    path = out / "download.mp4"
    step(command.download(_base(plan, out), path))
    return Made("mp4", path, width=plan.download.width, height=plan.download.height)


def _poster(step: Step, plan: Plan, out: Path) -> Path:
    path = out / "poster.webp"
    for side, quality in conf.POSTER_TRIES:
        size = fitted(plan.download, side)
        step(command.poster(_base(plan, out), path, size=size, quality=quality))
        if _bytes(path) <= conf.POSTER_BYTES:
            break
    return path


def _bytes(path: Path) -> int:
    """0 for a file that was not made; `_check` complains of it."""
    return path.stat().st_size if path.exists() else 0


def _gain(stderr: str) -> float:
    """Decibels towards the goal, by the integrated loudness of the summary."""
    found = _LOUDNESS.findall(stderr)
    loudness = float(found[-1]) if found else -70.0
    if loudness <= -69:  # Silence; the meter's floor (EBU R 128, absolute gate −70 LUFS).
        return 0.0
    return max(-conf.MAX_GAIN_DB, min(conf.MAX_GAIN_DB, conf.LOUDNESS_GOAL - loudness))


def _collect(plan: Plan, out: Path) -> list[Made]:
    made = []
    for rung in plan.rungs:
        path = out / rung.name / "media.mp4"
        codecs = hls.video_codec(path) + (f",{hls.AUDIO_CODEC}" if plan.audio else "")
        index = hls.read_index((out / rung.name / "index.m3u8").read_text())
        made.append(Made(rung.name, path, index, codecs, rung.width, rung.height))
    made = _with_first_segment(made)
    if plan.audio:
        index = hls.read_index((out / "audio" / "index.m3u8").read_text())
        index = index.joined(conf.SEGMENT_SECONDS)
        made.append(Made("audio", out / "audio" / "media.mp4", index, hls.AUDIO_CODEC))
    return made


def _with_first_segment(made: list[Made]) -> list[Made]:
    """One first segment instead of several short ones, in all qualities alike, where it comes
    soon enough in the lowest."""
    indexes = [one.index for one in made if one.index]
    count = len(conf.FIRST_SEGMENTS)
    if not indexes or indexes[0].size_of_first(count) > conf.FIRST_BYTES:
        return made
    return [replace(one, index=one.index and one.index.with_one_first(count)) for one in made]


def _check(result: Result, plan: Plan) -> None:
    """ffmpeg may exit with 0 and half a video: compare what was made with what was probed."""
    for made in result.renditions:
        if made.index is not None and made.name != "audio":
            missing = plan.duration - made.index.seconds
            if missing > max(1.5, 0.02 * plan.duration):
                raise MediaError("truncated", detail=f"{made.name}: {missing:.1f} s missing")
    for path in (result.poster, result.sheet):
        if not path.exists() or not path.stat().st_size:
            raise MediaError("transcode", detail=f"{path.name} is missing")
