"""The search contract on a real PostgreSQL (DATABASE_URL)."""

from __future__ import annotations

from collections.abc import Iterable
from time import sleep
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from lms.core.search_registry import SearchDocument
from search import services, vocabulary
from search.engines.postgres import PostgresEngine
from search.models import Document, VocabularyWord
from tests.beside import WAIT, Beside, Held
from tests.search.contract import EngineContract
from tests.search.corpus import ListProvider, document
from tests.search.fixtures import provider

__all__ = ["provider"]

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


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("known", [False, True], ids=["new", "known"])
def test_two_workers_with_one_document_count_its_words_once(
    monkeypatch: pytest.MonkeyPatch, known: bool
) -> None:
    if known:
        PostgresEngine().index([document("khi-cau", "Một bài khác")])
    row = document("khi-cau", "Zeppelin bay")
    held = Held(vocabulary.apply)
    monkeypatch.setattr(vocabulary, "apply", held)
    first = Beside(lambda: PostgresEngine().index([row]))
    assert held.reached.wait(WAIT)
    second = Beside(lambda: PostgresEngine().index([row]))
    sleep(0.5)  # Long enough to be at the lock.
    held.let_go.set()
    assert [first.result(), second.result()] == [1, 1]
    assert VocabularyWord.objects.get(exact="zeppelin").documents == 1
    PostgresEngine().remove([row.key])
    assert not VocabularyWord.objects.filter(exact="zeppelin").exists()


@pytest.mark.django_db(transaction=True)
def test_what_is_taken_away_while_a_worker_writes_it_stays_away(
    provider: ListProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = document("rut", "Bài bị rút")
    provider.put(row)
    reading = provider.documents

    def read(keys: Iterable[str] | None = None) -> list[SearchDocument]:
        return list(reading(keys))

    hold = Held(lambda rows: iter(rows))
    monkeypatch.setattr(provider, "documents", lambda keys=None: hold(read(keys)))

    def take_away() -> Any:
        with transaction.atomic():
            provider.rows.pop(row.key)
            services.take_away([row.key])

    worker = Beside(lambda: services.update([row.key]))
    assert hold.reached.wait(WAIT), "it has read the document and not written it yet"
    taker = Beside(take_away)
    sleep(0.5)
    hold.let_go.set()
    assert [worker.result(), taker.result()] == [None, None]
    assert not Document.objects.filter(key=row.key).exists()
