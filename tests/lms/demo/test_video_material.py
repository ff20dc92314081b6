"""A demo video from its script to an approved material, and what a kill on the way leaves."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from django_tasks_db.models import DBTaskResult

from content.materials.models import Material
from content.versions.models import VersionFile
from lms.demo import materials, services, tasks, texts, video
from media_pipeline import services as media
from media_pipeline import storage
from media_pipeline.models import Asset, Caption
from tests.factories.materials import published
from tests.factories.media import converted
from tests.factories.media import make_video as make_test_video

pytestmark = pytest.mark.usefixtures("as_migrated")
SLUG = "quang-hop-o-thuc-vat"


@pytest.fixture(autouse=True)
def _own_folders(settings: Any, tmp_path: Path) -> None:
    settings.DEMO_MARKER = tmp_path / "demo.json"
    settings.MEDIA_INCOMING_DIR = tmp_path / "uploads"
    settings.MEDIA_WORK_DIR = tmp_path / "work"
    if not settings.S3_BUCKET:
        settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture(autouse=True)
def _two_slides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real script, cut to a few sentences."""
    script = yaml.safe_load((video.SCRIPTS / f"{SLUG}.yaml").read_text(encoding="utf-8"))
    script["slides"] = script["slides"][:2]
    for slide in script["slides"]:
        slide["narration"] = slide["narration"][:2]
    monkeypatch.setattr(video, "SCRIPTS", tmp_path)
    (tmp_path / f"{SLUG}.yaml").write_text(yaml.safe_dump(script), encoding="utf-8")


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The province with this one material left to the worker; what seeding said."""
    text = texts.read(materials.TEXTS / f"{SLUG}.md")
    monkeypatch.setattr(services.texts, "read_all", lambda folder: [text])
    lines: list[str] = []
    services.seed(say=lines.append)
    return lines


def test_the_worker_makes_the_video_and_the_material_follows_with_captions(
    said: list[str],
) -> None:
    assert said == ["Demo 1/1: Quang hợp ở thực vật (video in the background)"]
    waiting = DBTaskResult.objects.get(task_path="lms.demo.tasks.make_video_material")
    waiting.task.call(**waiting.args_kwargs["kwargs"])
    asset = Asset.objects.get()
    assert not Material.objects.filter(is_demo=True).exists(), "not before it can be played"

    asset = converted(asset)

    assert asset.is_ready
    assert asset.has_audio
    assert (asset.width, asset.height) == video.SIZE
    page = Material.objects.get(is_demo=True)
    assert page.review_state == "approved"
    used = VersionFile.objects.filter(version=published(page))
    assert used.get(asset__isnull=False).asset == asset
    caption = used.get(caption__isnull=False).caption
    assert caption.language == "vi"
    assert caption.cues == 4
    assert caption.ends_at == pytest.approx(asset.duration, abs=2)
    with storage.open_file(caption.storage_key) as file:
        assert "Chào các em." in file.read().decode()


def test_a_run_cut_short_before_the_captions_is_done_whole_by_the_next(
    said: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    captions = tmp_path / "captions.vtt"
    captions.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nChào các em.\n", encoding="utf-8")
    made = video.Made(make_test_video(tmp_path / "short.mp4", seconds=2), captions)
    monkeypatch.setattr(video, "make_video", lambda slug, folder: made)
    attach = media.attach_captions

    def killed(**facts: Any) -> Caption:
        raise KeyboardInterrupt

    monkeypatch.setattr(media, "attach_captions", killed)
    with pytest.raises(KeyboardInterrupt):
        tasks.make_video_material.call(slug=SLUG)
    assert not Asset.objects.exists()

    monkeypatch.setattr(media, "attach_captions", attach)
    tasks.make_video_material.call(slug=SLUG)
    tasks.make_video_material.call(slug=SLUG)
    assert Caption.objects.get().asset == Asset.objects.get()
