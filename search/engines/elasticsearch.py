"""Elasticsearch: the index of a large installation.

The text is analysed on the server by three analyzers that do what `normalise` does (the rules
for tone placement and y/i are generated from it); the query arrives already normalised and
expanded. Readers ask an alias; a rebuild fills a new index and moves the alias in one step. What
was written meanwhile is written again by `services.rebuild`.

A search waits at most REQUEST_TIMEOUT; see `lms.core.breaker` for what follows.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from secrets import token_hex
from typing import Any, TypeVar

from elasticsearch import ApiError, Elasticsearch, NotFoundError, TransportError, helpers

from lms.core.breaker import Breaker
from lms.core.search_registry import SearchDocument, nfc
from search.engines import es_requests
from search.engines.base import Engine, EngineUnavailable
from search.engines.database import arrange, title_key
from search.engines.es_mapping import MAPPINGS, SETTINGS
from search.normalise import folded_tokens
from search.queries import Found, Hit, Request, Suggestion

REQUEST_TIMEOUT = 1.5
WRITE_TIMEOUT = 30
_BULK = 200
_AWAY = {404, 408, 429, 502, 503, 504}
T = TypeVar("T")


class ElasticsearchEngine(Engine):
    """One alias on a server."""

    name = "elasticsearch"

    def __init__(self, url: str, prefix: str, breaker: Breaker | None = None) -> None:
        self.alias = f"{prefix}-documents"
        self.breaker = breaker or Breaker(EngineUnavailable)
        self._reader = Elasticsearch(
            url, request_timeout=REQUEST_TIMEOUT, max_retries=0, retry_on_timeout=False
        )
        self._has_all_fields = False
        self._writer = Elasticsearch(url, request_timeout=WRITE_TIMEOUT, max_retries=0)

    # --- Writing -------------------------------------------------------------------------------
    def index(self, documents: Iterable[SearchDocument]) -> int:
        """See Engine."""
        rows = list(documents)
        if not rows:
            return 0
        with _translated():
            self._ensure()
            return self._bulk(self.alias, rows, require_alias=True, refresh=True)

    def remove(self, keys: Iterable[str]) -> None:
        """See Engine."""
        with _translated():
            self._ensure()
            actions = [{"_op_type": "delete", "_index": self.alias, "_id": key} for key in keys]
            # Absent documents answer 404 each; that is no error.
            helpers.bulk(self._writer, actions, raise_on_error=False, refresh=True)

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """See Engine: a new index, then the alias moves."""
        with _translated():
            name = self._create()
            try:
                count = self._bulk(name, documents)
                self._writer.indices.refresh(index=name)
                old = self._behind_alias()
                moves = [{"remove": {"index": one, "alias": self.alias}} for one in old]
                moves.append({"add": {"index": name, "alias": self.alias}})
                self._writer.indices.update_aliases(actions=moves)
            except BaseException:
                self._writer.options(ignore_status=404).indices.delete(index=name)
                raise
            if old:
                self._writer.options(ignore_status=404).indices.delete(index=",".join(old))
            return count

    def drop(self) -> None:
        """Delete the alias and what is behind it (tests, and moving away)."""
        for name in self._behind_alias():
            self._writer.options(ignore_status=404).indices.delete(index=name)

    def _bulk(self, target: str, documents: Iterable[SearchDocument], **options: Any) -> int:
        written, _ = helpers.bulk(
            self._writer, _actions(target, documents), chunk_size=_BULK, **options
        )
        return int(written)

    def _create(self) -> str:
        name = f"{self.alias}-{datetime.now(UTC):%Y%m%d%H%M%S}-{token_hex(3)}"
        self._writer.indices.create(
            index=name, settings=SETTINGS, mappings=MAPPINGS, wait_for_active_shards="1"
        )
        return name

    def _ensure(self) -> None:
        """Without an alias a write would create an index of its name with guessed fields; an index
        made by an older version lacks fields that were added since."""
        if not self._behind_alias():
            name = self._create()
            self._writer.indices.put_alias(index=name, name=self.alias)
        elif not self._has_all_fields:
            self._writer.indices.put_mapping(index=self.alias, properties=MAPPINGS["properties"])
        self._has_all_fields = True

    def _behind_alias(self) -> list[str]:
        try:
            return sorted(self._writer.indices.get_alias(name=self.alias).body)
        except NotFoundError:
            return []

    # --- Asking --------------------------------------------------------------------------------
    def search(self, request: Request) -> Found:
        """See Engine."""
        if not request.query or not request.audience:
            return Found()
        answer = self._ask(es_requests.search_body(request))
        facets = {
            facet: {bucket["key"]: bucket["doc_count"] for bucket in part["values"]["buckets"]}
            for facet, part in answer["aggregations"].items()
        }
        return Found(
            hits=[_hit(row["_source"]) for row in answer["hits"]["hits"]],
            total=answer["hits"]["total"]["value"],
            facets=facets,
        )

    def nearest(self, request: Request) -> list[str]:
        """See Engine."""
        if not request.query or not request.audience:
            return []
        hits = self._ask(es_requests.nearest_body(request))["hits"]["hits"]
        topics = [row["_source"]["topic_label"] for row in hits]
        return list(dict.fromkeys(topic for topic in topics if topic))

    def suggest(self, text: str, audience: frozenset[str], limit: int = 8) -> list[Suggestion]:
        """See Engine; one request for topics and titles."""
        folded = folded_tokens(text)[:8]
        if not folded or not audience:
            return []
        searches = es_requests.suggest_searches(" ".join(folded), audience, limit)
        answer = self._guarded(
            lambda: self._reader.msearch(index=self.alias, searches=searches).body
        )
        rows = []
        for what, part in zip(("topic", "title"), answer["responses"], strict=True):
            if "hits" not in part:
                raise EngineUnavailable(str(part.get("status")))
            for row in part["hits"]["hits"]:
                source = row["_source"]
                shown = source["topic_label"] if what == "topic" else source["title"]
                key = title_key(shown)
                rows.append((what, key, shown, source["url"]))
        return arrange(rows, folded, limit)

    def ready(self) -> bool:
        """See Engine."""
        try:
            return bool(self._reader.indices.exists_alias(name=self.alias))
        except (TransportError, ApiError):
            return False

    def _ask(self, body: dict[str, Any]) -> Any:
        return self._guarded(lambda: self._reader.search(index=self.alias, **body).body)

    def _guarded(self, question: Callable[[], T]) -> T:
        with self.breaker, _translated():
            return question()


class _translated:  # noqa: N801 - reads as a verb where it is used
    """The client's "not there, not now" as EngineUnavailable; a real mistake stays one."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, TransportError):
            raise EngineUnavailable(type(error).__name__) from error
        if isinstance(error, ApiError) and error.status_code in _AWAY:
            raise EngineUnavailable(str(error.status_code)) from error


def _actions(target: str, documents: Iterable[SearchDocument]) -> Iterator[dict[str, Any]]:
    for one in documents:
        yield {
            "_index": target,
            "_id": one.key,
            "_source": {
                "key": one.key,
                "title": nfc(one.title),
                "title_key": title_key(one.title),
                "topic": nfc(one.topic),
                "topic_label": nfc(str(one.card.get("topic_label") or one.topic)),
                "meta": nfc(one.meta),
                "body": one.text,
                "url": one.url,
                "audience": sorted(one.audience),
                "grade": one.grade,
                "subject": one.subject or None,
                "kind": one.kind or None,
                "card": one.card,
                "outline": one.outline,
            },
        }


def _hit(source: dict[str, Any]) -> Hit:
    return Hit(
        key=source["key"],
        title=source["title"],
        topic=source["topic"],
        body=source["body"],
        url=source["url"],
        grade=source["grade"],
        subject=source["subject"] or "",
        kind=source["kind"] or "",
        card=source["card"],
        outline=source.get("outline") or [],
    )
