"""The fixtures of this folder; tests/services imports them too."""

import pytest

from tests.conftest import mark_own_folder
from tests.search.fixtures import indexed, provider

__all__ = ["indexed", "provider"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each database has a search engine of its own."""
    mark_own_folder(items, __file__)
