"""Vietnamese order of names, the same on every database.

Neither SQLite nor the PostgreSQL of a wheel knows Vietnamese collation, so each person carries
a key that sorts by plain bytes: given name, then family name, then middle name; letters by the
Vietnamese alphabet first, tones only to break a tie. The key holds only digits and lower-case
ASCII letters, whose order every collation agrees on.
"""

import unicodedata

# The 29 letters in order, with f j w z (foreign names) where the Latin alphabet has them.
ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
# Dictionary order of tones: level, huyền, hỏi, ngã, sắc, nặng.
TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}
_LETTER_CODES = {letter: chr(97 + i // 6) + chr(97 + i % 6) for i, letter in enumerate(ALPHABET)}
_OTHER_LETTER = "zz"
_END_OF_SYLLABLE = "0"
_END_OF_PART = "00"


def _letters_and_tones(text: str) -> tuple[str, str]:
    """Codes of the letters and of the tones; the level tone of a syllable is written too."""
    letters: list[str] = []
    tones: list[str] = []
    for syllable in unicodedata.normalize("NFC", text).lower().split():
        tone = "0"
        decomposed = unicodedata.normalize("NFD", syllable)
        for mark in decomposed:
            tone = TONES.get(mark, tone)
        bare = unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))
        letters.extend(_LETTER_CODES.get(c, _OTHER_LETTER) for c in bare if c.isalnum())
        letters.append(_END_OF_SYLLABLE)
        tones.append(tone)
    return "".join(letters), "".join(tones)


def name_sort_key(*, given: str, family: str, middle: str = "") -> str:
    """The key by which people are listed: by given name, family name, middle name."""
    parts = [_letters_and_tones(part) for part in (given, family, middle)]
    return _END_OF_PART.join([letters + _END_OF_PART + tones for letters, tones in parts])
