"""A server that hangs must not cost everybody its time-out.

After a few failures in a row nobody asks for a while; then one request tries again, and the
others go on without it until that one has succeeded.
"""

import threading
import time
from collections.abc import Callable
from types import TracebackType


class Breaker:
    """Use as a context manager around each request. `trouble` is what a server that is away
    raises, and what whoever comes while it is left alone is given at once; any other error says
    nothing about the server. `rest`: seconds."""

    def __init__(
        self,
        trouble: type[Exception],
        failures: int = 2,
        rest: float = 15.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._trouble = trouble
        self._allowed = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failed = 0
        self._resting_until = 0.0

    def __enter__(self) -> None:
        with self._lock:
            if self._failed < self._allowed:
                return
            if self._clock() < self._resting_until:
                raise self._trouble("resting after failures")
            # This one tries; the others rest on until it is back.
            self._resting_until = self._clock() + self._rest

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, self._trouble):
            self.failed(error)
        elif error is None:
            self.answered()

    def failed(self, error: Exception) -> None:
        """The server did not answer."""
        with self._lock:
            self._failed += 1
            self._resting_until = self._clock() + self._rest

    def answered(self) -> None:
        """It did: everybody may ask."""
        with self._lock:
            self._failed = 0
