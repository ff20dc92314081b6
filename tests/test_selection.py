"""Which tests CI runs on PostgreSQL as well: what depends on the database says so by itself."""

import pytest
from django.test.utils import CaptureQueriesContext


def is_marked(request: pytest.FixtureRequest) -> bool:
    return request.node.get_closest_marker("database") is not None


def test_one_that_commits_is_among_them(
    request: pytest.FixtureRequest, transactional_db: None
) -> None:
    assert is_marked(request)


@pytest.mark.django_db(transaction=True)
def test_one_that_is_marked_as_committing_too(request: pytest.FixtureRequest) -> None:
    assert is_marked(request)


@pytest.mark.django_db
def test_one_that_counts_queries_too(request: pytest.FixtureRequest) -> None:
    """As does every test of a module that imports what counts them."""
    assert CaptureQueriesContext
    assert is_marked(request)


def test_one_without_a_database_is_not(request: pytest.FixtureRequest) -> None:
    assert not is_marked(request)
