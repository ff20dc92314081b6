"""The search contract on a real Elasticsearch (ELASTICSEARCH_URL), and what only it can do."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from search import engines, expand, selectors, services
from search.engines.elasticsearch import ElasticsearchEngine, _actions
from search.engines.es_mapping import MAPPINGS, SETTINGS, canon_rules
from search.models import Change
from search.normalise import exact_form, exact_tokens, folded_tokens
from search.queries import Request
from search.vocabulary import StoredVocabulary
from tests.search.contract import EngineContract
from tests.search.corpus import VISITOR, ListProvider, document, library
from tests.search.fixtures import provider

__all__ = ["provider"]
URL = os.environ.get("ELASTICSEARCH_URL", "")
pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db,
    pytest.mark.skipif(not URL, reason="ELASTICSEARCH_URL is not set"),
]


@pytest.fixture
def server() -> Iterator[ElasticsearchEngine]:
    """An alias of its own, gone afterwards."""
    engine = ElasticsearchEngine(URL, prefix=f"test-{uuid.uuid4().hex[:10]}")
    # What is tested here is what it finds. A server that has only just started, on a machine
    # that runs other tests, may take longer than a reader would be made to wait.
    engine._reader = engine._reader.options(request_timeout=30)
    yield engine
    engine.drop()


class TestElasticsearch(EngineContract):
    """The vocabulary of the expansion is in the database, so both indexes are kept."""

    @pytest.fixture
    def engine(self, server: ElasticsearchEngine) -> ElasticsearchEngine:
        server.rebuild([])
        return server

    @pytest.fixture
    def filled(self, engine: ElasticsearchEngine) -> ElasticsearchEngine:
        engine.index(library())
        engines.database_engine().index(library())
        return engine


@pytest.fixture
def chosen(
    server: ElasticsearchEngine,
    provider: ListProvider,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> ElasticsearchEngine:
    """The product set up with this server."""
    settings.SEARCH_BACKEND = "elasticsearch"
    monkeypatch.setattr(selectors, "outside_engine", lambda: server)
    monkeypatch.setattr(services, "outside_engine", lambda: server)
    for row in library():
        provider.put(row)
    return server


def keys(text: str) -> list[str]:
    return [row.hit.key for row in selectors.search(AnonymousUser(), text).rows]


def test_the_server_analyses_words_as_the_normaliser_does(server: ElasticsearchEngine) -> None:
    server.rebuild([])
    text = "Hoà Thuý VẬT LÝ kỹ quý Đạo hàm thuỷ Khoẻ hoàn mỹ thuật đường"
    for analyzer, expected in (
        ("vn_exact", exact_tokens(text)),
        ("vn_folded", folded_tokens(text)),
    ):
        answer = server._writer.indices.analyze(index=server.alias, analyzer=analyzer, text=text)
        assert [token["token"] for token in answer["tokens"]] == expected


def test_the_generated_rules_settle_every_habit() -> None:
    rules = dict(rule.split(" => ") for rule in canon_rules())
    assert len(rules) > 300
    assert all(exact_form(settled) == settled for settled in rules.values())


def test_readers_find_during_a_rebuild(server: ElasticsearchEngine) -> None:
    server.rebuild(library())
    query = expand.parse("phương trình", StoredVocabulary())
    counts = []

    def slowly():  # type: ignore[no-untyped-def]
        for row in library():
            counts.append(server.search(Request(query, VISITOR)).total)
            yield row

    server.rebuild(slowly())
    assert set(counts) == {3}
    assert server.search(Request(query, VISITOR)).total == 3
    assert len(server._behind_alias()) == 1


def test_a_failed_rebuild_leaves_the_old_index_and_no_orphan(server: ElasticsearchEngine) -> None:
    server.rebuild(library())

    def broken():  # type: ignore[no-untyped-def]
        yield library()[0]
        raise RuntimeError("a provider failed")

    with pytest.raises(RuntimeError):
        server.rebuild(broken())
    query = expand.parse("phương trình", StoredVocabulary())
    assert server.search(Request(query, VISITOR)).total == 3
    assert len(server._writer.indices.get(index=f"{server.alias}-*").body) == 1


def test_what_is_written_during_a_rebuild_is_not_lost(
    chosen: ElasticsearchEngine, provider: ListProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.rebuild()
    plain = provider.documents

    def documents(keys=None):  # type: ignore[no-untyped-def]
        if keys is not None:
            yield from plain(keys)
            return
        yield from list(plain())
        provider.put(document("spat", "Chuyên đề thấu kính", topic="Thấu kính"))
        services.update(["lesson:spat"])

    monkeypatch.setattr(provider, "documents", documents)
    services.rebuild()
    assert keys("thấu kính") == ["lesson:spat"]


def test_the_product_searches_the_server_and_says_nothing_of_it(
    chosen: ElasticsearchEngine, client: Client
) -> None:
    services.rebuild()
    found = selectors.search(AnonymousUser(), "phuong trinh bac hai")
    assert found.rows[0].hit.key == "lesson:bac-hai"
    assert not found.degraded
    answer = client.get("/tim-kiem/", {"q": "phuong trinh bac hai"}).content.decode()
    assert "alert warn" not in answer


def test_an_update_that_the_server_missed_is_made_up_for(
    chosen: ElasticsearchEngine, provider: ListProvider, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.rebuild()
    away = ElasticsearchEngine("http://127.0.0.1:9", prefix="away")
    monkeypatch.setattr(services, "outside_engine", lambda: away)
    provider.put(document("moi", "Định luật bảo toàn năng lượng"))
    services.update(["lesson:moi"])
    assert list(Change.objects.filter(waiting=True).values_list("key", flat=True)) == ["lesson:moi"]
    monkeypatch.setattr(services, "outside_engine", lambda: chosen)
    assert services.catch_up() == 1
    assert keys("bảo toàn năng lượng") == ["lesson:moi"]
    assert not Change.objects.filter(waiting=True).exists()


def test_an_index_of_an_older_version_answers_and_takes_new_documents(
    server: ElasticsearchEngine,
) -> None:
    old = {name: field for name, field in MAPPINGS["properties"].items() if name != "outline"}
    index = f"{server.alias}-old"
    server._writer.indices.create(
        index=index, settings=SETTINGS, mappings={"dynamic": "strict", "properties": old}
    )
    server._writer.indices.put_alias(index=index, name=server.alias)
    (action,) = _actions(index, [document("cu", "Bài cũ")])
    del action["_source"]["outline"]
    server._writer.index(index=index, id="lesson:cu", document=action["_source"], refresh=True)

    def found(text: str) -> list[str]:
        query = expand.parse(text, StoredVocabulary(), literal=True)
        return [hit.key for hit in server.search(Request(query, VISITOR)).hits]

    assert found("bài cũ") == ["lesson:cu"]
    assert server.index([document("moi", "Bài mới")]) == 1
    assert "lesson:moi" in found("bài mới")
