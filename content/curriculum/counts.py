"""What the rooms above have to show beside a topic.

The curriculum cannot import materials, yet a topic's page should list them and a subject's page
count them. Rooms above register how; both are asked for one reader and must answer only with
what that reader may see.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

Count = Callable[[Any, Collection[int]], dict[int, int]]
"""`(user, topic primary keys) -> {topic primary key: how many}`; absent means none."""


@dataclass(frozen=True)
class TopicCards:
    """A list to show on a topic's page: a template that draws it, and what it draws."""

    template: str
    items: Iterable[Any]
    total: int
    more_url: str = ""
    context: dict[str, Any] = field(default_factory=dict)


Cards = Callable[[Any, int], TopicCards]
"""`(user, topic primary key) -> TopicCards`."""

_counts: list[Count] = []
_cards: list[Cards] = []


def register(count: Count) -> Count:
    """Add a way to count. Call it from `AppConfig.ready`."""
    if count not in _counts:
        _counts.append(count)
    return count


def register_cards(cards: Cards) -> Cards:
    """Add a list for the topic page. Call it from `AppConfig.ready`."""
    if cards not in _cards:
        _cards.append(cards)
    return cards


def count_by_topic(user: Any, topic_ids: Collection[int]) -> dict[int, int]:
    """How many things `user` may see under each topic, all registered ways together."""
    total: Counter[int] = Counter()
    for count in _counts:
        total.update(count(user, topic_ids))
    return dict(total)


def cards_of_topic(user: Any, topic_id: int) -> list[TopicCards]:
    """The lists of a topic's page that have anything in them for `user`."""
    lists = [cards(user, topic_id) for cards in _cards]
    return [cards for cards in lists if cards.total]
