"""PostgreSQL: three tsvector columns built in Python, and the audience as an array.

The vectors are written as literals from our own words (x exact, f folded, p pairs), weighted
A title, B topic, C meta, D body, so that no text search configuration and no extension is
needed. A gap between fields keeps phrases from crossing them.
(https://www.postgresql.org/docs/15/textsearch-controls.html)
"""

from typing import Any

from django.db import connection

from search.engines.database import DatabaseEngine, required_sets
from search.models import Document
from search.normalise import pair_tokens, words
from search.queries import Alternative, Query

_RANK_WEIGHTS = "'{0.1,0.25,0.75,1.0}'::real[]"
_FIELDS = (("title", "A"), ("topic", "B"), ("meta", "C"), ("body", "D"))
_LAST_POSITION = 16_383
_MOST_POSITIONS = 200  # of one word; tsvector keeps 255 at most

_PREFIX = """
SELECT %s, {key}, MIN({text}), MIN(d.url)
FROM search_vector AS v JOIN search_document AS d ON d.id = v.doc
WHERE v.f @@ %s::tsquery AND v.audience && %s::text[]
GROUP BY {key} ORDER BY COUNT(*) DESC, LENGTH({key}), {key} LIMIT %s
"""


def quoted(token: str) -> str:
    """A word as a tsquery or tsvector lexeme."""
    return "'" + token.replace("\\", "\\\\").replace("'", "''") + "'"


def _any_of(parts: list[str]) -> str:
    return "(" + " | ".join(dict.fromkeys(parts)) + ")" if parts else ""


def required(query: Query, mode: str) -> str:
    """The tsquery a document must match, over folded words."""
    parts = []
    for one in query.alternatives:
        for some in required_sets(one.folded, query.common, mode):
            parts.append("(" + " & ".join(quoted(word) for word in some) + ")")
    return _any_of(parts)


def _scored(alternatives: tuple[Alternative, ...], shape: str) -> str:
    return _any_of([quoted(word) for one in alternatives for word in getattr(one, shape)])


class PostgresEngine(DatabaseEngine):
    """Vectors in a table of the same database."""

    name = "postgres"

    def _write_entries(self, rows: list[Document]) -> None:
        entries = [(row.pk, *_vectors(row), sorted(set(row.audience))) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_vector (doc, x, f, p, audience) "
                "VALUES (%s, %s::tsvector, %s::tsvector, %s::tsvector, %s::text[])",
                entries,
            )

    def _delete_entries(self, ids: list[int]) -> None:
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM search_vector WHERE doc = ANY(%s)", [ids])

    def _match(self, query: Query, mode: str, audience: frozenset[str]) -> tuple[str, list[Any]]:
        needed = required(query, mode)
        score = [f"ts_rank({_RANK_WEIGHTS}, v.f, %s::tsquery, 1)"]
        parameters: list[Any] = [_scored(query.alternatives, "folded")]
        if query.marked:
            score.append(f"ts_rank({_RANK_WEIGHTS}, v.x, %s::tsquery, 1)")
            parameters.append(_scored(query.alternatives, "exact"))
        pairs = _scored(query.alternatives, "pairs")
        if pairs:
            score.append(f"2 * ts_rank({_RANK_WEIGHTS}, v.p, %s::tsquery, 1)")
            parameters.append(pairs)
        sql = (
            f"SELECT v.doc, {' + '.join(score)}, d.grade, d.subject, d.kind "  # noqa: S608
            "FROM search_vector AS v JOIN search_document AS d ON d.id = v.doc "
            "WHERE v.f @@ %s::tsquery AND v.audience && %s::text[]"
        )
        return sql, [*parameters, needed, sorted(audience)]

    def _prefixed(
        self, folded: list[str], audience: frozenset[str], limit: int
    ) -> list[tuple[str, str, str, str]]:
        *whole, last = folded
        found: list[tuple[str, str, str, str]] = []
        columns = (
            ("topic", "d.topic_label", "d.topic_label", "B"),
            ("title", "d.title_key", "d.title", "A"),
        )
        with connection.cursor() as cursor:
            for what, key, text, weight in columns:
                ask = [f"{quoted(word)}:{weight}" for word in whole]
                ask.append(f"{quoted(last)}:*{weight}")
                cursor.execute(
                    _PREFIX.format(key=key, text=text),
                    [what, " & ".join(ask), sorted(audience), limit * 3],
                )
                found += cursor.fetchall()
        return found


def _vectors(row: Document) -> tuple[str, str, str]:
    exact: dict[str, list[str]] = {}
    folded: dict[str, list[str]] = {}
    pairs: dict[str, list[str]] = {}
    at = 1
    for name, weight in _FIELDS:
        found = words(getattr(row, name))
        plain = [word.folded for word in found]
        for place, word in enumerate(found, start=at):
            position = f"{min(place, _LAST_POSITION)}{weight}"
            exact.setdefault(word.exact, []).append(position)
            folded.setdefault(word.folded, []).append(position)
        if name != "meta":
            for place, pair in enumerate(pair_tokens(plain), start=at):
                pairs.setdefault(pair, []).append(f"{min(place, _LAST_POSITION)}{weight}")
        at += len(found) + 10
    return _literal(exact), _literal(folded), _literal(pairs)


def _literal(vector: dict[str, list[str]]) -> str:
    return " ".join(
        f"{quoted(word)}:{','.join(dict.fromkeys(places[:_MOST_POSITIONS]))}"
        for word, places in vector.items()
    )
