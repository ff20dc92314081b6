"""Asking the index: the one read door of search."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from lms.core import search_registry
from lms.people.selectors import reader_tokens
from search import expand, highlight
from search.counts import Counts
from search.engines import database_engine, outside_engine
from search.engines.base import Engine, EngineUnavailable
from search.queries import PAGE_SIZE, Filters, Hit, Query, Request, Suggestion
from search.vocabulary import StoredVocabulary

_log = logging.getLogger(__name__)
T = TypeVar("T")
SHORTEST_SUGGESTED = 2


@dataclass(frozen=True, slots=True)
class SectionLink:
    """The part of a document that a hit leads to."""

    url: str
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One hit as the page shows it."""

    hit: Hit
    title: highlight.Marked
    snippet: highlight.Marked
    section: SectionLink | None
    """The section the snippet is taken from, if one says what was asked."""
    subject_label: str
    kind_label: str
    """In the reader's language: the index keeps codes, not names."""


@dataclass(frozen=True, slots=True)
class Results:
    """Everything a results page needs."""

    query: Query
    filters: Filters
    rows: list[Row] = field(default_factory=list)
    total: int = 0
    facets: dict[str, dict[Any, int]] = field(default_factory=dict)
    labels: dict[str, dict[str, str]] = field(default_factory=dict)
    nearest: list[str] = field(default_factory=list)
    degraded: bool = False
    """The search server did not answer; the database's own index did."""


def search(
    user: Any,
    text: str,
    *,
    filters: Filters | None = None,
    page: int = 1,
    literal: bool = False,
) -> Results:
    """What `user` may find for `text`. The audience is part of the question to the index."""
    filters = filters or Filters()
    query = expand.parse(text, StoredVocabulary(), literal=literal)
    if not query:
        return Results(query=query, filters=filters, labels=facet_labels({}, filters))
    request = Request(
        query=query,
        audience=reader_tokens(user),
        filters=filters,
        offset=(page - 1) * PAGE_SIZE,
    )
    found, degraded = _ask(lambda engine: engine.search(request))
    nearest: list[str] = []
    if not found.total and not filters:
        nearest, degraded = _ask(lambda engine: engine.nearest(request))
    labels = facet_labels(found.facets, filters)
    return Results(
        query=query,
        filters=filters,
        rows=[_row(hit, query, labels) for hit in found.hits],
        total=found.total,
        facets=found.facets,
        labels=labels,
        nearest=nearest[:5],
        degraded=degraded,
    )


def suggest(user: Any, text: str, limit: int = 8) -> list[Suggestion]:
    """Topics and titles that go on from what was typed, within the reader's audience."""
    text = expand.clean(text)
    if len(text) < SHORTEST_SUGGESTED:
        return []
    audience = reader_tokens(user)
    found, _ = _ask(lambda engine: engine.suggest(text, audience, limit))
    return found


def _ask(question: Callable[[Engine], T]) -> tuple[T, bool]:
    """The answer, and whether it had to come from the database instead of the search server."""
    outside = outside_engine()
    if outside is not None:
        try:
            return question(outside), False
        except EngineUnavailable as error:
            _log.warning("Search server unavailable, asking the database: %s", error)
    return question(database_engine()), outside is not None


def _row(hit: Hit, query: Query, labels: dict[str, dict[str, str]]) -> Row:
    snippet = highlight.snippet(hit.body, query, hit.outline)
    return Row(
        hit=hit,
        title=highlight.mark(hit.title, query),
        snippet=snippet.pieces,
        section=_section(hit, snippet.section),
        subject_label=labels["subject"].get(hit.subject, hit.subject),
        kind_label=labels["kind"].get(hit.kind, hit.kind),
    )


def _section(hit: Hit, number: int | None) -> SectionLink | None:
    if number is None:
        return None
    found = hit.outline[number]
    return SectionLink(f"{hit.url}#{found['fragment']}", found["number"], found["title"])


def places(query: Query) -> list[search_registry.Place]:
    """Where one browses what the query names outright, from whoever provides the documents."""
    readings = [one.folded for one in query.alternatives]
    return [one for provider in search_registry.providers() for one in provider.places(readings)]


def facet_labels(counts: Counts, filters: Filters) -> dict[str, dict[str, str]]:
    """Names of the facet values on a page, from whoever provides the documents."""
    labels: dict[str, dict[str, str]] = {}
    for facet in ("subject", "kind"):
        values = {*counts.get(facet, {}), *getattr(filters, facet)}
        labels[facet] = _named(facet, values) if values else {}
    return labels


def _named(facet: str, values: Iterable[str]) -> dict[str, str]:
    named: dict[str, str] = {}
    for provider in search_registry.providers():
        missing = [value for value in values if value not in named]
        if missing:
            named |= provider.facet_labels(facet, missing)
    return named
