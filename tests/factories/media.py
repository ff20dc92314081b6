"""Small video files, made by ffmpeg, and assets for tests."""

import copy
import random
import shutil
import subprocess
import tempfile
from dataclasses import replace
from pathlib import Path

import factory
import imageio_ffmpeg
from factory.django import DjangoModelFactory

from lms.people.models import Role, User
from media_pipeline import jobs, pipeline, storage
from media_pipeline.models import Asset
from media_pipeline.plan import Plan, make_plan
from media_pipeline.probe import probe
from media_pipeline.transcode import Result, transcode
from tests.factories.people import SchoolFactory, UserFactory, give_role

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


class AssetFactory(DjangoModelFactory):
    """An asset without a file, still waiting."""

    class Meta:
        model = Asset

    owner = factory.SubFactory(UserFactory)
    name = "Bài giảng.mp4"
    storage_key = factory.Sequence(lambda n: f"media/sources/{n}")
    size = 1000


def make_uploader() -> User:
    """Somebody who may upload: a teacher."""
    user = UserFactory()
    give_role(user, SchoolFactory(), Role.TEACHER)
    return User.objects.get(pk=user.pk)


def ffmpeg(*arguments: str) -> None:
    """Run ffmpeg; its complaint is the failure."""
    subprocess.run([FFMPEG, "-nostdin", "-v", "error", "-y", *arguments], check=True)


def make_video(
    path: Path,
    *,
    seconds: float = 3,
    size: str = "320x240",
    rate: int = 25,
    picture: str = "testsrc2",
    audio: str | None = "sine=frequency=440",
    options: tuple[str, ...] = ("-c:v", "libx264", "-preset", "ultrafast", "-c:a", "aac"),
) -> Path:
    """A test picture with a tone, in whatever container the name asks for."""
    inputs = ["-f", "lavfi", "-i", f"{picture}=size={size}:rate={rate}:duration={seconds}"]
    if audio:
        inputs += ["-f", "lavfi", "-i", f"{audio}:duration={seconds}"]
    path.parent.mkdir(parents=True, exist_ok=True)
    ffmpeg(*inputs, *options, str(path))
    return path


def make_heavy_video(path: Path, size: int) -> Path:
    """A short video of exactly so many bytes: the rest is a box that players skip (`free`,
    ISO/IEC 14496-12, 8.1.2)."""
    make_video(path)
    rest = size - path.stat().st_size
    with path.open("ab") as file:
        file.write(rest.to_bytes(4, "big") + b"free" + random.Random(1).randbytes(rest - 8))
    return path


def converted(asset: Asset) -> Asset:
    """Do the asset's job now, as a worker would. Needs a transactional test: it beats in a
    thread with a connection of its own."""
    for job in asset.jobs.filter(state="queued"):
        pipeline.work(job.pk)
    asset.refresh_from_db()
    return asset


def make_result(source: Path, out: Path) -> tuple[Plan, Result]:
    """Convert a file once, for many assets."""
    plan = make_plan(probe(source))
    return plan, transcode(source, plan, out)


def published(asset: Asset, plan: Plan, result: Result) -> Asset:
    """The asset as if its job had made `result`, which stays where it is."""
    job = asset.jobs.get()
    lease = jobs.claim(job.pk)
    assert lease
    with tempfile.TemporaryDirectory() as scratch:
        copied = copy.deepcopy(result)
        copied.poster = _copy(result.poster, scratch)
        copied.sheet = _copy(result.sheet, scratch)
        copied.renditions = [
            replace(made, path=_copy(made.path, scratch, made.name)) for made in result.renditions
        ]
        stored = f"{storage.MADE}/{asset.pk}/{lease.job_id}-{lease.number}"
        heart = pipeline.Heart(lease)
        assert pipeline._publish(lease, *pipeline._store(asset, plan, copied, stored, heart), 0.0)
    best = max(plan.rungs, key=lambda rung: rung.height)
    Asset.objects.filter(pk=asset.pk).update(
        duration=plan.duration,
        width=best.width,
        height=best.height,
        fps=plan.fps,
        has_audio=plan.audio,
    )
    asset.refresh_from_db()
    return asset


def _copy(path: Path, folder: str, name: str = "") -> Path:
    return Path(shutil.copy(path, Path(folder) / (f"{name}-{path.name}" if name else path.name)))
