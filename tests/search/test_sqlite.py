"""The contract on SQLite FTS5."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.db import connection

from search import expand
from search.engines.sqlite import SQLiteEngine
from search.vocabulary import StoredVocabulary
from tests.search.contract import EngineContract
from tests.search.corpus import VISITOR, library

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="needs SQLite"),
]


class TestSQLite(EngineContract):
    """FTS5 in the database file."""

    @pytest.fixture
    def engine(self) -> SQLiteEngine:
        return SQLiteEngine()


@pytest.mark.django_db(transaction=True)
def test_the_index_tables_can_be_taken_back_and_made_again() -> None:
    call_command("migrate", "search", "0001", verbosity=0)
    assert "search_fts" not in connection.introspection.table_names()
    call_command("migrate", "search", verbosity=0)
    tables = connection.introspection.table_names()
    assert {"search_fts", "search_audience"} <= set(tables)
    assert "search_vector" not in tables


def test_no_query_runs_the_match_once_per_document() -> None:
    """The audience and the documents are looked up per hit; the match itself runs once."""
    engine = SQLiteEngine()
    engine.index(library())
    query = expand.parse("phương trình", StoredVocabulary())
    sql, parameters = engine._match(query, "all", VISITOR)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        plan = [row[3] for row in cursor.fetchall()]
    assert plan[0].startswith("SCAN f VIRTUAL TABLE")
    assert sum("VIRTUAL TABLE" in step for step in plan) == 1
    assert any(step.startswith("SEARCH a ") and "doc=?" in step for step in plan)
