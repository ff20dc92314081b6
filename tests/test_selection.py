"""Which tests run where: what depends on the database says so by itself, so that CI runs it on
PostgreSQL as well; of what the suite leaves out for its length, it runs another case."""

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

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


TESTS = Path(__file__).parent


def left_out() -> Iterator[tuple[str, list[Any]]]:
    """The tests with cases marked `more`: their name and all their cases."""
    for path in TESTS.rglob("test_*.py"):
        if path == Path(__file__) or "pytest.mark.more" not in path.read_text(encoding="utf-8"):
            continue
        name = ".".join(path.relative_to(TESTS.parent).with_suffix("").parts)
        for test in vars(importlib.import_module(name)).values():
            for mark in getattr(test, "pytestmark", ()) if callable(test) else ():
                assert mark.name != "more", f"{name}: mark a case, not the whole of {test.__name__}"
                if mark.name == "parametrize" and any(map(is_more, mark.args[1])):
                    yield f"{name}: {test.__name__}", list(mark.args[1])


def is_more(case: Any) -> bool:
    return any(mark.name == "more" for mark in getattr(case, "marks", ()))


def test_of_what_the_suite_leaves_out_it_runs_one_case() -> None:
    found = dict(left_out())
    assert found
    assert [name for name, cases in found.items() if all(map(is_more, cases))] == []
