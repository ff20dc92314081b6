"""What to make of a probed file: sizes, frame rate, sprite interval. No side effects."""

import math
from dataclasses import dataclass

from media_pipeline import conf
from media_pipeline.probe import Probe


@dataclass(frozen=True)
class PlannedRung:
    """One video rendition to make."""

    name: str
    width: int
    height: int
    crf: int
    cap: int


@dataclass(frozen=True)
class Plan:
    """Everything the one ffmpeg command needs to know."""

    rungs: tuple[PlannedRung, ...]
    fps: int
    audio: bool
    stereo: bool
    interlaced: bool
    hdr: bool
    video_index: int
    audio_index: int | None
    duration: float
    sprite_interval: float
    sprite_count: int
    sprite_width: int
    sprite_height: int

    @property
    def gop(self) -> int:
        """Frames between key frames after the first two segments, the same in all rungs."""
        return conf.SEGMENT_SECONDS * self.fps

    @property
    def download_name(self) -> str:
        """The rendition that becomes the plain MP4: 480p or the best below it."""
        fitting = [r for r in self.rungs if min(r.width, r.height) <= conf.DOWNLOAD_SHORT_SIDE] or [
            self.rungs[0]
        ]
        return fitting[-1].name

    @property
    def download(self) -> PlannedRung:
        """That rendition."""
        return next(rung for rung in self.rungs if rung.name == self.download_name)


def fitted(rung: PlannedRung, side: int) -> tuple[int, int]:
    """Width and height whose longer one is `side` at most, never above the rendition's own."""
    scale = min(1.0, side / max(rung.width, rung.height))
    return _even(rung.width * scale), _even(rung.height * scale)


def make_plan(probe: Probe) -> Plan:
    """The plan for one file."""
    interval = max(conf.SPRITE_MIN_SECONDS, probe.duration / conf.SPRITE_PICTURES)
    sprite_height = _even(conf.SPRITE_WIDTH * probe.height / probe.width)
    return Plan(
        rungs=_rungs(probe.width, probe.height),
        fps=min(conf.MAX_FPS, max(conf.MIN_FPS, round(probe.fps))),
        audio=probe.has_audio,
        stereo=probe.channels >= 2,
        interlaced=probe.interlaced,
        hdr=probe.hdr,
        video_index=probe.video_index,
        audio_index=probe.audio_index,
        duration=probe.duration,
        sprite_interval=interval,
        sprite_count=min(conf.SPRITE_PICTURES, max(1, math.ceil(probe.duration / interval - 0.05))),
        sprite_width=conf.SPRITE_WIDTH,
        sprite_height=min(sprite_height, 320),
    )


def _rungs(width: int, height: int) -> tuple[PlannedRung, ...]:
    """The ladder by the short side, never above the source; a tiny source gives one rung."""
    short = min(width, height)
    fitting = [r for r in conf.RUNGS if r.short_side <= short]
    if not fitting:
        lowest = conf.RUNGS[0]
        fitting = [conf.Rung(_even(short), lowest.crf, lowest.cap)]
    return tuple(_rung(r, width, height) for r in fitting)


def _rung(rung: conf.Rung, width: int, height: int) -> PlannedRung:
    scale = rung.short_side / min(width, height)
    return PlannedRung(
        name=f"{rung.short_side}p",
        width=_even(width * scale),
        height=_even(height * scale),
        crf=rung.crf,
        cap=rung.cap,
    )


def _even(value: float) -> int:
    """4:2:0 needs even sides."""
    return max(2, 2 * round(value / 2))
