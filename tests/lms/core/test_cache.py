"""A Redis that is away holds nothing and keeps nobody waiting. What a real one does stands in
tests/services/test_redis.py."""

import logging
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from redis import RedisError

from lms.core import cache as forgiving
from tests.beside import Beside
from tests.redis_away import closed_port, forget, redis_away, use_redis

__all__ = ["closed_port", "redis_away"]

CALLS: dict[str, tuple[Callable[[], Any], Any]] = {
    "add": (lambda: cache.add("a", 1), False),
    "get": (lambda: cache.get("a", "none"), "none"),
    "get_or_set": (lambda: cache.get_or_set("a", lambda: 1), 1),
    "set": (lambda: cache.set("a", 1), None),
    "touch": (lambda: cache.touch("a"), False),
    "delete": (lambda: cache.delete("a"), False),
    "get_many": (lambda: cache.get_many(["a", "b"]), {}),
    "has_key": (lambda: "a" in cache, False),
    "set_many": (lambda: cache.set_many({"a": 1}), []),
    "delete_many": (lambda: cache.delete_many(["a"]), None),
    "clear": (lambda: cache.clear(), False),
}


@pytest.fixture
def silent(settings: Any) -> Iterator[socket.socket]:
    """A server that takes the connection and says nothing: frozen, or loaded beyond measure."""
    forget()
    with socket.create_server(("127.0.0.1", 0), backlog=100) as line:
        line.setblocking(False)
        use_redis(settings, line.getsockname()[1])
        yield line
    forget()


@pytest.fixture
def black_hole(settings: Any) -> Iterator[None]:
    """An address that answers nothing at all, not even no: its queue of callers is full."""
    forget()
    callers = []
    with socket.create_server(("127.0.0.1", 0), backlog=0) as line:
        for _ in range(10):
            caller = socket.socket()
            caller.setblocking(False)
            caller.connect_ex(line.getsockname())
            callers.append(caller)
        use_redis(settings, line.getsockname()[1])
        yield
        for caller in callers:
            caller.close()
    forget()


def connections_to(server: socket.socket) -> int:
    """How many were made since the last look."""
    count = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


@pytest.mark.usefixtures("redis_away")
@pytest.mark.parametrize("name", CALLS)
def test_without_redis_a_call_gives_what_an_empty_cache_gives(name: str) -> None:
    call, answer = CALLS[name]
    assert call() == answer  # It tried,
    assert call() == answer  # and now leaves it alone.


@pytest.mark.usefixtures("redis_away")
def test_counting_without_redis_says_that_the_key_is_not_there() -> None:
    with pytest.raises(ValueError, match="not found"):
        cache.incr("a")


@pytest.mark.usefixtures("redis_away")
def test_whoever_wants_to_know_hears_the_reason() -> None:
    cache.get("a")
    for _ in range(2):  # Also while it is left alone.
        with forgiving.unforgiving(), pytest.raises(RedisError, match="refused"):
            cache.get("a")
    assert cache.get("a") is None


@pytest.mark.usefixtures("redis_away")
def test_it_is_said_once_not_with_every_call(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgiving, "LEFT_ALONE_SECONDS", 0)  # Each call tries.
    with caplog.at_level(logging.WARNING, "lms.core.cache"):
        for _ in range(5):
            cache.get("a")
    [said] = [record.getMessage() for record in caplog.records]
    assert said.startswith("cache_away reason=")
    assert "refused" in said


def test_one_that_answers_and_refuses_by_turns_is_said_once_a_minute(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """As a full one does, which is read and not written."""
    absence = forgiving.Absence(RedisError)
    with caplog.at_level(logging.WARNING, "lms.core.cache"):
        for _ in range(5):
            absence.failed(RedisError("full"))
            absence.answered()
    said = [record.getMessage() for record in caplog.records]
    assert said == ["cache_away reason=full", "cache_back"]


def test_a_silent_server_is_waited_for_once_by_the_whole_process(silent: socket.socket) -> None:
    began = time.monotonic()
    for _ in range(20):
        assert cache.get("a") is None
    other = Beside(lambda: [cache.get("a") for _ in range(20)])
    assert other.result() == [None] * 20
    assert time.monotonic() - began < 5 * forgiving.WAIT_SECONDS
    assert connections_to(silent) == 1


def test_it_is_asked_again_after_a_while(
    silent: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgiving, "LEFT_ALONE_SECONDS", 0)
    cache.get("a")
    cache.get("a")
    assert connections_to(silent) == 2


def test_it_is_asked_anew_when_what_was_met_is_forgotten(silent: socket.socket) -> None:
    cache.get("a")
    forget()
    cache.get("a")
    assert connections_to(silent) == 2


@pytest.mark.usefixtures("black_hole")
def test_an_address_that_answers_nothing_costs_one_short_wait() -> None:
    began = time.monotonic()
    for _ in range(20):
        assert cache.get("a") is None
    took = time.monotonic() - began
    assert forgiving.WAIT_SECONDS <= took < 4 * forgiving.WAIT_SECONDS, "it was waited for, once"
