"""Keeping the index in step, and what may be learnt from its vocabulary."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.test import TestCase, override_settings

from lms.core.search_registry import SearchDocument
from search import checks, selectors, services, tasks
from search.engines import database_engine
from search.engines.base import EngineUnavailable
from search.models import Change, Document, VocabularyPair, VocabularyWord
from search.vocabulary import StoredVocabulary
from tests.search.corpus import SCHOOL, ListProvider, document, library

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


def found(text: str) -> list[str]:
    return [row.hit.key for row in selectors.search(VISITOR, text).rows]


def test_an_update_indexes_what_the_provider_says_now(indexed: ListProvider) -> None:
    indexed.put(document("moi", "Định lí Pythagore", topic="Tam giác vuông"))
    services.update(["lesson:moi"])
    assert found("định lý Pythagore") == ["lesson:moi"]


def test_what_the_provider_no_longer_has_is_taken_out(indexed: ListProvider) -> None:
    del indexed.rows["lesson:dao-ham"]
    services.update(["lesson:dao-ham"])
    assert "lesson:dao-ham" not in found("đạo hàm")


def test_keys_of_a_provider_that_is_gone_are_taken_out(indexed: ListProvider) -> None:
    database_engine().index([document("x", "Bài cũ")])
    Document.objects.filter(key="lesson:x").update(key="former:x")
    services.update(["former:x"])
    assert not Document.objects.filter(key="former:x").exists()


def test_an_update_repeated_changes_nothing(indexed: ListProvider) -> None:
    before = dict(VocabularyWord.objects.values_list("exact", "count"))
    services.update(list(indexed.rows))
    services.update(list(indexed.rows))
    assert dict(VocabularyWord.objects.values_list("exact", "count")) == before


def test_counts_kept_step_by_step_equal_counts_made_afresh(indexed: ListProvider) -> None:
    indexed.put(document("dao-ham", "Đạo hàm của hàm hợp", topic="Đạo hàm"))
    indexed.put(document("bac-hai", "Phương trình", audience=SCHOOL))
    del indexed.rows["lesson:lang"]
    services.update(["lesson:dao-ham", "lesson:bac-hai", "lesson:lang"])
    words = sorted(VocabularyWord.objects.values_list())
    pairs = sorted(VocabularyPair.objects.values_list())
    services.rebuild()
    assert sorted(VocabularyWord.objects.values_list()) == words
    assert sorted(VocabularyPair.objects.values_list()) == pairs


def test_no_word_of_a_document_that_is_not_public_enters_the_vocabulary(
    indexed: ListProvider,
) -> None:
    assert StoredVocabulary().entries(["zirconi", "khinh"]) == {}
    assert selectors.search(VISITOR, "zirconii").query.changed == ""


def test_words_leave_the_vocabulary_when_the_last_public_document_does(
    indexed: ListProvider,
) -> None:
    assert StoredVocabulary().entries(["tiep"])
    indexed.put(document("dao-ham", "Đạo hàm và tiếp tuyến", audience=SCHOOL))
    services.update(["lesson:dao-ham"])
    assert StoredVocabulary().entries(["tuyen"]) == {}


def test_an_update_waits_for_the_commit(
    indexed: ListProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[list[str]] = []
    monkeypatch.setattr(services, "update", lambda keys: done.append(keys))
    with TestCase.captureOnCommitCallbacks() as callbacks:
        services.enqueue_update(["lesson:b", "lesson:a", "lesson:b"])
        services.enqueue_update([])
        assert done == []
    assert len(callbacks) == 1
    tasks.update_documents.call(keys=["lesson:a", "lesson:b"])
    assert done == [["lesson:a", "lesson:b"]]


def test_what_changes_during_a_rebuild_is_not_overwritten_by_the_older_reading(
    provider: ListProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for row in library():
        provider.put(row)
    stale = list(library())

    def while_reading(keys: list[str] | None = None):  # type: ignore[no-untyped-def]
        if keys is not None:
            return iter([provider.rows[key] for key in keys if key in provider.rows])
        return reading()

    def reading():  # type: ignore[no-untyped-def]
        provider.put(document("dao-ham", "Nguyên hàm", topic="Nguyên hàm"))
        services.update(["lesson:dao-ham"])
        yield from stale

    monkeypatch.setattr(provider, "documents", while_reading)
    services.rebuild()
    assert found("nguyên hàm") == ["lesson:dao-ham"]


def test_the_command_rebuilds_and_counts(provider: ListProvider) -> None:
    for row in library():
        provider.put(row)
    out = StringIO()
    call_command("search_rebuild", stdout=out)
    assert str(len(library())) in out.getvalue()
    assert Document.objects.count() == len(library())


def test_changes_are_noted_and_none_waits_without_a_search_server(indexed: ListProvider) -> None:
    services.update(["lesson:dao-ham"])
    assert list(Change.objects.values_list("key", "waiting")) == [("lesson:dao-ham", False)]


def test_a_backend_of_another_database_is_refused_at_start() -> None:
    assert checks.backend_fits_the_database() == []
    other = "postgres" if database_engine().name == "sqlite" else "sqlite"
    with override_settings(SEARCH_BACKEND=other):
        assert [error.id for error in checks.backend_fits_the_database()] == ["search.E001"]


class _Outside:
    """A search server that takes documents and goes away before one is removed."""

    def index(self, documents: Iterable[SearchDocument]) -> int:
        return len(list(documents))

    def remove(self, keys: Iterable[str]) -> None:
        raise EngineUnavailable

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        return self.index(documents)


def test_what_is_noted_at_the_end_of_a_rebuild_still_waits_for_the_search_server(
    indexed: ListProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    # After the re-reading of changes, before the notes of waiting are cleared.
    engine = _Outside()
    monkeypatch.setattr(services, "outside_engine", lambda: engine)
    rebuilt = services._rebuild

    def and_then_something_goes(one: Any) -> int:
        count = rebuilt(one)
        if one is engine:
            del indexed.rows["lesson:dao-ham"]
            services._note(["lesson:dao-ham"], waiting=True)
        return count

    monkeypatch.setattr(services, "_rebuild", and_then_something_goes)
    services.rebuild()
    assert Change.objects.get(key="lesson:dao-ham").waiting
