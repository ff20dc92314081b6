"""What apps above add to the page of a published version: where its reader left off, what is done,
what they may do with it.

The room of a thing knows neither progress nor review; both register here.
"""

from collections.abc import Callable
from typing import Any

ReaderState = Callable[[Any, Any], dict[str, Any]]
_states: list[ReaderState] = []


def register(state: ReaderState) -> None:
    """Add `(request, version) -> dict`. Call it from `AppConfig.ready`."""
    if state not in _states:
        _states.append(state)


def collect(request: Any, version: Any) -> dict[str, Any]:
    """Everything the apps above have to say about this reader and this version."""
    collected: dict[str, Any] = {}
    for state in _states:
        collected.update(state(request, version))
    return collected
