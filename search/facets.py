"""Facets as the page shows them: a name, a count, and the address with the choice turned round."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from lms.core.numbers import is_number
from search.counts import Counts
from search.queries import Filters

PARAMETERS = {"grade": "lop", "subject": "mon", "kind": "loai"}
_MOST_VALUES = 20
_LONGEST_VALUE = 100


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a facet."""

    label: str
    count: int
    url: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet with its values, the chosen ones always among them."""

    name: str
    label: str
    options: list[Option]


def filters_from(parameters: QueryDict) -> Filters:
    """The chosen values; what cannot be one is left out."""

    def chosen(facet: str) -> list[str]:
        given = parameters.getlist(PARAMETERS[facet])[:_MOST_VALUES]
        return list(dict.fromkeys(value[:_LONGEST_VALUE] for value in given if value))

    return Filters(
        grade=tuple(int(value) for value in chosen("grade") if is_number(value)),
        subject=tuple(chosen("subject")),
        kind=tuple(chosen("kind")),
    )


def facets_of(
    *,
    counts: Counts,
    labels: dict[str, dict[str, str]],
    filters: Filters,
    parameters: QueryDict,
) -> list[Facet]:
    """The facets that have something to choose; `labels` names subjects and kinds."""
    chosen_now = parameters.copy()
    chosen_now.pop("trang", None)
    for facet, parameter in PARAMETERS.items():
        # As they were understood ("09" is grade 9): what is shown as chosen can be taken back.
        chosen_now.setlist(parameter, [str(value) for value in getattr(filters, facet)])
    names: dict[str, tuple[str, Callable[[Any], str]]] = {
        "grade": (_("Grade"), lambda value: _("Grade %(grade)s") % {"grade": value}),
        "subject": (_("Subject"), lambda value: labels["subject"].get(value, value)),
        "kind": (_("Kind"), lambda value: labels["kind"].get(value, value)),
    }
    built = []
    for facet, (label, name) in names.items():
        counted = counts.get(facet, {})
        chosen = getattr(filters, facet)
        values = list(dict.fromkeys([*counted, *chosen]))
        options = [
            Option(
                label=name(value),
                count=counted.get(value, 0),
                url=_toggled(chosen_now, PARAMETERS[facet], str(value)),
                chosen=value in chosen,
            )
            for value in sorted(values, key=lambda v: _order(facet, v, counted))
        ]
        if options:
            built.append(Facet(name=facet, label=label, options=options))
    return built


def _order(facet: str, value: Any, counts: dict[Any, int]) -> tuple[Any, ...]:
    return (value,) if facet == "grade" else (-counts.get(value, 0), value)


def chosen_of(facets: list[Facet]) -> list[Option]:
    """The choices made, in all facets."""
    return [option for facet in facets for option in facet.options if option.chosen]


def _toggled(parameters: QueryDict, name: str, value: str) -> str:
    changed = parameters.copy()
    values = changed.getlist(name)
    changed.setlist(
        name, [v for v in values if v != value] if value in values else [*values, value]
    )
    return "?" + changed.urlencode()


def without(parameters: QueryDict, *names: str) -> str:
    """The address without these parameters."""
    changed = parameters.copy()
    for name in names:
        changed.pop(name, None)
    return "?" + changed.urlencode()
