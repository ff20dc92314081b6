"""The one Vietnamese normaliser: the same at index time and at query time, on every engine.

A word has two shapes here. `exact` keeps the marks but settles what is only a habit of writing
(`hoà`/`hòa`, `vật lý`/`vật lí`); `folded` drops the marks, so that `phuong trinh` finds
`phương trình`. Neighbouring folded words joined (`phuong_trinh`) stand in for word segmentation,
which nobody can do on unmarked text.

Everything starts with NFC: composed and decomposed Vietnamese look alike and compare unequal
(Unicode Standard Annex 15).
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from lms.core.search_registry import nfc

MAX_WORD = 64
_WORD = re.compile(r"[^\W_]+")
_PLAIN = "aeiouy"
_TONES = {"\u0300": "f", "\u0301": "s", "\u0309": "r", "\u0303": "x", "\u0323": "j"}
TONE_MARKS = tuple(_TONES)
_IY_INITIALS = "h|k|l|m|s|t|qu"


class Word(NamedTuple):
    """One word of a text, and where it stands."""

    start: int
    end: int
    exact: str
    folded: str


def _toned(base: str, tone: str) -> str:
    return unicodedata.normalize("NFC", base + tone)


def _placement_rules() -> Iterator[tuple[str, str]]:
    """`oà` → `òa`, `oè` → `òe`, `uỳ` → `ùy` with each of the five tones."""
    for first, second in (("o", "a"), ("o", "e"), ("u", "y")):
        for tone in _TONES:
            yield first + _toned(second, tone), _toned(first, tone) + second


_PLACEMENT = dict(_placement_rules())
# At the end of a word only (with a final consonant both styles agree), never after q (`quý`).
_PLACED = re.compile(rf"(?<!q)(?:{'|'.join(_PLACEMENT)})$")
_Y_TO_I = {_toned("y", tone): _toned("i", tone) for tone in ("", *_TONES)}
_IY = re.compile(rf"^({_IY_INITIALS})([{''.join(_Y_TO_I)}])$")


def exact_form(word: str) -> str:
    """Lower case, tone placement and final y/i in one style, marks kept."""
    word = nfc(word).lower()
    word = nfc(word)  # lower() can decompose: "İ" becomes two characters
    word = _PLACED.sub(lambda found: _PLACEMENT[found.group()], word)
    return _IY.sub(lambda found: found.group(1) + _Y_TO_I[found.group(2)], word)


def folded_form(word: str) -> str:
    """The word without marks. `đ` is a letter of its own that NFD does not split."""
    plain = unicodedata.normalize("NFD", exact_form(word).replace("đ", "d"))
    plain = "".join(char for char in plain if not unicodedata.combining(char))
    return _IY.sub(lambda found: found.group(1) + _Y_TO_I[found.group(2)], plain)


@lru_cache(maxsize=20_000)
def shapes(piece: str) -> tuple[str, str]:
    """Both shapes of a word. Vietnamese has some 7,000 syllables: most are asked for again."""
    return exact_form(piece), folded_form(piece)


def spans(text: str) -> list[tuple[int, int]]:
    """Where the words of an NFC text stand."""
    return [match.span() for match in _WORD.finditer(text)]


def words(text: str) -> list[Word]:
    """The words of an NFC text, in order, with their places in it."""
    found = []
    for match in _WORD.finditer(text):
        exact, folded = shapes(match.group()[:MAX_WORD])
        if folded:
            found.append(Word(match.start(), match.end(), exact, folded))
    return found


def exact_tokens(text: str) -> list[str]:
    """The exact shapes of a text's words."""
    return [word.exact for word in words(nfc(text))]


def folded_tokens(text: str) -> list[str]:
    """The folded shapes of a text's words."""
    return [word.folded for word in words(nfc(text))]


def pair_tokens(folded: Iterable[str]) -> list[str]:
    """Each word joined to the next: `phuong_trinh`."""
    tokens = list(folded)
    return [f"{left}_{right}" for left, right in pairwise(tokens)]


def has_marks(tokens: Iterable[str]) -> bool:
    """Whether somebody bothered to type Vietnamese marks: only then do they count."""
    return any(not token.isascii() for token in tokens)


# --- Syllables: what can be Vietnamese at all -------------------------------------------------
INITIALS = ["", *"b c ch d đ g gh gi h k kh l m n ng ngh nh p ph q qu r s t th tr v x".split()]  # noqa: SIM905
_RIMES = frozenset(
    (  # noqa: SIM905
        "a ac ach ai am an ang anh ao ap at au ay ă ăc ăm ăn ăng ăp ăt â âc âm ân âng âp ât âu ây "
        "e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich iêc iêm iên iêng iêp iêt iêu "
        "im in inh ip it iu o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng "
        "oăt oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp "
        "ơt u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uy "
        "uya uych uyên uyêt uynh uyt uyu ư ưa ưc ưi ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu "
        "y yêm yên yêng yêt yêu ynh eng êng"
    ).split()
)
_STOPPED = re.compile(r"(?:c|ch|p|t)$")


def split_tone(syllable: str) -> tuple[str, str]:
    """A marked syllable as (syllable without its tone, Telex letter of the tone or "")."""
    tone = ""
    kept = []
    for char in unicodedata.normalize("NFD", syllable):
        if char in _TONES:
            tone += _TONES[char]
        else:
            kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)), tone


def is_syllable(word: str) -> bool:
    """Whether a word can be a Vietnamese syllable: initial + rime, and a tone they allow."""
    base, tone = split_tone(word)
    if len(tone) > 1:
        return False
    for initial in sorted(INITIALS, key=len, reverse=True):
        rime = base[len(initial) :]
        if base.startswith(initial) and rime in _RIMES:
            break
    else:
        return False
    # A syllable that ends in a stop carries only the acute or the dot below.
    return not (_STOPPED.search(rime) and tone not in {"s", "j"})


# --- Telex: what a keyboard left behind --------------------------------------------------------
_TELEX_TONE = {letter: mark for mark, letter in _TONES.items()}
_HORNS = {"uo": "ươ", "u": "ư", "o": "ơ", "a": "ă"}
_HATS = {"a": "â", "e": "ê", "o": "ô"}
_VOWELS = "aăâeêioôơuưy"


def decode_telex(word: str) -> str:
    """`trinhf` → `trình`, `phuowng` → `phương`; "" when the letters spell no syllable."""
    if not word.isascii() or not word.isalpha() or len(word) > 10:
        return ""
    word, tone = _take_tone(word)
    word = _hats(_horns(_bars(word)))
    if "w" in word:
        return ""
    decoded = _put_tone(word, tone)
    return decoded if decoded and is_syllable(decoded) and not decoded.isascii() else ""


def _take_tone(word: str) -> tuple[str, str]:
    vowel = next((at for at, char in enumerate(word) if char in "aeiouyw"), len(word))
    for at in range(len(word) - 1, vowel, -1):
        if word[at] in _TELEX_TONE:
            return word[:at] + word[at + 1 :], _TELEX_TONE[word[at]]
    return word, ""


def _bars(word: str) -> str:
    if word.startswith("dd"):
        return "đ" + word[2:]
    if word.startswith("d") and "d" in word[1:]:
        return "đ" + word[1:].replace("d", "", 1)
    return word


def _horns(word: str) -> str:
    if "w" not in word:
        return word
    word = word.replace("uwow", "uow").replace("uwo", "uow")
    at = word.index("w")
    rest = word[:at] + word[at + 1 :]
    for plain, horned in _HORNS.items():
        place = rest.find(plain)
        # After q the u belongs to the consonant: "quawng" is "quăng".
        if place >= 0 and not (plain[0] == "u" and rest[:place].endswith("q")):
            return rest[:place] + horned + rest[place + len(plain) :]
    return word[:at] + "ư" + word[at + 1 :]


def _hats(word: str) -> str:
    for plain, hatted in _HATS.items():
        first = word.find(plain)
        second = word.find(plain, first + 1) if first >= 0 else -1
        if second > 0:
            word = word[:first] + hatted + word[first + 1 : second] + word[second + 1 :]
    return word


def _put_tone(word: str, tone: str) -> str:
    """Where the tone stands: on the marked vowel, else by the shape of the vowel group."""
    if not tone:
        return word
    start = 2 if word.startswith(("qu", "gi")) and word[2:3] and word[2] in _VOWELS else 0
    places = [at for at in range(start, len(word)) if word[at] in _VOWELS]
    if not places:
        return ""
    marked = [at for at in places if not word[at].isascii()]
    if marked:
        at = marked[-1]
    elif len(places) == 1 or (len(places) == 2 and word[-1] in _PLAIN):
        at = places[0]
    else:
        at = places[1]
    return nfc(word[: at + 1] + tone + word[at + 1 :])
