"""The search contract on a real PostgreSQL (DATABASE_URL)."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from search.engines.postgres import PostgresEngine
from tests.search.contract import EngineContract

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="DATABASE_URL is not PostgreSQL"),
]


class TestPostgreSQL(EngineContract):
    """tsvectors in the database."""

    @pytest.fixture
    def engine(self) -> PostgresEngine:
        return PostgresEngine()


@pytest.mark.django_db(transaction=True)
def test_the_index_tables_can_be_taken_back_and_made_again() -> None:
    call_command("migrate", "search", "0001", verbosity=0)
    assert "search_vector" not in connection.introspection.table_names()
    call_command("migrate", "search", verbosity=0)
    tables = connection.introspection.table_names()
    assert "search_vector" in tables
    assert "search_fts" not in tables
