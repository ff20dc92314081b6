"""A server that hangs must not cost every reader its time-out.

Two failures in a row and nobody asks for a while; then one request tries again, and the others
go on without it until that one has succeeded.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType

from search.engines.base import EngineUnavailable


class Breaker:
    """Use as a context manager around each request."""

    def __init__(
        self, failures: int = 2, rest: float = 15.0, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._allowed = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._closed_until = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if self._failed < self._allowed:
                return
            if self._clock() < self._closed_until:
                raise EngineUnavailable("resting after failures")
            # This one tries; the others rest on until it is back.
            self._closed_until = self._clock() + self._rest

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._lock:
            if isinstance(error, EngineUnavailable):
                self._failed += 1
                self._closed_until = self._clock() + self._rest
            else:
                self._failed = 0
