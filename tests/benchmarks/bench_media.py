"""What the pipeline costs beside the conversion itself.

CPU (user + system, children only) of the whole pipeline (probe, loudness, renditions, poster,
download, all through the limited child) over that of the raw one-process ffmpeg command with
the same rungs, without our wrapper. Both in one run, in turn, the smaller of two each: the
goal is a ratio of at most 1.15.
"""

import os
import resource
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

SECONDS = 20
TURNS = 2
GOAL = 1.15


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _measured(work: Callable[[], None]) -> float:
    before = _children()
    work()
    return _children() - before


def main() -> None:
    """Print the ratio."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    import django

    django.setup()
    from media_pipeline import command
    from media_pipeline.plan import make_plan
    from media_pipeline.probe import probe
    from media_pipeline.transcode import transcode

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        source = _source(folder, command.program())
        plan = make_plan(probe(source))
        ours, raw = [], []
        for turn in range(TURNS):
            out = folder / f"raw{turn}"
            arguments = command.ladder(source, plan, 0.0, out)

            def run_raw(arguments: list[str] = arguments, out: Path = out) -> None:
                out.mkdir()
                subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)

            def run_ours(out: Path = folder / f"ours{turn}") -> None:
                transcode(source, make_plan(probe(source)), out)

            raw.append(_measured(run_raw))
            ours.append(_measured(run_ours))
    ratio = min(ours) / min(raw)
    print(f"media: pipeline {min(ours):.1f} s CPU, raw ffmpeg {min(raw):.1f} s CPU")
    print(f"media: ratio {ratio:.2f} (goal ≤ {GOAL})  {'ok' if ratio <= GOAL else 'MISSED'}")


def _source(folder: Path, ffmpeg: str) -> Path:
    """Moving pictures with grain, 1080p25, with sound."""
    path = folder / "source.mp4"
    picture = f"testsrc2=size=1920x1080:rate=25:duration={SECONDS},noise=alls=8:allf=t"
    inputs = ["-f", "lavfi", "-i", picture, "-f", "lavfi", "-i", f"sine=duration={SECONDS}"]
    coded = ["-c:v", "libx264", "-preset", "ultrafast", "-crf", "23", "-ac", "2", "-c:a", "aac"]
    subprocess.run([ffmpeg, "-v", "error", "-y", *inputs, *coded, str(path)], check=True)
    return path


if __name__ == "__main__":
    main()
