"""The small programme that most of these tests start from."""

from pathlib import Path

import pytest

from tests.factories.curriculum import import_small_programme


@pytest.fixture
def small_programme(db: None, tmp_path: Path) -> None:
    """Two subjects of grade 9 with four topics."""
    report = import_small_programme(tmp_path)
    assert report.applied
