"""Facet counts from one small table: how many things there are of each grade × subject × kind."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from search.queries import Filters

FACETS = ("grade", "subject", "kind")
Cube = list[tuple[tuple[Any, Any, Any], int]]
Counts = dict[str, dict[Any, int]]


def is_chosen(filters: Filters, values: Sequence[Any], but: str = "") -> bool:
    """Whether things of these values (in the order of FACETS) pass the filters; the choices made
    in the facet `but` do not matter."""
    return not filters or all(
        facet == but or not getattr(filters, facet) or value in getattr(filters, facet)
        for facet, value in zip(FACETS, values, strict=True)
    )


def total(cube: Cube, filters: Filters) -> int:
    """How many things pass the filters."""
    return sum(count for values, count in cube if is_chosen(filters, values))


def add_up(cube: Cube, filters: Filters) -> Counts:
    """Each facet's counts under the choices made in the other facets."""
    counted: Counts = {}
    for at, facet in enumerate(FACETS):
        counter: Counter[Any] = Counter()
        for values, count in cube:
            if values[at] not in (None, "") and is_chosen(filters, values, but=facet):
                counter[values[at]] += count
        counted[facet] = dict(counter)
    return counted
