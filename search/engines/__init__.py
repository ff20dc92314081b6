"""The index behind one interface, three times: SQLite FTS5, PostgreSQL, Elasticsearch."""

from functools import cache

from django.conf import settings

from search.engines.base import Engine
from search.engines.database import DatabaseEngine


@cache
def _named(name: str) -> Engine:
    if name == "sqlite":
        from search.engines.sqlite import SQLiteEngine

        return SQLiteEngine()
    if name == "postgres":
        from search.engines.postgres import PostgresEngine

        return PostgresEngine()
    from search.engines.elasticsearch import ElasticsearchEngine

    return ElasticsearchEngine(url=settings.ELASTICSEARCH_URL, prefix=settings.SEARCH_INDEX_PREFIX)


def database_engine() -> DatabaseEngine:
    """The index inside the database: always kept, and what remains when a server is away."""
    vendor = settings.DATABASES["default"]["ENGINE"]
    engine = _named("sqlite" if vendor.endswith("sqlite3") else "postgres")
    assert isinstance(engine, DatabaseEngine)  # noqa: S101
    return engine


def outside_engine() -> Engine | None:
    """The search server, if the settings name one."""
    return _named("elasticsearch") if settings.SEARCH_BACKEND == "elasticsearch" else None
