"""Marking the words that were found, in the original text.

Works on the text as written, so an unmarked query marks the right accented words. A lone syllable
says little (`trình` in `trình bày`): where a text has two neighbours of the query side by side,
their syllables are marked only there, and the fragment shown is the one with most such pairs.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from lms.core.search_registry import nfc
from search.normalise import MAX_WORD, shapes, spans
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


def _places(
    text: str, places: Sequence[Span], hits: dict[int, str], wanted: _Wanted
) -> tuple[set[int], dict[int, tuple[str, str]]]:
    """Which of the hits to mark, and the pairs among them by the place where each begins."""
    pairs = {
        at: (folded, hits[at + 1])
        for at, folded in hits.items()
        if (folded, hits.get(at + 1)) in wanted.pairs
        # The end of a heading and the beginning of what follows are no neighbours.
        and "\n" not in text[places[at][1] : places[at + 1][0]]
    }
    paired = {place for at in pairs for place in (at, at + 1)}
    settled = {hits[at] for at in paired}
    return {at for at, folded in hits.items() if at in paired or folded not in settled}, pairs


def mark(text: str, query: Query) -> Marked:
    """The whole text in pieces: (piece, was it asked for)."""
    text = nfc(text)
    places, wanted = spans(text), _wanted(query)
    marked, _ = _places(text, places, wanted.found_in(text, places), wanted)
    return list(_pieces(text, places, marked, 0, len(text)))


@dataclass(frozen=True, slots=True)
class Snippet:
    """A part of a text with its marks."""

    pieces: Marked
    section: int | None = None
    """Which section of the outline it is taken from; None where no section says it."""


def snippet(text: str, query: Query, outline: Sequence[dict[str, Any]] = ()) -> Snippet:
    """The part of the text that says most about the query; its beginning if nothing does.

    Where the text has an outline (see `SearchDocument.outline`), the part is taken from the one
    section that says it best, without its title; a section has to hold two neighbours of the
    query, or all of its telling words where these are one, or three and more.
    """
    found = _Found(nfc(text[:_LONGEST_READ]), query)
    if not found.places:
        return Snippet([])
    parts = found.parts(outline)
    number = _best_part(found, parts, query)
    part = parts[number] if number is not None else found.whole
    return Snippet(found.cut(part), number - 1 if number else None)


@dataclass(frozen=True, slots=True)
class _Part:
    """A stretch of the text: its words, those of its title before them, its letters."""

    title: range
    words: range
    start: int
    end: int


class _Found:
    """What of a query stands where in a text."""

    def __init__(self, text: str, query: Query) -> None:
        self.text = text
        self.places = spans(text)
        wanted = _wanted(query)
        self.hits = wanted.found_in(text, self.places)
        self.marked, self.pairs = _places(text, self.places, self.hits, wanted)
        self.ordered = sorted(self.marked)
        self.whole = _Part(range(0), range(len(self.places)), 0, len(text))

    def parts(self, outline: Sequence[dict[str, Any]]) -> list[_Part]:
        """What comes before the first section, then the sections."""
        begins = [0, *(one["at"] for one in outline)]
        ends = [*(begin - 1 for begin in begins[1:]), len(self.text)]
        titles = ["", *(one["title"] + "\n" for one in outline)]
        return [
            self._part(begin, begin + len(title), end)
            for begin, title, end in zip(begins, titles, ends, strict=True)
        ]

    def _part(self, begin: int, start: int, end: int) -> _Part:
        end = max(start, min(end, len(self.text)))
        first, after, last = (self._place_at(at) for at in (begin, start, end))
        return _Part(range(first, after), range(after, last), start, end)

    def _place_at(self, letter: int) -> int:
        return bisect_left(self.places, (letter, letter))

    def within(self, words: range) -> list[int]:
        """The marked places in a stretch."""
        first, last = (bisect_left(self.ordered, at) for at in (words.start, words.stop))
        return self.ordered[first:last]

    def words_in(self, words: range) -> set[str]:
        """Which words that were asked for stand in a stretch."""
        return {self.hits[at] for at in self.within(words)}

    def pairs_in(self, words: range) -> set[tuple[str, str]]:
        """Which pairs that were asked for stand in a stretch."""
        return {self.pairs[at] for at in self.within(words) if at in self.pairs}

    def score(self, words: range) -> int:
        """How much a stretch says about the query."""
        return len(self.words_in(words)) + _PAIR_WEIGHT * len(self.pairs_in(words))

    def cut(self, part: _Part) -> Marked:
        """The best few words of a part."""
        first = self._best_window(part.words)
        last = min(first + SNIPPET_WORDS, part.words.stop)
        start = self.places[first][0] if first > part.words.start else part.start
        end = self.places[last - 1][1] if last < part.words.stop else part.end
        pieces = list(_pieces(self.text, self.places, self.marked, start, end))
        if first > part.words.start:
            pieces.insert(0, ("… ", False))
        if last < part.words.stop:
            pieces.append((" …", False))
        return pieces

    def _best_window(self, words: range) -> int:
        """Where the window begins that holds the most different words of the query."""
        best, best_score = words.start, 0
        marked = self.within(words)
        begins = [at for at in marked if at in self.pairs] or marked
        for begin in begins[:_MOST_WINDOWS]:
            score = self.score(range(begin, min(begin + SNIPPET_WORDS, words.stop)))
            if score > best_score:
                best, best_score = begin, score
        return max(best - 4, words.start)


def _best_part(found: _Found, parts: list[_Part], query: Query) -> int | None:
    """The number of the section that says most, its title counting double; 0 where what comes
    before the sections says more than any; None where the words are scattered over the text."""
    telling = [set(one.folded) - query.common or set(one.folded) for one in query.alternatives]

    def says_it(part: _Part) -> bool:
        words = range(part.title.start, part.words.stop)
        if found.pairs_in(words):
            return True
        standing = found.words_in(words)
        # Two words apart from each other are mostly other ones: quang hop, quảng cáo … hộp.
        return any(asked <= standing for asked in telling if len(asked) != 2)

    best, best_score = None, 0
    for number, part in enumerate(parts[1:], 1):
        score = found.score(range(part.title.start, part.words.stop))
        titled = found.words_in(part.title)
        score += len(titled) + (0 < len(titled) == len(part.title))
        if score > best_score and says_it(part):
            best, best_score = number, score
    before = parts[0].words
    if before and found.score(before) > best_score and says_it(parts[0]):
        return 0
    return best


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
        if run and (at != run[-1] + 1 or not _is_blank(text[places[run[-1]][1] : places[at][0]])):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _is_blank(between: str) -> bool:
    return between.isspace() and "\n" not in between
