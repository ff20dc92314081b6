"""The shapes that pass between the page, the expansion and an engine."""

from dataclasses import dataclass, field
from typing import Any

from search.normalise import has_marks, pair_tokens

MAX_QUERY = 200
"""Longer than any question a person types; the rest of a longer one is not read."""
PAGE_SIZE = 10
MAX_PAGE = 100


@dataclass(frozen=True, slots=True)
class Alternative:
    """One reading of the query: its words with and without marks."""

    exact: tuple[str, ...]
    folded: tuple[str, ...]

    @property
    def pairs(self) -> list[str]:
        """Neighbouring words joined."""
        return pair_tokens(self.folded)


@dataclass(frozen=True, slots=True)
class Query:
    """What was asked, in every reading worth trying."""

    text: str = ""
    alternatives: tuple[Alternative, ...] = ()
    common: frozenset[str] = frozenset()
    """Folded words that stand in so many documents that asking for them finds nothing out."""
    frequent_first: tuple[str, ...] = ()
    """Known folded words, the most frequent first."""
    changed: str = ""
    """The query as we corrected it; empty when nothing was changed."""

    def __bool__(self) -> bool:
        return bool(self.alternatives)

    @property
    def marked(self) -> bool:
        """Whether the reader typed marks. Only then may marked words count for more: an
        unmarked `ma` would otherwise prefer the word that really has no mark."""
        return bool(self.alternatives) and any(has_marks(a.exact) for a in self.alternatives[:1])


@dataclass(frozen=True, slots=True)
class Filters:
    """Chosen facet values; several of one facet widen, facets narrow each other."""

    grade: tuple[int, ...] = ()
    subject: tuple[str, ...] = ()
    kind: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.grade or self.subject or self.kind)


@dataclass(frozen=True, slots=True)
class Request:
    """A query by one reader: the audience is part of it, always."""

    query: Query
    audience: frozenset[str]
    filters: Filters = Filters()
    offset: int = 0
    size: int = PAGE_SIZE


@dataclass(frozen=True, slots=True)
class Hit:
    """One document found, with its original text."""

    key: str
    title: str
    topic: str
    body: str
    url: str
    grade: int | None
    subject: str
    kind: str
    card: dict[str, Any]
    outline: list[dict[str, Any]]
    """The sections of the body: `at` (offset in it), `number`, `title`, `fragment`."""


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits with counts, all within the reader's audience."""

    hits: list[Hit] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[Any, int]] = field(default_factory=dict)
    """facet → value → count; each facet is counted under the other facets' choices."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A topic or a title that goes on from what was typed."""

    text: str
    kind: str  # "topic" | "title"
    url: str = ""
