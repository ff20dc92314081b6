"""Nobody waits again and again for a server that is away."""

import pytest

from lms.core.breaker import Breaker


class Away(Exception):
    """The server did not answer."""


def test_after_a_rest_one_request_tries_and_then_all_may_ask_again() -> None:
    now = [0.0]
    breaker = Breaker(Away, failures=2, rest=15, clock=lambda: now[0])

    def fail() -> None:
        with breaker:
            raise Away

    for _ in range(2):
        with pytest.raises(Away):
            fail()
    ran = []

    def work() -> None:
        with breaker:
            ran.append(now[0])

    with pytest.raises(Away, match="resting"):
        work()
    now[0] = 16
    work()
    work()
    assert ran == [16, 16]


def test_while_one_request_tries_the_others_rest_on() -> None:
    now = [0.0]
    breaker = Breaker(Away, failures=1, rest=15, clock=lambda: now[0])
    with pytest.raises(Away), breaker:
        raise Away
    now[0] = 16
    with breaker, pytest.raises(Away, match="resting"), breaker:
        pass


def test_a_mistake_of_ours_is_not_taken_for_an_absent_server() -> None:
    breaker = Breaker(Away, failures=1)
    with pytest.raises(KeyError), breaker:
        raise KeyError("ours")
    with breaker:
        pass


def test_nor_for_a_server_that_is_back() -> None:
    now = [0.0]
    breaker = Breaker(Away, failures=1, rest=15, clock=lambda: now[0])
    with pytest.raises(Away), breaker:
        raise Away
    now[0] = 16
    with pytest.raises(KeyError), breaker:
        raise KeyError("ours")
    with pytest.raises(Away, match="resting"), breaker:
        pass
