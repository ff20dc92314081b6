"""Two things at the same moment, each on a database connection of its own."""

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection

WAIT = 60


class Beside(threading.Thread):
    """Does something in a thread of its own; `result` waits for what came of it."""

    def __init__(self, action: Callable[[], Any]) -> None:
        super().__init__(daemon=True)
        self.action = action
        self.found: Any = None
        self.start()

    def run(self) -> None:
        try:
            self.found = self.action()
        except Exception as error:
            self.found = error
        finally:
            connection.close()

    def result(self) -> Any:
        self.join(WAIT)
        assert not self.is_alive()
        return self.found


class Held:
    """A function that waits, when it is called first, until it is let go."""

    def __init__(self, real: Callable[..., Any]) -> None:
        self.real = real
        self.reached, self.let_go = threading.Event(), threading.Event()

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        if not self.reached.is_set():
            self.reached.set()
            assert self.let_go.wait(WAIT)
        return self.real(*arguments, **named)
