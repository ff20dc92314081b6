"""Which words there are, how often, and which stand side by side.

Built from public documents only: a rare word in a suggestion or a correction
would otherwise tell a visitor what a school keeps to itself. Kept in two tables of counts that
move with each document, so that nobody waits for a rebuild to be understood.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Protocol

from django.db import connection, transaction

from lms.core.search_registry import nfc
from search.models import VocabularyPair, VocabularyWord
from search.normalise import words

TOTAL = ""
"""The row whose document count is the number of public documents."""
_CHUNK = 300


@dataclass(frozen=True, slots=True)
class Entry:
    """How often a folded word stands in public documents, and in how many of them."""

    count: int
    documents: int


class Vocabulary(Protocol):
    """What query expansion asks."""

    def entries(self, folded: Iterable[str]) -> dict[str, Entry]:
        """The known ones among these folded words (and TOTAL when asked for)."""
        ...

    def forms(self, folded: Iterable[str]) -> dict[str, list[str]]:
        """The marked shapes of folded words, the most frequent first."""
        ...

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """How often these folded words stand side by side."""
        ...


@dataclass
class WordCounts:
    """Counts of one or many texts; they can be added and taken away."""

    exact: Counter[tuple[str, str]] = field(default_factory=Counter)
    documents: Counter[tuple[str, str]] = field(default_factory=Counter)
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    total: int = 0

    def add(self, texts: Iterable[str], sign: int = 1) -> None:
        """Count one document's fields, or with sign -1 take it out again."""
        seen = set()
        for text in texts:
            found = words(nfc(text))
            for word in found:
                self.exact[word.exact, word.folded] += sign
                seen.add((word.exact, word.folded))
            for left, right in pairwise(found):
                self.pairs[left.folded, right.folded] += sign
        for key in seen:
            self.documents[key] += sign
        self.total += sign


class StoredVocabulary:
    """The vocabulary in the database."""

    def entries(self, folded: Iterable[str]) -> dict[str, Entry]:
        """See Vocabulary; one query."""
        found: dict[str, Entry] = {}
        rows = VocabularyWord.objects.filter(folded__in=set(folded))
        for plain, count, documents in rows.values_list("folded", "count", "documents"):
            before = found.get(plain, Entry(0, 0))
            found[plain] = Entry(before.count + count, max(before.documents, documents))
        return found

    def forms(self, folded: Iterable[str]) -> dict[str, list[str]]:
        """See Vocabulary; one query."""
        rows = VocabularyWord.objects.filter(folded__in=set(folded)).order_by("-count", "exact")
        found: dict[str, list[str]] = {}
        for exact, plain in rows.values_list("exact", "folded"):
            found.setdefault(plain, []).append(exact)
        return found

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """See Vocabulary; one query."""
        keys = {f"{left}_{right}" for left, right in pairs}
        if not keys:
            return {}
        rows = VocabularyPair.objects.filter(pair__in=keys).values_list("pair", "count")
        return {_split(pair): count for pair, count in rows}


def _split(pair: str) -> tuple[str, str]:
    left, _, right = pair.partition("_")
    return left, right


def apply(counts: WordCounts) -> None:
    """Add counts (negative ones too) to the stored vocabulary."""
    word_rows: list[tuple[Any, ...]] = [
        (exact, folded, count, counts.documents[exact, folded])
        for (exact, folded), count in sorted(counts.exact.items())
        if count or counts.documents[exact, folded]
    ]
    if counts.total:
        word_rows.append((TOTAL, TOTAL, 0, counts.total))
    pair_rows: list[tuple[Any, ...]] = [
        (f"{left}_{right}", count) for (left, right), count in sorted(counts.pairs.items()) if count
    ]
    _add("search_vocabularyword", ("exact", "folded", "count", "documents"), word_rows)
    _add("search_vocabularypair", ("pair", "count"), pair_rows)
    if any(count < 0 for count in counts.exact.values()):
        VocabularyWord.objects.filter(count__lte=0).exclude(exact=TOTAL).delete()
        VocabularyPair.objects.filter(count__lte=0).delete()


def _add(table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    """One upsert a chunk; ON CONFLICT is the same on SQLite and PostgreSQL."""
    key, summed = columns[0], [c for c in columns if c in {"count", "documents"}]
    sums = ", ".join(f"{c} = {table}.{c} + excluded.{c}" for c in summed)
    marks = f"({', '.join(['%s'] * len(columns))})"
    with connection.cursor() as cursor:
        for start in range(0, len(rows), _CHUNK):
            chunk = rows[start : start + _CHUNK]
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - our own names
                f"VALUES {', '.join([marks] * len(chunk))} "
                f"ON CONFLICT ({key}) DO UPDATE SET {sums}",
                [value for row in chunk for value in row],
            )


@transaction.atomic
def replace(texts: Iterable[Iterable[str]]) -> None:
    """Count all public documents afresh; readers see the old counts until it commits."""
    counts = WordCounts()
    for fields in texts:
        counts.add(fields)
    VocabularyWord.objects.all().delete()
    VocabularyPair.objects.all().delete()
    apply(counts)


def difference(before: Mapping[str, list[str]], after: Mapping[str, list[str]]) -> WordCounts:
    """What changes in the counts when documents `before` become documents `after`."""
    counts = WordCounts()
    for key in before.keys() | after.keys():
        if before.get(key) == after.get(key):
            continue
        if key in before:
            counts.add(before[key], sign=-1)
        if key in after:
            counts.add(after[key])
    return counts
