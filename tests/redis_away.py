"""A Redis that does not answer, for tests of what the product does without its cache."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

from lms.core import cache as forgiving
from lms.core import health


def use_redis(settings: Any, port: int, password: str = "") -> None:
    """The cache as REDIS_URL makes it."""
    settings.CACHES = {
        "default": {
            "BACKEND": "lms.core.cache.ForgivingRedisCache",
            "LOCATION": f"redis://:{password}@127.0.0.1:{port}/0",
        }
    }


def forget() -> None:
    """No test knows what another one met."""
    forgiving.forget()
    health.forget()


@pytest.fixture
def closed_port() -> Iterator[int]:
    """Nobody listens, and nobody else can take it meanwhile."""
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        yield line.getsockname()[1]


@pytest.fixture
def redis_away(settings: Any, closed_port: int) -> Iterator[None]:
    """The cache lies in a Redis that is away."""
    forget()
    use_redis(settings, closed_port)
    yield
    forget()
