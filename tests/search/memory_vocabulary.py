"""A vocabulary without a database, for tests of the expansion alone."""

from collections.abc import Iterable

from search.vocabulary import TOTAL, Entry, WordCounts


class MemoryVocabulary:
    """The words of a few texts."""

    def __init__(self, texts: Iterable[str]) -> None:
        self.counts = WordCounts()
        for text in texts:
            self.counts.add([text])

    def entries(self, folded: Iterable[str]) -> dict[str, Entry]:
        """See Vocabulary."""
        wanted = set(folded)
        found: dict[str, Entry] = {}
        for (exact, plain), count in self.counts.exact.items():
            if plain in wanted:
                before = found.get(plain, Entry(0, 0))
                documents = max(before.documents, self.counts.documents[exact, plain])
                found[plain] = Entry(before.count + count, documents)
        if TOTAL in wanted:
            found[TOTAL] = Entry(0, self.counts.total)
        return found

    def forms(self, folded: Iterable[str]) -> dict[str, list[str]]:
        """See Vocabulary."""
        wanted = set(folded)
        ranked: dict[str, list[str]] = {}
        for (exact, plain), _count in self.counts.exact.most_common():
            if plain in wanted:
                ranked.setdefault(plain, []).append(exact)
        return ranked

    def pairs(self, pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], int]:
        """See Vocabulary."""
        return {pair: self.counts.pairs[pair] for pair in pairs if pair in self.counts.pairs}
