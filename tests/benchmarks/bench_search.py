"""What our search costs beside the engine's own work.

p50 of a whole search (expansion, audience, facets, corrections, highlights) over p50 of the same
statement, facets and documents sent raw to the engine, in turn within one run. The goal is a ratio
of at most 2. SQLite always, or PostgreSQL when DATABASE_URL names one; Elasticsearch as well
when ELASTICSEARCH_URL is set.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from types import SimpleNamespace
from typing import Any
from unittest import mock

DOCUMENTS = int(os.environ.get("BENCH_DOCUMENTS", "3000"))
ROUNDS = 8
GOAL = 2.0
# Fifty circles, about three quarters of the documents.
TOKENS = frozenset({"public:all", *(f"unit:{number}:all" for number in range(49))})
QUERIES = (
    "phương trình bậc hai",
    "phuong trinh bac hai",
    "hệ phương trình",
    "pt bậc 2",
    "phuowng trinhf baacj hai",
    "phuong trihn",
    "đồ thị hàm số",
    "tam giác vuông",
    "quang hop o thuc vat",
    "lịch sử lớp 9",
)
_PARTS = (
    "phương trình bậc hai một ẩn",
    "hệ hai phương trình bậc nhất",
    "đồ thị của hàm số",
    "tam giác vuông và đường cao",
    "quang hợp ở thực vật",
    "định luật bảo toàn khối lượng",
    "lịch sử Việt Nam cận đại",
    "từ đồng nghĩa và từ trái nghĩa",
    "bản đồ và lược đồ",
    "cách mạng công nghiệp",
    "biện pháp tu từ so sánh",
    "thuật toán sắp xếp",
)


def _documents() -> Iterator[Any]:
    from lms.core.search_registry import Section
    from tests.search.corpus import document

    subjects = ("toan", "khtn", "van", "ls", "tin")
    for number in range(DOCUMENTS):
        first, second = _PARTS[number % 12], _PARTS[number // 12 % 12]
        third = _PARTS[number // 144 % 12]
        sections = [
            Section(
                step,
                f"Mục {step}",
                f"Nói về {first}, so với {second}, rồi {third} ở ví dụ {number + step}.",
                f"buoc-{step}",
            )
            for step in range(1, 9)
        ]
        yield document(
            f"bench-{number}",
            f"Bài {number}: {first} và {second}",
            topic=first,
            sections=sections,
            subject=subjects[number % 5],
            grade=number % 12 + 1,
            kind=("lecture", "video", "exercises")[number % 3],
            audience=("public:all",) if number % 2 else (f"unit:{number % 100}:all",),
        )


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _compare(name: str, ours: Callable[[str], object], raw: Callable[[str], object]) -> None:
    mine, theirs = [], []
    for turn in range(ROUNDS + 1):
        for text in QUERIES:
            took = _timed(lambda text=text: ours(text)), _timed(lambda text=text: raw(text))
            if turn:  # the first round warms the caches
                mine.append(took[0])
                theirs.append(took[1])
    median, beside = statistics.median(mine) * 1000, statistics.median(theirs) * 1000
    ratio = median / beside
    verdict = "ok" if ratio <= GOAL else "MISSED"
    print(
        f"search {name}, {DOCUMENTS} documents: p50 {median:.1f} ms / raw {beside:.1f} ms "
        f"= {ratio:.2f} (goal <= {GOAL:g}) {verdict}"
    )


def main() -> None:
    """Print one ratio per engine."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")
    import django

    django.setup()
    from django.apps import apps
    from django.db import connection

    from lms.core import search_registry
    from tests.search.corpus import ListProvider

    original = connection.settings_dict["NAME"]
    # Not the whole schema: search needs its own tables only.
    connection.settings_dict["NAME"] = connection.creation._create_test_db(0, autoclobber=True)
    connection.close()
    providers = {"lesson": ListProvider()}
    try:
        tables = import_module("search.migrations.0002_index_tables")
        with connection.schema_editor() as editor:
            for model in apps.get_app_config("search").get_models():
                editor.create_model(model)
            tables.create(apps, editor)
        with mock.patch.dict(search_registry._providers, providers, clear=True):
            _run_all()
    finally:
        connection.close()
        made = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = original
        connection.creation._destroy_test_db(made, 0)


def _run_all() -> None:
    from search import selectors
    from search.engines import database_engine

    reader = SimpleNamespace(is_authenticated=True, _reader_tokens=TOKENS)

    fallen: list[str] = []

    def ours(text: str) -> object:
        found = selectors.search(reader, text)
        if found.degraded:
            fallen.append(text)
        return found

    engine = database_engine()
    engine.rebuild(_documents())
    with mock.patch.object(selectors, "outside_engine", return_value=None):
        _compare(engine.name, ours, _raw_database(engine))
    url = os.environ.get("ELASTICSEARCH_URL")
    if not url:
        return
    from search.engines.elasticsearch import ElasticsearchEngine

    server = ElasticsearchEngine(url, prefix="bench")
    server.rebuild(_documents())
    try:
        with mock.patch.object(selectors, "outside_engine", return_value=server):
            _compare(server.name, ours, _raw_elasticsearch(server))
        if fallen:
            print(f"search {server.name}: {len(fallen)} searches were answered by the database")
    finally:
        server.drop()


def _request(text: str) -> Any:
    from search import expand
    from search.queries import Request
    from search.vocabulary import StoredVocabulary

    return Request(expand.parse(text, StoredVocabulary()), TOKENS)


def _raw_database(engine: Any) -> Callable[[str], object]:
    """The statements our search runs on the index, prepared; then the rows of the page."""
    from django.db import connection

    prepared: dict[str, list[tuple[str, list[Any]]]] = {}
    for text in QUERIES:
        request = _request(text)
        modes: list[str] = []
        run = engine._run

        def noting(asked: Any, mode: str, run: Any = run, modes: Any = modes) -> Any:
            modes.append(mode)
            return run(asked, mode)

        with mock.patch.object(engine, "_run", noting):
            engine.search(request)
        prepared[text] = [engine.statement(request, mode) for mode in modes]

    def raw(text: str) -> object:
        with connection.cursor() as cursor:
            for statement in prepared[text]:
                cursor.execute(*statement)
                rows = cursor.fetchall()
            ids = [row[1] for row in rows if row[0] == 0] or [0]
            marks = ", ".join(["%s"] * len(ids))
            cursor.execute(f"SELECT * FROM search_document WHERE id IN ({marks})", ids)  # noqa: S608
            return cursor.fetchall()

    return raw


def _raw_elasticsearch(server: Any) -> Callable[[str], object]:
    from search.engines.es_requests import search_body

    bodies = {text: search_body(_request(text)) for text in QUERIES}
    return lambda text: server._reader.search(index=server.alias, **bodies[text])


if __name__ == "__main__":
    main()
