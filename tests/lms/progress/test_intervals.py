"""Interval arithmetic: what honest counting stands on."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from lms.progress import intervals

SECOND = st.floats(min_value=-10, max_value=700, allow_nan=False)
SPANS = st.lists(st.tuples(SECOND, SECOND), max_size=30)


def seconds_in(spans, *, upto: int = 700) -> set[int]:
    """The tenths of seconds covered, the slow and obvious way."""
    return {n for n in range(upto * 10) for start, end in spans if start <= n / 10 + 0.05 < end}


@given(SPANS)
def test_tidy_spans_are_sorted_apart_and_within_the_video(spans):
    tidy = intervals.tidy(spans, duration=600)
    for start, end in tidy:
        assert 0 <= start < end <= 600
    for (_a, end), (start, _b) in pairwise(tidy):
        assert start > end


@given(SPANS)
def test_tidying_twice_changes_nothing(spans):
    once = intervals.tidy(spans, duration=600)
    assert intervals.tidy(once, duration=600) == once


@given(SPANS, SPANS)
def test_two_devices_merge_in_any_order(one, other):
    first = intervals.tidy([*intervals.tidy(one), *intervals.tidy(other)])
    second = intervals.tidy([*intervals.tidy(other), *intervals.tidy(one)])
    assert first == second


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8))
def test_a_part_watched_twice_counts_once_and_a_part_skipped_does_not(spans):
    tidy = intervals.tidy(spans, duration=60)
    covered = seconds_in([span for span in spans if span[1] > span[0]], upto=60)
    assert abs(intervals.total(tidy) - len(covered) / 10) < 0.01


@given(SPANS, st.floats(min_value=0, max_value=900))
def test_clipping_never_gives_more_than_is_allowed(spans, allowed):
    clipped = intervals.clip_total(intervals.tidy(spans), allowed)
    assert intervals.total(clipped) <= allowed + 1e-6


@given(SPANS)
def test_clipping_with_room_enough_takes_nothing_away(spans):
    tidy = intervals.tidy(spans)
    assert intervals.clip_total(tidy, 1e9) == tidy


WINDOW = st.tuples(st.integers(0, 600), st.integers(0, 600), st.floats(0, 900))


@given(st.lists(WINDOW, max_size=25))
def test_however_many_pages_ask_each_moment_of_the_clock_is_given_once(windows):
    """Windows stand for reports of any number of tabs, each asking for what it likes."""
    clock: list[intervals.Span] = []
    given_in_all = 0.0
    for start, length, wanted in windows:
        before = clock
        clock, given = intervals.spend(before, start, start + length, wanted)
        assert given <= wanted + 1e-6
        assert intervals.total(clock) >= intervals.total(before) - 1e-6
        given_in_all += given
    open_time = intervals.tidy([(start, start + length) for start, length, _w in windows])
    assert given_in_all <= intervals.total(open_time) + 0.01 * len(windows)


@given(st.integers(0, 600), st.integers(1, 600), st.floats(0.01, 900))
def test_a_page_alone_gets_what_it_asks_for_up_to_its_time(start, length, wanted):
    _clock, given = intervals.spend([], start, start + length, wanted)
    assert abs(given - min(wanted, length)) < 1e-6


@given(SPANS, st.integers(1, 8))
def test_a_compact_clock_is_short_and_forgets_nothing_it_still_needs(spans, most):
    tidy = intervals.tidy(spans)
    short = intervals.compact(tidy, since=100, most=most)
    assert len(short) <= most
    for start, end in tidy:
        if end > 100:
            assert any(first <= start and end <= last for first, last in short)


@given(SPANS, st.integers(min_value=1, max_value=40))
def test_letting_the_shortest_go_never_adds_a_second(spans, most):
    tidy = intervals.tidy(spans)
    kept = intervals.longest(tidy, most)
    assert len(kept) == min(len(tidy), most)
    assert [span for span in tidy if span in kept] == kept
    gone = [end - start for start, end in tidy if (start, end) not in kept]
    assert max(gone, default=0) <= min(end - start for start, end in kept) if kept else not tidy
