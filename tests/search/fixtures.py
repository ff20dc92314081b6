"""A library that the registry knows for the length of one test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lms.core import search_registry
from search import services
from tests.search.corpus import ListProvider, library


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[ListProvider]:
    """The only provider there is; empty."""
    one = ListProvider()
    monkeypatch.setattr(search_registry, "_providers", {one.name: one})
    return one


@pytest.fixture
def indexed(db: None, provider: ListProvider) -> ListProvider:
    """The provider with the test library, indexed."""
    for row in library():
        provider.put(row)
    services.rebuild()
    return provider
