"""A video that says it belongs to the demo is not believed: only demo accounts publish by it."""

from typing import Any

import pytest

from content.curriculum import services as curriculum
from content.materials.models import Material
from lms.demo import tasks
from lms.demo.people import Province
from lms.people.models import User
from media_pipeline import signals
from media_pipeline.models import Asset
from tests.factories.media_published import caption_of, published_asset
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db
SLUG = "quang-hop-o-thuc-vat"


@pytest.fixture(autouse=True)
def _province(db: None, settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    curriculum.load_bundled(acting_user=None)
    Province("mat-khau-demo").write()


def ready(owner: User, purpose: str = f"demo:{SLUG}") -> Asset:
    """A video as the pipeline leaves it, and the news of it."""
    asset = published_asset(owner, purpose=purpose, duration=100.0)
    caption_of(asset)
    # Not robustly: what a listener raises is seen.
    signals.asset_ready.send(Asset, asset_id=asset.pk, owner_id=owner.pk)
    return asset


def a_teacher() -> User:
    user = UserFactory()
    give_role(user, SchoolFactory(), "teacher")
    return user


def demo_author() -> User:
    return User.objects.get(username="giaovien.khtn")


def test_a_video_of_the_demo_becomes_its_material() -> None:
    ready(demo_author())
    assert Material.objects.get().is_demo


def test_somebody_elses_video_with_the_same_purpose_becomes_nothing() -> None:
    ready(a_teacher())
    assert not Material.objects.exists()


def test_nothing_is_written_where_no_demo_is_allowed(settings: Any) -> None:
    settings.DEMO_ALLOWED = False
    ready(demo_author())
    assert not Material.objects.exists()


def test_a_path_is_no_name_of_a_text(tmp_path: Any) -> None:
    text = (tasks.materials.TEXTS / f"{SLUG}.md").read_text(encoding="utf-8")
    (tmp_path / "evil.md").write_text(text, encoding="utf-8")
    ready(demo_author(), purpose=f"demo:{tmp_path}/evil")
    assert not Material.objects.exists()


def test_seeding_makes_its_own_video_and_takes_nobody_elses(monkeypatch: Any) -> None:
    ready(a_teacher())
    made: list[str] = []

    def make_video(slug: str, folder: Any) -> None:
        made.append(slug)
        raise KeyboardInterrupt

    monkeypatch.setattr("lms.demo.video.make_video", make_video)
    with pytest.raises(KeyboardInterrupt):
        tasks.make_video_material.call(slug=SLUG)
    assert len(made) == 1
    assert not Material.objects.exists()
