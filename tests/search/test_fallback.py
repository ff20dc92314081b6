"""When the search server is away, readers go on finding, and are told so."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from search import selectors, services
from search.engines.elasticsearch import REQUEST_TIMEOUT, ElasticsearchEngine
from search.models import Change
from tests.search.corpus import ListProvider, document

pytestmark = pytest.mark.django_db


@dataclass
class Hanging:
    """A server that takes connections and never answers."""

    address: str
    taken: list[socket.socket] = field(default_factory=list)


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        one = Hanging(f"http://127.0.0.1:{server.getsockname()[1]}")
        over = threading.Event()

        def accept() -> None:
            while not over.is_set():
                try:
                    one.taken.append(server.accept()[0])
                except TimeoutError:
                    continue

        thread = threading.Thread(target=accept)
        thread.start()
        yield one
        over.set()
        thread.join()
        for connection in one.taken:
            connection.close()


def use(engine: ElasticsearchEngine, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SEARCH_BACKEND = "elasticsearch"
    monkeypatch.setattr(selectors, "outside_engine", lambda: engine)
    monkeypatch.setattr(services, "outside_engine", lambda: engine)


@pytest.fixture
def refused(
    indexed: ListProvider, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> ElasticsearchEngine:
    """The library indexed, then a server where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    engine = ElasticsearchEngine(f"http://127.0.0.1:{port}", prefix="nobody")
    use(engine, settings, monkeypatch)
    return engine


def test_the_database_answers_and_the_page_says_so(
    client: Client, refused: ElasticsearchEngine
) -> None:
    html = client.get("/tim-kiem/", {"q": "phuong trinh bac hai"}).content.decode()
    assert "/hoc-lieu/bac-hai/" in html
    assert 'class="alert warn"' in html
    suggested = client.get("/tim-kiem/goi-y/", {"q": "phuong tr"}).json()["suggestions"]
    assert suggested


def test_the_audience_holds_in_the_fallback_too(refused: ElasticsearchEngine) -> None:
    found = selectors.search(AnonymousUser(), "khinh khí cầu", literal=True)
    assert found.degraded
    assert found.total == 0


def test_what_is_written_meanwhile_waits_for_the_server(
    refused: ElasticsearchEngine, provider: ListProvider
) -> None:
    provider.put(document("moi", "Định luật bảo toàn năng lượng"))
    services.update(["lesson:moi"])
    assert selectors.search(AnonymousUser(), "bảo toàn năng lượng").total == 1
    assert Change.objects.get(key="lesson:moi").waiting
    assert not refused.ready()


def test_a_hanging_server_is_asked_for_two_readers_and_not_for_the_others(
    indexed: ListProvider,
    hanging: Hanging,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    use(ElasticsearchEngine(hanging.address, prefix="hangs"), settings, monkeypatch)
    asked = []
    for _ in range(4):
        started = time.monotonic()
        assert selectors.search(AnonymousUser(), "đạo hàm").total >= 1
        asked.append(len(hanging.taken))
        if len(asked) <= 2:
            assert time.monotonic() - started >= REQUEST_TIMEOUT, "it was really waited for"
    assert asked == [1, 2, 2, 2]
