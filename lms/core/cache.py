"""Redis as a cache that may be away.

A cache only makes quicker, so nobody meets an error page because of it: while Redis does not
answer, this one holds nothing and keeps nothing. Who asks is not made to wait again and again
either: after a failure Redis is left alone for a few seconds, by the whole process (django-redis
ignores failures too, but tries anew at every call: a second each where nothing answers). What was
to be forgotten then is not; it goes with its own age, at most an hour later (Wagtail's paths of
the site).

`/readyz` asks by `unforgiving()` and hears the reason.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.core.cache.backends.redis import RedisCache, RedisCacheClient

from lms.core.breaker import Breaker

_log = logging.getLogger(__name__)
WAIT_SECONDS = 1.0
"""Both for a connection and for each answer: a server in the same house answers in a thousandth."""
LEFT_ALONE_SECONDS = 10.0
SAID_AGAIN_SECONDS = 60.0
_unforgiving: ContextVar[bool] = ContextVar("unforgiving", default=False)
T = TypeVar("T")


@contextmanager
def unforgiving() -> Iterator[None]:
    """Within it every call reaches for Redis, and raises what goes wrong."""
    token = _unforgiving.set(True)
    try:
        yield
    finally:
        _unforgiving.reset(token)


class Absence(Breaker):
    """Whether a Redis is away, as far as this process knows, and the log's word for it. Django
    makes a client for each thread; what one of them met is told to all."""

    def __init__(self, trouble: type[Exception]) -> None:
        super().__init__(trouble, failures=1, rest=LEFT_ALONE_SECONDS)
        self._say_again_at = 0.0
        self._is_said = False

    def failed(self, error: Exception) -> None:
        """It did not answer."""
        super().failed(error)
        now = self._clock()
        with self._lock:
            if now < self._say_again_at:
                return
            self._is_said, self._say_again_at = True, now + SAID_AGAIN_SECONDS
        _log.warning("cache_away reason=%s", error)

    def answered(self) -> None:
        """It answered."""
        super().answered()
        with self._lock:
            said, self._is_said = self._is_said, False
        if said:
            _log.warning("cache_back")


_absences: dict[tuple[str, ...], Absence] = {}


def forget() -> None:
    """Ask every Redis anew next time."""
    _absences.clear()


class ForgivingClient(RedisCacheClient):
    """Django's client, whose calls give what an empty cache gives while Redis is away."""

    def __init__(self, servers: list[str], **options: Any) -> None:
        from redis import RedisError  # Not there where nothing but the embedded default runs.

        waits = {"socket_connect_timeout": WAIT_SECONDS, "socket_timeout": WAIT_SECONDS}
        super().__init__(servers, **{**waits, **options})
        # Full, still loading, a wrong password: no more a reader's business than a dead one. So is
        # a mistake of ours that Redis refuses.
        self._trouble = RedisError
        self._where = tuple(servers)

    @property
    def _absence(self) -> Absence:
        known = _absences.get(self._where)
        return known or _absences.setdefault(self._where, Absence(self._trouble))

    def _ask(self, otherwise: T, call: Callable[..., T], *arguments: Any) -> T:
        if _unforgiving.get():
            return self._ask_anyway(call, *arguments)
        try:
            with self._absence:
                return call(*arguments)
        except self._trouble:
            return otherwise

    def _ask_anyway(self, call: Callable[..., T], *arguments: Any) -> T:
        try:
            answer = call(*arguments)
        except self._trouble as error:
            self._absence.failed(error)
            raise
        self._absence.answered()
        return answer

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return self._ask(False, super().add, key, value, timeout)

    def get(self, key: Any, default: Any) -> Any:
        return self._ask(default, super().get, key, default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        self._ask(None, super().set, key, value, timeout)

    def touch(self, key: Any, timeout: Any) -> bool:
        return self._ask(False, super().touch, key, timeout)

    def delete(self, key: Any) -> bool:
        return self._ask(False, super().delete, key)

    def get_many(self, keys: Any) -> dict[Any, Any]:
        return self._ask({}, super().get_many, keys)

    def has_key(self, key: Any) -> bool:
        return self._ask(False, super().has_key, key)

    def incr(self, key: Any, delta: int) -> Any:
        count = self._ask(None, super().incr, key, delta)
        if count is None:  # As for a key that is not there.
            raise ValueError(f"Key '{key}' not found.")
        return count

    def set_many(self, data: Any, timeout: Any) -> None:
        self._ask(None, super().set_many, data, timeout)

    def delete_many(self, keys: Any) -> None:
        self._ask(None, super().delete_many, keys)

    def clear(self) -> bool:
        return self._ask(False, super().clear)


class ForgivingRedisCache(RedisCache):
    """Django's cache in Redis with that client."""

    def __init__(self, server: str | list[str], params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = ForgivingClient
