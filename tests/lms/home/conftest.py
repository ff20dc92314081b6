"""A school with its subject group, a department above it, and a way to fill a library."""

import pytest

from tests.content.review.world import World, build


@pytest.fixture
def world(db: None, settings, tmp_path) -> World:
    """Built anew for each test; files in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    return build()
