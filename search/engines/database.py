"""What the two indexes inside the database share: documents, vocabulary, paging, facets.

A search is one statement: the hits are found once, and both the page and the counts are read
from them. The counts come as a small table grade × subject × kind, from which every facet is
added up under the choices made in the others.
"""

import json
from abc import abstractmethod
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import combinations, islice
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from lms.core.search_registry import SearchDocument, nfc
from search import counts, vocabulary
from search.engines.base import Engine
from search.models import Document
from search.normalise import exact_tokens, folded_tokens
from search.queries import Filters, Found, Hit, Query, Request, Suggestion

ENOUGH = 10
"""With fewer hits that have every word, those that miss some are asked for too."""
_BATCH = 200
_MAX_RELAXED = 7
_TEXT_FIELDS = ("title", "topic", "meta", "body")


def required_sets(folded: Sequence[str], common: frozenset[str], mode: str) -> list[list[str]]:
    """Which words a document must have: any one of the lists returned is enough.

    `all` asks for every word; `most` lets one of three or four miss, two of more (three
    quarters, as the search server does); `any` is content with one.
    """
    telling = [word for word in dict.fromkeys(folded) if word not in common]
    telling = telling or list(dict.fromkeys(folded))
    if mode == "any":
        return [[word] for word in telling]
    if mode == "most" and len(telling) > 2:
        telling = telling[:_MAX_RELAXED]
        size = int(len(telling) * 0.75)
        return [list(some) for some in combinations(telling, size)]
    return [telling]


class DatabaseEngine(Engine):
    """An index in tables of the same database, in the same transaction as the documents."""

    # --- Writing -------------------------------------------------------------------------------
    def index(self, documents: Iterable[SearchDocument]) -> int:
        """See Engine."""
        return sum(self._index_batch(batch, timezone.now()) for batch in _batches(documents))

    @transaction.atomic
    def _index_batch(self, batch: list[SearchDocument], now: datetime) -> int:
        newest = {document.key: document for document in batch}
        keys = sorted(newest)
        batch = [newest[key] for key in keys]
        # A row for each, so that there is one to lock for a document that is new as well.
        empty = [Document(key=key, indexed_at=now) for key in keys]
        Document.objects.bulk_create(empty, ignore_conflicts=True)
        before = _public_texts(_locked(keys))
        rows = [_row(document, now) for document in batch]
        Document.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=[
                f.name for f in Document._meta.concrete_fields if f.name not in {"id", "key"}
            ],
        )
        stored = list(Document.objects.filter(key__in=keys))
        self._delete_entries([row.pk for row in stored])
        self._write_entries(stored)
        vocabulary.apply(vocabulary.difference(before, _public_texts(stored)))
        return len(batch)

    @transaction.atomic
    def remove(self, keys: Iterable[str]) -> None:
        """See Engine."""
        rows = list(_locked(keys))
        if not rows:
            return
        self._delete_entries([row.pk for row in rows])
        Document.objects.filter(pk__in=[row.pk for row in rows]).delete()
        vocabulary.apply(vocabulary.difference(_public_texts(rows), {}))

    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Write all documents again in small transactions, then drop the ones not met.

        One long transaction would hold SQLite's only write lock for minutes.
        """
        started = timezone.now()
        count = self.index(documents)
        gone = Document.objects.filter(indexed_at__lt=started).values_list("key", flat=True)
        for batch in _batches(list(gone)):
            self.remove(batch)
        public = Document.objects.filter(is_public=True).only(*_TEXT_FIELDS)
        vocabulary.replace(_texts(row) for row in public.iterator(chunk_size=_BATCH))
        return count

    @abstractmethod
    def _write_entries(self, rows: list[Document]) -> None: ...

    @abstractmethod
    def _delete_entries(self, ids: list[int]) -> None: ...

    # --- Asking --------------------------------------------------------------------------------
    def search(self, request: Request) -> Found:
        """See Engine: every word first, then most of them if that found little."""
        if not request.query or not request.audience:
            return Found()
        ids, cube = self._run(request, "all")
        if sum(count for _, count in cube) < ENOUGH and _can_relax(request.query):
            ids, cube = self._run(request, "most")
        return Found(
            hits=hits_by_id(ids),
            total=counts.total(cube, request.filters),
            facets=counts.add_up(cube, request.filters),
        )

    def nearest(self, request: Request) -> list[str]:
        """See Engine."""
        if not request.query or not request.audience:
            return []
        ids, _ = self._run(request, "any")
        labels = Document.objects.in_bulk(ids)
        return list(dict.fromkeys(labels[pk].topic_label for pk in ids if labels[pk].topic_label))

    @abstractmethod
    def _match(self, query: Query, mode: str, audience: frozenset[str]) -> tuple[str, list[Any]]:
        """SQL of (id, score, grade, subject, kind), best scores highest, with its parameters."""

    def statement(self, request: Request, mode: str) -> tuple[str, list[Any]]:
        """The one statement that finds the page and the counts."""
        matched, parameters = self._match(request.query, mode, request.audience)
        where, chosen = _where(request.filters)
        sql = (
            f"WITH hits(id, score, grade, subject, kind) AS MATERIALIZED ({matched}), "  # noqa: S608
            f"page AS (SELECT id FROM hits {where} ORDER BY score DESC, id LIMIT %s OFFSET %s) "
            "SELECT 0, id, NULL, NULL, NULL FROM page UNION ALL "
            "SELECT 1, COUNT(*), grade, subject, kind FROM hits GROUP BY grade, subject, kind"
        )
        return sql, [*parameters, *chosen, request.size, request.offset]

    def _run(self, request: Request, mode: str) -> tuple[list[int], counts.Cube]:
        with connection.cursor() as cursor:
            cursor.execute(*self.statement(request, mode))
            rows = cursor.fetchall()
        ids = [row[1] for row in rows if row[0] == 0]
        return ids, [((row[2], row[3], row[4]), row[1]) for row in rows if row[0] == 1]

    @abstractmethod
    def _prefixed(
        self, folded: list[str], audience: frozenset[str], limit: int
    ) -> list[tuple[str, str, str, str]]:
        """(what, key, text, address) of topics and titles whose words go on like these."""

    def suggest(self, text: str, audience: frozenset[str], limit: int = 8) -> list[Suggestion]:
        """See Engine."""
        folded = folded_tokens(text)[:8]
        if not folded or not audience:
            return []
        return arrange(self._prefixed(folded, audience, limit), folded, limit)

    def ready(self) -> bool:
        """See Engine."""
        tables = set(connection.introspection.table_names())
        return bool(tables & {"search_fts", "search_vector"})


def _can_relax(query: Query) -> bool:
    return any(len(set(a.folded) - query.common) > 2 for a in query.alternatives)


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    source = iter(items)
    while batch := list(islice(source, _BATCH)):
        yield batch


def title_key(title: str) -> str:
    """What two titles must share to be one suggestion."""
    return " ".join(exact_tokens(title))[:300]


def _row(document: SearchDocument, now: datetime) -> Document:
    return Document(
        key=document.key,
        grade=document.grade,
        subject=document.subject,
        kind=document.kind,
        is_public=document.is_public,
        indexed_at=now,
        url=document.url,
        title=nfc(document.title),
        title_key=title_key(document.title),
        topic_label=nfc(str(document.card.get("topic_label") or document.topic)),
        audience=sorted(document.audience),
        topic=nfc(document.topic),
        meta=nfc(document.meta),
        card=document.card,
        body=document.text,
        outline=document.outline,
    )


def _locked(keys: Iterable[str]) -> QuerySet[Document]:
    """These documents, held against other workers, who would take the same words out of the
    vocabulary once more; in one order, so that two workers never wait for each other."""
    return Document.objects.filter(key__in=list(keys)).order_by("key").select_for_update()


def _texts(row: Document) -> list[str]:
    return [getattr(row, name) for name in _TEXT_FIELDS]


def _public_texts(rows: Iterable[Document]) -> dict[str, list[str]]:
    return {row.key: _texts(row) for row in rows if row.is_public}


def hits_by_id(ids: list[int]) -> list[Hit]:
    """The documents of one page, in its order; one query."""
    rows = Document.objects.in_bulk(ids)
    return [
        Hit(
            key=row.key,
            title=row.title,
            topic=row.topic,
            body=row.body,
            url=row.url,
            grade=row.grade,
            subject=row.subject,
            kind=row.kind,
            card=row.card,
            outline=row.outline,
        )
        for row in (rows[pk] for pk in ids if pk in rows)
    ]


# --- Facets -------------------------------------------------------------------------------------
def _where(filters: Filters) -> tuple[str, list[Any]]:
    parts, parameters = [], []
    for facet in counts.FACETS:
        chosen = getattr(filters, facet)
        if chosen:
            parts.append(f"{facet} IN ({', '.join(['%s'] * len(chosen))})")
            parameters += chosen
    return ("WHERE " + " AND ".join(parts) if parts else ""), parameters


# --- Suggestions --------------------------------------------------------------------------------
def arrange(
    rows: Iterable[tuple[str, str, str, str]], folded: list[str], limit: int
) -> list[Suggestion]:
    """Topics first (at most three), then titles; those that begin as typed come first."""
    start = " ".join(folded)
    distinct: dict[tuple[str, str], Suggestion] = {}
    for what, key, text, url in rows:
        address = url if what == "title" else ""
        distinct.setdefault((what, key), Suggestion(text=text, kind=what, url=address))
    ranked = sorted(
        distinct.values(),
        key=lambda s: (not " ".join(folded_tokens(s.text)).startswith(start), len(s.text), s.text),
    )
    topics = [s for s in ranked if s.kind == "topic"][:3]
    titles = [s for s in ranked if s.kind == "title"][: limit - len(topics)]
    return topics + titles


def as_json(values: Iterable[str]) -> str:
    """A list as one parameter."""
    return json.dumps(list(values))
