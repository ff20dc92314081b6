"""What waits for a person, gathered from the rooms below.

Rooms below do not know the desk; the desk asks them. What a room above or beside has to add, it
registers here (`register`), so that the desk stays the one place a teacher looks at.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Waiting:
    """One thing that waits: what it is, where to do it, until when."""

    title: str
    what: str
    url: str
    state: str
    icon: str = "clock"
    due: date | None = None


Source = Callable[[Any], list[Waiting]]
_sources: list[Source] = []


def register(source: Source) -> Source:
    """Add a source `(user) -> list of Waiting`. Call it from `AppConfig.ready`."""
    if source not in _sources:
        _sources.append(source)
    return source


def waiting_for(user: Any) -> list[Waiting]:
    """Everything that waits for `user`, the most urgent first; things without a date last."""
    found = [item for source in _sources for item in source(user)]
    return sorted(found, key=lambda item: (item.due is None, item.due or date.max))
