"""Marking the words that were found, in the original text.

Works on the text as written, so an unmarked query marks the right accented words. A lone syllable
says little (`trình` in `trình bày`): where a text has two neighbours of the query side by side,
their syllables are marked only there, and the fragment shown is the one with most such pairs.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from search.normalise import MAX_WORD, nfc, shapes, spans
from search.queries import Query

Marked = list[tuple[str, bool]]
Span = tuple[int, int]
SNIPPET_WORDS = 32
_PAIR_WEIGHT = 3
_MOST_WINDOWS = 25
_LONGEST_READ = 40_000
"""Characters of a body that are read for its snippet: some twenty pages."""


@dataclass(frozen=True, slots=True)
class _Wanted:
    folded: frozenset[str]
    exact: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    marked: bool

    def found_in(self, text: str, places: Sequence[Span]) -> dict[int, str]:
        """Which words were asked for: place → folded shape.

        In a marked query an accented word must carry the same accents.
        """
        found = {}
        for at, (start, end) in enumerate(places):
            exact, folded = shapes(text[start:end][:MAX_WORD])
            if folded in self.folded and (
                not self.marked or exact in self.exact or exact == folded
            ):
                found[at] = folded
        return found


def _wanted(query: Query) -> _Wanted:
    pairs = {
        pair for one in query.alternatives for pair in zip(one.folded, one.folded[1:], strict=False)
    }
    return _Wanted(
        folded=frozenset(word for one in query.alternatives for word in one.folded),
        exact=frozenset(word for one in query.alternatives for word in one.exact),
        pairs=frozenset(pairs),
        marked=query.marked,
    )


def _places(hits: dict[int, str], wanted: _Wanted) -> tuple[set[int], set[int]]:
    """Which of the hits to mark, and which of them stand in a pair."""
    paired: set[int] = set()
    for at, folded in hits.items():
        if at + 1 in hits and (folded, hits[at + 1]) in wanted.pairs:
            paired |= {at, at + 1}
    settled = {hits[at] for at in paired}
    return {at for at, folded in hits.items() if at in paired or folded not in settled}, paired


def mark(text: str, query: Query) -> Marked:
    """The whole text in pieces: (piece, was it asked for)."""
    text = nfc(text)
    places, wanted = spans(text), _wanted(query)
    marked, _ = _places(wanted.found_in(text, places), wanted)
    return list(_pieces(text, places, marked, 0, len(text)))


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a text with its marks."""

    pieces: Marked
    marked_at: list[int] = field(default_factory=list)
    """Where in the text its marked words stand."""


def snippet(text: str, query: Query) -> Snippet:
    """The part of the text that says most about the query; its beginning if nothing does."""
    text = nfc(text[:_LONGEST_READ])
    places, wanted = spans(text), _wanted(query)
    if not places:
        return Snippet([])
    hits = wanted.found_in(text, places)
    marked, paired = _places(hits, wanted)
    first = _best_window(hits, marked, paired)
    last = min(first + SNIPPET_WORDS, len(places))
    start = places[first][0] if first else 0
    end = places[last - 1][1] if last < len(places) else len(text)
    pieces = list(_pieces(text, places, marked, start, end))
    if first:
        pieces.insert(0, ("… ", False))
    if last < len(places):
        pieces.append((" …", False))
    inside = [places[place][0] for place in sorted(marked) if first <= place < last]
    return Snippet(pieces, inside)


def _best_window(hits: dict[int, str], marked: set[int], paired: set[int]) -> int:
    """Where the window begins that holds the most different words of the query."""
    best, best_score = 0, 0
    ordered = sorted(marked)
    for begin in sorted(paired or marked)[:_MOST_WINDOWS]:
        inside = ordered[bisect_left(ordered, begin) : bisect_left(ordered, begin + SNIPPET_WORDS)]
        different = {hits[at] for at in inside}
        pairs = {hits[at] for at in inside if at in paired}
        score = len(different) + _PAIR_WEIGHT * len(pairs)
        if score > best_score:
            best, best_score = begin, score
    return max(best - 4, 0)


def _pieces(
    text: str, places: Sequence[Span], hits: set[int], start: int, end: int
) -> Iterator[tuple[str, bool]]:
    """Neighbouring hits become one marked piece, the blank between them included."""
    at = start
    ordered = [hit for hit in sorted(hits) if start <= places[hit][0] and places[hit][1] <= end]
    for run in _runs(text, places, ordered):
        if places[run[0]][0] > at:
            yield text[at : places[run[0]][0]], False
        yield text[places[run[0]][0] : places[run[-1]][1]], True
        at = places[run[-1]][1]
    if at < end:
        yield text[at:end], False


def _runs(text: str, places: Sequence[Span], ordered: list[int]) -> Iterator[list[int]]:
    """Hits that follow each other with nothing but a blank between."""
    run: list[int] = []
    for at in ordered:
        if run and (at != run[-1] + 1 or not text[places[run[-1]][1] : places[at][0]].isspace()):
            yield run
            run = []
        run.append(at)
    if run:
        yield run
