"""What the previous landing imports as `py_mini_racer`, backed by the engine that we install now.

Landings before quickjs-ng converted formulas in V8, by a package that we no longer install: it
crashes or hangs at the end of a process on processors with memory protection keys. This folder is
on PYTHONPATH while their code fills a database (bin/check_upgrade), and never otherwise. It goes
when `.ci/previous` names a landing that imports `quickjs`.
"""

import json
from typing import Any

import quickjs


class JSEvalException(Exception):
    """A script raised an error."""


class MiniRacer:
    """The two methods that those landings call, for one thread at a time."""

    def __init__(self) -> None:
        self._context = quickjs.Context()

    def eval(self, source: str) -> None:
        self._context.eval(source)

    def call(self, name: str, *args: Any, timeout_sec: float, max_memory: int) -> Any:
        self._context.set_time_limit(timeout_sec)
        self._context.set_memory_limit(max_memory)
        called = f"JSON.stringify({name}(...{json.dumps(args)}))"
        try:
            return json.loads(self._context.eval(called))
        except quickjs.JSException as error:
            raise JSEvalException(str(error)) from error
