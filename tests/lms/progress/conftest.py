"""A student, a teacher and a published lecture with a video of 100 seconds."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from content.materials.models import MaterialVersion
from lms.people.models import User
from media_pipeline.models import Asset
from tests.conftest import mark_own_folder
from tests.factories.materials import block, make_version, step
from tests.factories.media_published import caption_of, published_asset
from tests.factories.people import SchoolFactory, UserFactory, give_role


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Reports of several pages at once meet in one row."""
    mark_own_folder(items, __file__)


@dataclass
class Lesson:
    """What the tests speak of."""

    student: User
    teacher: User
    version: MaterialVersion
    asset: Asset
    steps: list[str]


@pytest.fixture
def lesson(db, settings, tmp_path: Path) -> Lesson:
    """Two steps, the second with a video; read after 5 seconds, watched at 80 %."""
    settings.MEDIA_ROOT = tmp_path
    school = SchoolFactory()
    teacher, student = UserFactory(), UserFactory()
    give_role(teacher, school, "teacher")
    give_role(student, school, "student")
    asset = published_asset(teacher)
    caption_of(asset)
    video = block("video", {"asset": str(asset.pk), "title": "Video"})
    version = make_version(
        author=teacher, steps=[step("Mở đầu"), step("Xem và đọc", video)], step_seconds=5
    )
    return Lesson(student, teacher, version, asset, [s["id"] for s in version.content])
