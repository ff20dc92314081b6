"""The small province that tests of review live in."""

import pytest

from tests.content.review.world import World, build


@pytest.fixture
def world(db: None) -> World:
    """Built anew for each test."""
    return build()
