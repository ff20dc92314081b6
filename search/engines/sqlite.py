"""SQLite FTS5: the index of the embedded default.

Text is folded in Python before it is written (x exact, f folded, p pairs of neighbours), so the
tokenizer has nothing to decide: FTS5's own `remove_diacritics` knows neither `đ` nor two marks
on one letter. Two traps, both measured: `rowid IN (SELECT …)` or a plain join makes SQLite run
the match once per document, so the audience is an EXISTS over `+rowid` and the join a CROSS JOIN
(https://www.sqlite.org/optoverview.html, "manual control"); and every token is quoted, for the
query language has operators (https://www.sqlite.org/fts5.html, section 3).
"""

from typing import Any

from django.db import connection

from search.engines.database import DatabaseEngine, required_sets
from search.models import Document
from search.normalise import pair_tokens, words
from search.queries import Alternative, Query

COLUMNS = (
    "title_x", "title_f", "title_p", "topic_x", "topic_f", "topic_p", "meta_x", "meta_f",
    "body_x", "body_f", "body_p",
)  # fmt: skip
_WEIGHTS = "4, 4, 4, 3, 3, 3, 1, 1, 1, 1, 1"
_EXACT = "{title_x topic_x meta_x body_x}"
_FOLDED = "{title_f topic_f meta_f body_f}"
_PAIRS = "{title_p topic_p body_p}"

_MATCH = f"""
SELECT f.rowid, -bm25(search_fts, {_WEIGHTS}), d.grade, d.subject, d.kind
FROM search_fts AS f CROSS JOIN search_document AS d ON d.id = f.rowid
WHERE search_fts MATCH %s AND EXISTS (
    SELECT 1 FROM search_audience AS a WHERE a.doc = +f.rowid AND a.token IN ({{marks}}))
"""  # noqa: S608 - our own names; values are parameters
_PREFIX = """
SELECT %s, {key}, {text}, d.url
FROM search_fts AS f CROSS JOIN search_document AS d ON d.id = f.rowid
WHERE search_fts MATCH %s AND EXISTS (
    SELECT 1 FROM search_audience AS a WHERE a.doc = +f.rowid AND a.token IN ({marks}))
GROUP BY {key} ORDER BY COUNT(*) DESC, LENGTH({text}), {key} LIMIT %s
"""


def quoted(token: str) -> str:
    """A token as an FTS5 string: it can then be no operator."""
    return '"' + token.replace('"', '""') + '"'


def _any_of(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else "(" + " OR ".join(parts) + ")"


def _all_of(tokens: list[str]) -> str:
    return "(" + " AND ".join(quoted(token) for token in tokens) + ")"


def expression(query: Query, mode: str) -> str:
    """The FTS5 expression: folded words are required, marked words and pairs only score."""
    return _any_of([_reading(query, one, mode) for one in query.alternatives])


def _reading(query: Query, one: Alternative, mode: str) -> str:
    needed = required_sets(one.folded, query.common, mode)
    required = _any_of([f"{_FOLDED} : {_all_of(some)}" for some in needed])
    bonus = [f"{_PAIRS} : {quoted(pair)}" for pair in dict.fromkeys(one.pairs)]
    if query.marked:
        bonus += [f"{_EXACT} : {quoted(word)}" for word in dict.fromkeys(one.exact)]
    if len(needed) == 1:
        common = [word for word in dict.fromkeys(one.folded) if word in query.common]
        bonus += [f"{_FOLDED} : {quoted(word)}" for word in common]
    if not bonus:
        return required
    # FTS5 has no "should": an OR that is always true lets its other branches only score. The
    # branch that keeps it true is the most frequent word, whose own weight is the smallest.
    known = [word for word in query.frequent_first if word in one.folded]
    always = [f"{_FOLDED} : {quoted(word)}" for word in (known or list(one.folded))[:1]]
    if len(needed) > 1:
        always = [f"{_FOLDED} : {quoted(word)}" for word in dict.fromkeys(one.folded)]
    return f"({required} AND {_any_of(always + bonus)})"


class SQLiteEngine(DatabaseEngine):
    """FTS5 tables in the same file as everything else."""

    name = "sqlite"

    def _write_entries(self, rows: list[Document]) -> None:
        entries: list[tuple[Any, ...]] = []
        audience: list[tuple[str, int]] = []
        for row in rows:
            entries.append((row.pk, *_columns(row)))
            audience += [(token, row.pk) for token in set(row.audience)]
        marks = ", ".join(["%s"] * (len(COLUMNS) + 1))
        with connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO search_fts (rowid, {', '.join(COLUMNS)}) VALUES ({marks})",  # noqa: S608
                entries,
            )
            cursor.executemany("INSERT INTO search_audience (token, doc) VALUES (%s, %s)", audience)

    def _delete_entries(self, ids: list[int]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany("DELETE FROM search_fts WHERE rowid = %s", [(pk,) for pk in ids])
            cursor.executemany("DELETE FROM search_audience WHERE doc = %s", [(pk,) for pk in ids])

    def _match(self, query: Query, mode: str, audience: frozenset[str]) -> tuple[str, list[Any]]:
        tokens = sorted(audience)
        sql = _MATCH.format(marks=", ".join(["%s"] * len(tokens)))
        return sql, [expression(query, mode), *tokens]

    def _prefixed(
        self, folded: list[str], audience: frozenset[str], limit: int
    ) -> list[tuple[str, str, str, str]]:
        *whole, last = folded
        tokens = sorted(audience)
        ask = " AND ".join([*(quoted(word) for word in whole), quoted(last) + " *"])
        found: list[tuple[str, str, str, str]] = []
        columns = (
            ("topic", "d.topic_label", "d.topic_label", "topic_f"),
            ("title", "d.title_key", "d.title", "title_f"),
        )
        with connection.cursor() as cursor:
            for what, key, text, column in columns:
                sql = _PREFIX.format(key=key, text=text, marks=", ".join(["%s"] * len(tokens)))
                match = f"{{{column}}} : ({ask})"
                cursor.execute(sql, [what, match, *tokens, limit * 3])
                found += cursor.fetchall()
        return found


def _columns(row: Document) -> list[str]:
    columns = []
    for name in ("title", "topic", "meta", "body"):
        found = words(getattr(row, name))
        folded = [word.folded for word in found]
        columns += [" ".join(word.exact for word in found), " ".join(folded)]
        if name != "meta":
            columns.append(" ".join(pair_tokens(folded)))
    return columns
