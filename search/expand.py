"""From what was typed to what was meant, before any engine sees it.

Four small steps, all data and arithmetic: abbreviations add readings, numerals after a few
words add readings, Telex leftovers are decoded, and a word that no public document contains is
replaced by a known word one edit away. Fuzzy matching in the engine is not used: syllables are so
short that it finds mostly other words.
"""

from collections.abc import Iterator
from functools import cache
from itertools import islice, product
from pathlib import Path

from lms.core.search_registry import nfc
from search.normalise import decode_telex, exact_form, folded_form, has_marks, words
from search.queries import MAX_QUERY, Alternative, Query
from search.vocabulary import TOTAL, Entry, Vocabulary

Words = tuple[str, ...]  # exact shapes

MAX_WORDS = 16
MAX_READINGS = 8
_MAX_CORRECTED = 4
_MAX_EDITED = 14
_MIN_EDITED = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
COMMON_SHARE = 0.4
COMMON_FROM = 200
"""Below so many documents nothing is called common: the shares mean nothing yet."""

_CUES = {"bac", "lop", "cap", "ki", "tap", "chuong", "phan", "khoi", "can", "bai"}
_NUMERALS: tuple[tuple[str, ...], ...] = (
    ("1", "một", "nhất", "i"),
    ("2", "hai", "ii"),
    ("3", "ba", "iii"),
    ("4", "bốn", "tư", "iv"),
    ("5", "năm", "v"),
    ("6", "sáu", "vi"),
    ("7", "bảy", "vii"),
    ("8", "tám", "viii"),
    ("9", "chín", "ix"),
    ("10", "mười", "x"),
    ("11", "xi"),
    ("12", "xii"),
)
_DATA = Path(__file__).parent / "data" / "abbreviations.txt"


@cache
def abbreviations() -> dict[str, list[Words]]:
    """short → readings; keys are folded, so `ưcln` and `ucln` are one."""
    found: dict[str, list[Words]] = {}
    for line in _DATA.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        short, _, long = line.partition("=")
        readings = [tuple(exact_form(w) for w in one.split()) for one in long.split("|")]
        kept = found.setdefault(folded_form(short.strip()), [])
        kept.extend(reading for reading in readings if reading not in kept)
    return found


@cache
def _numerals() -> dict[str, list[str]]:
    """folded numeral → the other ways to write it."""
    found: dict[str, list[str]] = {}
    for group in _NUMERALS:
        for one in group:
            found[folded_form(one)] = [exact_form(other) for other in group if other != one]
    return found


@cache
def _school_words() -> frozenset[str]:
    """Words of this file and of the abbreviations: right even where no document has them."""
    written_out = (reading for readings in abbreviations().values() for reading in readings)
    return frozenset(_CUES) | {folded_form(word) for reading in written_out for word in reading}


def clean(text: str) -> str:
    """What of the input is looked at: NFC, one line, of bounded length."""
    return " ".join(nfc(text[: MAX_QUERY * 4]).split())[:MAX_QUERY]


def parse(text: str, vocabulary: Vocabulary, *, literal: bool = False) -> Query:
    """The query in all its readings. `literal` takes the words as they stand."""
    text = clean(text)
    typed = [word.exact for word in words(text)][:MAX_WORDS]
    if not typed:
        return Query(text=text)
    entries = vocabulary.entries({folded_form(word) for word in typed} | {TOTAL})
    readings: list[Words] = [tuple(typed)]
    changed = ""
    if not literal:
        meant = _repair(typed, entries, vocabulary)
        if meant != typed:
            changed = " ".join(meant)
            # The typed words stay one reading: a word unknown to the public may be in a
            # document that this very reader may find.
            readings = [*_readings(meant)[: MAX_READINGS - 1], tuple(typed)]
        else:
            readings = _readings(typed)
    total = entries.get(TOTAL, Entry(0, 0)).documents
    return Query(
        text=text,
        alternatives=tuple(_alternative(reading) for reading in dict.fromkeys(readings)),
        common=_common(entries, total),
        frequent_first=tuple(
            sorted((e for e in entries if e != TOTAL), key=lambda e: -entries[e].documents)
        ),
        changed=changed,
    )


def _alternative(reading: Words) -> Alternative:
    return Alternative(exact=reading, folded=tuple(folded_form(word) for word in reading))


def _common(entries: dict[str, Entry], total: int) -> frozenset[str]:
    if total < COMMON_FROM:
        return frozenset()
    return frozenset(
        token for token, e in entries.items() if token and e.documents > COMMON_SHARE * total
    )


# --- Readings -----------------------------------------------------------------------------------
def _readings(typed: list[str]) -> list[Words]:
    """The typed words and the ways to write them out."""
    slots: list[list[Words]] = []
    for at, word in enumerate(typed):
        folded = folded_form(word)
        slot: list[Words] = [(word,)]
        if at and folded_form(typed[at - 1]) in _CUES:
            slot += [(other,) for other in _numerals().get(folded, [])]
        slot += abbreviations().get(folded, [])
        slots.append(slot)
    combined = islice(product(*slots), 64)
    # The first is the query itself; after it, the ones with the fewest words left as typed.
    ranked = sorted(combined, key=lambda choice: (_as_typed(choice, typed) != len(typed),))
    return [tuple(w for part in choice for w in part) for choice in ranked[:MAX_READINGS]]


def _as_typed(choice: tuple[Words, ...], typed: list[str]) -> int:
    return sum(part == (word,) for part, word in zip(choice, typed, strict=True))


# --- Repairs ------------------------------------------------------------------------------------
def _repair(typed: list[str], entries: dict[str, Entry], vocabulary: Vocabulary) -> list[str]:
    """The words with Telex leftovers decoded and unknown ones corrected."""
    if not entries.get(TOTAL, Entry(0, 0)).documents:
        return typed  # nothing is known yet: then nothing is wrong either
    unknown = [at for at, word in enumerate(typed) if _is_unknown(word, entries)]
    if not unknown:
        return typed
    unknown = unknown[:_MAX_CORRECTED]
    decoded = {at: exact_form(decode_telex(typed[at])) for at in unknown}
    candidates = {at: set(_edits(folded_form(typed[at]))) for at in unknown}
    asked = set().union(*candidates.values(), (folded_form(d) for d in decoded.values() if d))
    known = vocabulary.entries(asked)
    meant = list(typed)
    for at in unknown:
        if decoded[at] and folded_form(decoded[at]) in known:
            meant[at] = decoded[at]
    left = [at for at in unknown if meant[at] == typed[at] and candidates[at]]
    if left:
        _correct(meant, left, candidates, known, vocabulary)
    return meant


def _is_unknown(word: str, entries: dict[str, Entry]) -> bool:
    folded = folded_form(word)
    return (
        folded not in entries
        and folded not in abbreviations()
        and folded not in _numerals()
        and folded not in _school_words()
        and folded.isascii()
        and folded.isalpha()
    )


def _edits(word: str) -> Iterator[str]:
    """Every string one edit away: a letter less, more, another, or two swapped."""
    if not _MIN_EDITED <= len(word) <= _MAX_EDITED:
        return
    for at in range(len(word) + 1):
        head, tail = word[:at], word[at:]
        if tail:
            yield head + tail[1:]
        if len(tail) > 1:
            yield head + tail[1] + tail[0] + tail[2:]
        for letter in _LETTERS:
            yield head + letter + tail
            if tail:
                yield head + letter + tail[1:]


def _correct(
    meant: list[str],
    places: list[int],
    candidates: dict[int, set[str]],
    known: dict[str, Entry],
    vocabulary: Vocabulary,
) -> None:
    """Put the likeliest known word at each place: by its neighbours first, then by itself."""
    options = {at: [word for word in candidates[at] if word in known] for at in places}
    shapes = [folded_form(word) for word in meant]
    beside = {at: shapes[at - 1] if at else "" for at in places}
    after = {at: shapes[at + 1] if at + 1 < len(shapes) else "" for at in places}
    asked = {(beside[at], word) for at in places for word in options[at]}
    asked |= {(word, after[at]) for at in places for word in options[at]}
    counts = vocabulary.pairs(pair for pair in asked if all(pair))
    chosen = {}
    for at in places:
        if options[at]:
            chosen[at] = max(
                options[at],
                key=lambda word: (
                    counts.get((beside[at], word), 0) + counts.get((word, after[at]), 0),
                    known[word].count,
                    word,
                ),
            )
    shown = vocabulary.forms(chosen.values()) if chosen and has_marks(meant) else {}
    for at, word in chosen.items():
        meant[at] = _nearest_shape(meant[at], shown.get(word, [word]))


def _nearest_shape(typed: str, shapes: list[str]) -> str:
    """Among the marked shapes of a word the one that shares most letters with the typed one."""
    return max(shapes, key=lambda shape: (len(set(shape) & set(typed)), -shapes.index(shape)))
