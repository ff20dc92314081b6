"""Shared by the media tests."""

from pathlib import Path

import pytest

from tests.conftest import mark_own_folder
from tests.factories.media import make_video


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Jobs and uploads take turns by locks of the database."""
    mark_own_folder(items, __file__)


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path: Path) -> None:
    """Files of each test in a folder of its own, also where the suite runs with S3: what these
    tests hold is the embedded default; tests/services holds the same against a real store."""
    settings.S3_BUCKET = ""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_INCOMING_DIR = tmp_path / "uploads"
    settings.MEDIA_WORK_DIR = tmp_path / "work"


@pytest.fixture(scope="session")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three seconds at 320×240 with a tone."""
    return make_video(tmp_path_factory.mktemp("video") / "bai-giang.mp4")
