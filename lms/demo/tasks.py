"""The slow part of the demo: videos, made by the worker while the site already serves."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django_tasks import task

from lms.demo import materials, texts
from lms.demo.texts import DemoText
from lms.people.models import User
from media_pipeline import services as media
from media_pipeline.models import Asset

if TYPE_CHECKING:
    from lms.demo.video import Made

PURPOSE = "demo:{}"


# The queue of long work: on `default`, search and notices would wait for the videos.
@task(queue_name="media")
def make_video_material(slug: str) -> None:
    """Make a text's narrated video and hand it to the media pipeline; safe to run again.

    The material itself is written when the pipeline says the video is ready
    (`lms.demo.signal_handlers`), because review would not pass one without it.
    """
    from lms.demo.video import make_video

    text = _known(slug)
    if not settings.DEMO_ALLOWED or text is None or materials.exists(text):
        return
    own = Asset.objects.filter(purpose=PURPOSE.format(slug), owner__is_demo=True)
    asset = own.exclude(state="failed").first()
    if asset is None:
        with tempfile.TemporaryDirectory() as folder:
            asset = _hand_over(text, make_video(text.video, Path(folder)))
    if asset.state == Asset.State.READY:
        write_video_material(asset)


@transaction.atomic
def _hand_over(text: DemoText, made: Made) -> Asset:
    """Video and captions together or not at all: a video that came alone would stay so, because
    the next run finds it there."""
    author = User.objects.get(username=materials.cast_for(text).author)
    asset = media.import_file(
        acting_user=author,
        path=made.video,
        name=f"{text.slug}.mp4",
        purpose=PURPOSE.format(text.slug),
    )
    media.attach_captions(
        acting_user=author,
        asset=asset,
        content=made.captions.read_bytes(),
        original_name=f"{text.slug}.vtt",
        language="vi",
        label="Tiếng Việt",
        made_by_machine=False,
    )
    return asset


def _known(slug: str) -> DemoText | None:
    """The text with this name. It is looked for in the list, never opened by the name: that came
    from a row."""
    paths = {path.stem: path for path in materials.TEXTS.glob("*.md")}
    return texts.read(paths[slug]) if slug in paths else None


def write_video_material(asset: Asset) -> None:
    """Write the material of a demo video that can be played; does nothing for other assets.

    A material is published in the names of demo people, so the purpose alone is not believed: the
    video belongs to a demo account, and only where a demo is allowed.
    """
    kind, _colon, slug = asset.purpose.partition(":")
    if kind != "demo" or not settings.DEMO_ALLOWED or not asset.owner.is_demo:
        return
    text = _known(slug)
    if text is not None and not materials.exists(text):
        materials.write(text, asset_id=asset.pk)
