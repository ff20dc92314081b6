"""Videos that look converted, without running ffmpeg: for tests of pages, not of playing."""

from typing import Any

from lms.people.models import User
from media_pipeline import conf, storage
from media_pipeline.models import Asset, Caption, Job, Publication, Rendition
from tests.factories.media import AssetFactory

# The heaviest that the pipeline makes.
POSTER_BYTES = conf.POSTER_BYTES


def published_asset(owner: User, *, duration: float = 100.0, **columns: Any) -> Asset:
    """A ready asset with renditions, poster and sprite files of plausible sizes."""
    asset = AssetFactory(
        owner=owner, duration=duration, width=1280, height=720, has_audio=True, **columns
    )
    job = Job.objects.create(asset=asset, state=Job.State.DONE)
    folder = f"media/published/{asset.pk}"
    publication = Publication.objects.create(
        job=job,
        asset=asset,
        folder=folder,
        poster_key=storage.put_bytes(f"{folder}/poster.webp", b"p" * POSTER_BYTES),
        sprite_key=storage.put_bytes(f"{folder}/sprite.webp", b"s" * 100),
        sprite_interval=2,
        sprite_tile=[160, 90, 10, 50],
    )
    for name, side, size in (("720p", 720, 41_000_000), ("240p", 240, 9_800_000)):
        key = storage.put_bytes(f"{folder}/{name}.mp4", b"v" * 500)
        segments = {"target": 4, "map": [10, 0], "list": [[4, 100, 10]]}
        Rendition.objects.create(
            publication=publication, name=name, file_key=key, bytes=size, codecs="avc1", fps=25,
            width=side * 16 // 9, height=side, segments=segments,
        )  # fmt: skip
    key = storage.put_bytes(f"{folder}/mp4.mp4", b"v" * 500)
    Rendition.objects.create(publication=publication, name="mp4", file_key=key, bytes=500)
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.READY, published=publication)
    return Asset.objects.get(pk=asset.pk)


def caption_of(asset: Asset, text: str = "Xin chào các em", **columns: Any) -> Caption:
    """A caption track with one cue."""
    body = f"WEBVTT\n\n00:00.000 --> 00:04.000\n{text}\n".encode()
    key = storage.put_bytes(f"{storage.CAPTIONS}/{asset.pk}-{text[:3]}.vtt", body)
    columns = {"language": "vi", "label": "Tiếng Việt", "sha256": "0" * 64, "cues": 1, **columns}
    return Caption.objects.create(asset=asset, storage_key=key, **columns)
