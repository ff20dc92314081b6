"""Two texts compared word by word: what both have, what only one of them has.

difflib is quadratic at worst, and whoever writes the texts may choose the worst. A budget limits
what comparing may cost; where it is used up, the rest of two texts is told to differ as a whole.
"""

import re
from collections import Counter
from collections.abc import Iterator
from difflib import Match, SequenceMatcher
from itertools import takewhile

_PIECES = re.compile(r"\w+|\s+|[^\w\s]")
# What is matched: every second piece is a space, and all of them alike are what costs most.
_WORDS = re.compile(r"(?:\w+|[^\w\s])\s*|\s+")
WORK = 3_000_000
"""Pairs of words looked at; less than a second."""


class Budget:
    """What is left of the work that comparing may cost; one for a whole page of texts."""

    def __init__(self, work: int = WORK) -> None:
        self.left = work
        self.is_used_up = False
        """Whether something was told to differ as a whole, unlooked at."""

    def pays(self, cost: int) -> bool:
        """Whether so much work is left; it is spent then. What is too much leaves the rest for
        the texts that follow."""
        if cost > self.left:
            self.is_used_up = True
            return False
        self.left -= cost
        return True


class _UsedUp(Exception):
    pass


class _Matcher(SequenceMatcher[str]):
    """difflib's, paying for each search before it is made."""

    def __init__(self, left: list[str], right: list[str], budget: Budget) -> None:
        self.budget = budget
        super().__init__(None, left, right, autojunk=False)
        count = Counter(right)
        self.cost = [1 + count[word] for word in left]

    def find_longest_match(
        self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None
    ) -> Match:
        cost = sum(self.cost[alo:ahi])
        if not self.budget.pays(cost):
            raise _UsedUp
        return super().find_longest_match(alo, ahi, blo, bhi)


def compare(one: str, other: str, budget: Budget | None = None) -> Iterator[tuple[bool, str, str]]:
    """The texts in parts, in order: whether both have it, the part of one, that of the other."""
    # What both begin and end with costs nothing, however long it is.
    for is_same, own, others in _trimmed(_WORDS, one, other):
        if is_same:
            yield is_same, own, others
            continue
        for is_equal, left, right in _matched(own, others, budget or Budget()):
            if is_equal:
                yield is_equal, left, right
            else:
                yield from _trimmed(_PIECES, left, right)


def _trimmed(pieces: re.Pattern[str], one: str, other: str) -> Iterator[tuple[bool, str, str]]:
    """What both begin with, what differs, what both end with."""
    left, right = pieces.findall(one), pieces.findall(other)
    head = _shared(left, right)
    tail = _shared(left[head:][::-1], right[head:][::-1])
    end, stop = len(left) - tail, len(right) - tail
    for is_same, own, others in (
        (True, left[:head], right[:head]),
        (False, left[head:end], right[head:stop]),
        (True, left[end:], right[stop:]),
    ):
        if own or others:
            yield is_same, "".join(own), "".join(others)


def _shared(left: list[str], right: list[str]) -> int:
    """How many pieces both begin with."""
    pairs = zip(left, right, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _matched(one: str, other: str, budget: Budget) -> list[tuple[bool, str, str]]:
    left, right = _WORDS.findall(one), _WORDS.findall(other)
    try:
        opcodes = _Matcher(left, right, budget).get_opcodes()
    except _UsedUp:
        return [(False, one, other)]
    return [
        (kind == "equal", "".join(left[a:b]), "".join(right[c:d])) for kind, a, b, c, d in opcodes
    ]
