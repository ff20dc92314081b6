"""Watched intervals: half-open spans of seconds, sorted, apart from each other.

Honest counting is interval arithmetic: a part watched twice counts once, a part skipped over
does not count. Property-tested in tests/lms/progress/test_intervals.py.
"""

from collections.abc import Iterable

Span = tuple[float, float]
# Spans closer than this are one: players report with gaps of a frame or two.
JOIN_SECONDS = 0.25


def tidy(spans: Iterable[Iterable[float]], *, duration: float | None = None) -> list[Span]:
    """Sorted, merged spans within 0 … duration; what is empty or reversed is dropped."""
    limit = duration if duration else float("inf")
    cleaned = []
    for start, end in spans:
        start, end = round(max(0.0, float(start)), 2), round(min(float(end), limit), 2)
        if end > start:
            cleaned.append((start, end))
    merged: list[Span] = []
    for start, end in sorted(cleaned):
        if merged and start <= merged[-1][1] + JOIN_SECONDS:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


def total(spans: Iterable[Iterable[float]]) -> float:
    """Seconds covered by spans that are already tidy."""
    return sum(end - start for start, end in spans)


def clip_total(spans: Iterable[Span], allowed: float) -> list[Span]:
    """The first `allowed` seconds of the spans: nobody plays more than time allows."""
    kept: list[Span] = []
    left = allowed
    for start, end in spans:
        if left <= 0:
            break
        kept.append((start, min(end, start + left)))
        left -= end - start
    return kept


def free(taken: Iterable[Iterable[float]], start: float, end: float) -> list[Span]:
    """What is left of start … end once the taken spans, which are tidy, are out of it."""
    left: list[Span] = []
    at = start
    for first, last in taken:
        if first >= end:
            break
        if first > at:
            left.append((at, first))
        at = max(at, last)
    if at < end:
        left.append((at, end))
    return left


def spend(
    taken: Iterable[Iterable[float]], start: float, end: float, wanted: float
) -> tuple[list[Span], float]:
    """Take up to `wanted` seconds of start … end that nobody took before, the earliest first.

    Returns what is taken afterwards, and how many seconds were given: each moment of the clock
    is given once, however many pages ask for it.
    """
    before = [(first, last) for first, last in taken]
    given = clip_total(free(before, round(start, 2), round(end, 2)), wanted)
    return tidy([*before, *given]), total(given)


def compact(spans: list[Span], *, since: float, most: int) -> list[Span]:
    """Spans after `since`, at most `most` of them: the oldest become one, gaps included."""
    kept = [span for span in spans if span[1] > since]
    if len(kept) <= most:
        return kept
    oldest = kept[: len(kept) - most + 1]
    return [(oldest[0][0], oldest[-1][1]), *kept[len(oldest) :]]


def longest(spans: list[Span], most: int) -> list[Span]:
    """At most `most` spans, in their order: the shortest are let go, so nothing is claimed that
    was not there."""
    if len(spans) <= most:
        return spans
    return sorted(sorted(spans, key=lambda span: span[0] - span[1])[:most])
