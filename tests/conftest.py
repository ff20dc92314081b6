"""Fixtures every test may use. Data comes from tests/factories."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import translation
from hypothesis import settings as property_tests
from playwright.sync_api import Browser, expect, sync_playwright

from tests import migrated
from tests.untried import not_tried

# A loaded machine takes its time: how long one example took says nothing about the product.
property_tests.register_profile("pho-hien", deadline=None)
property_tests.load_profile("pho-hien")


_COMMITS = {"transactional_db", "live_server"}
_DATABASE = {"db", *_COMMITS}
_COUNTS_QUERIES = {"django_assert_num_queries", "django_assert_max_num_queries"}
# Whoever imports one of these counts queries, asks for a constraint, or has two connections.
_NAMES = {"CaptureQueriesContext", "IntegrityError", "Beside"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shows by itself that it depends on the database is marked so: CI runs it on PostgreSQL.
    Other tests say it themselves, in `pytestmark` or in the conftest.py of their folder."""
    for item in items:
        uses = set(getattr(item, "fixturenames", ()))
        django_db = item.get_closest_marker("django_db")
        commits = bool(uses & _COMMITS) or bool(django_db and django_db.kwargs.get("transaction"))
        counts = bool(uses & _COUNTS_QUERIES) or bool(_NAMES & set(vars(item.module)))
        if commits or (counts and uses_database(item)):
            item.add_marker(pytest.mark.database)
    # The longest begin first, so that no process waits for another one at the end. (pytest-django
    # has put those that commit after the others; that order stays.)
    items.sort(key=lambda item: uses_database(item) or item.get_closest_marker("slow") is None)


def uses_database(item: pytest.Item) -> bool:
    """Whether a test asks for the database, itself or by a fixture."""
    asks = _DATABASE & set(getattr(item, "fixturenames", ()))
    return bool(asks) or item.get_closest_marker("django_db") is not None


def mark_own_folder(items: list[pytest.Item], conftest: str) -> None:
    """For a conftest.py: all tests of its folder that use the database depend on it."""
    for item in items:
        if Path(conftest).parent in item.path.parents and uses_database(item):
            item.add_marker(pytest.mark.database)


@pytest.fixture(autouse=True)
def _clean_caches() -> None:
    """No test sees what another one cached."""
    cache.clear()


@pytest.fixture(autouse=True)
def _own_language() -> None:
    """No test speaks the language in which another one asked for its last page."""
    translation.deactivate()


def chromium() -> str | None:
    """CHROMIUM, or the one that the system has."""
    found = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    return found if Path(found).exists() else None


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    request: pytest.FixtureRequest,
    django_db_blocker: Any,
) -> None:
    """pytest-django's hook between naming the database and making it."""
    if not any(uses_database(item) for item in request.session.items):
        return
    with django_db_blocker.unblock():
        migrated.begin_with_a_copy(request.config)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """On SQLite, take the copy as it lies there: the folder of the tests goes at their end."""
    return connection.vendor == "sqlite"


_NOT_FOR_TESTS = connection.settings_dict["NAME"]
"""The database that the settings name, before pytest-django makes one for the tests."""


@pytest.fixture(scope="session", autouse=True)
def migrated_contents(django_db_setup: None, django_db_blocker: Any) -> str:
    """What migrations wrote, read before the first test: a test that commits ends with a flush."""
    if connection.settings_dict["NAME"] == _NOT_FOR_TESTS:
        return ""  # None of the tests chosen needs a database, so none was made.
    with django_db_blocker.unblock():
        return connection.creation.serialize_db_to_string()


@pytest.fixture
def as_migrated(migrated_contents: str, transactional_db: None) -> None:
    """The database as migrations leave it, for a test that commits, whatever committed before.

    Django's `serialized_rollback` writes over what a flush has left (our structure, made anew
    after it under other keys) and fails on it.
    """
    # Sequences go on: what comes back brings its own keys, and new rows must not meet them.
    call_command(
        "flush", interactive=False, verbosity=0, reset_sequences=False, inhibit_post_migrate=True
    )
    ContentType.objects.clear_cache()
    rows = json.loads(migrated_contents)
    # Content types first: where they are missing, Wagtail makes them for its own rows.
    rows.sort(key=lambda row: row["model"] != "contenttypes.contenttype")
    with transaction.atomic():
        for row in serializers.deserialize("python", rows):
            row.save()


def needed_chromium() -> str:
    """The same, or the test is not tried."""
    return chromium() or not_tried("NO CHROMIUM: the journeys did not run. Set CHROMIUM.")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys; without one they do not run, and say so."""
    path = needed_chromium()
    expect.set_options(timeout=20_000)  # Of a machine that does other things as well.
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=["--mute-audio"])
        yield running
        running.close()
