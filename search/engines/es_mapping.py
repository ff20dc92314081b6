"""Analyzers and fields of the Elasticsearch index. No plugin is needed.

`asciifolding` folds `đ` too, but leaves combining marks alone: text is sent as NFC. The source
keeps the original text, so that it can be shown and marked.
"""

from collections.abc import Iterator
from typing import Any

from lms.core.search_registry import nfc
from search.normalise import INITIALS, TONE_MARKS, exact_form


def _syllables() -> Iterator[str]:
    """Every syllable whose spelling is a habit: open `oa`, `oe`, `uy`, and a final `y`."""
    for initial in INITIALS:
        for rime in ("oa", "oe", "uy", "y"):
            for tone in ("", *TONE_MARKS):
                yield nfc(initial + rime + tone)


def canon_rules() -> list[str]:
    """`hoà => hòa`, …: what `exact_form` does, as rules for the server."""
    rules = {syllable: exact_form(syllable) for syllable in _syllables()}
    return [f"{one} => {other}" for one, other in sorted(rules.items()) if one != other]


def _iy_rules() -> list[str]:
    return [f"{one}y => {one}i" for one in ("h", "k", "l", "m", "s", "t", "qu")]


SETTINGS: dict[str, Any] = {
    "number_of_shards": 1,
    "number_of_replicas": 0,
    "analysis": {
        "filter": {
            "vn_canon": {"type": "stemmer_override", "rules": canon_rules()},
            "vn_iy": {"type": "stemmer_override", "rules": _iy_rules()},
            "vn_pairs": {
                "type": "shingle",
                "min_shingle_size": 2,
                "max_shingle_size": 2,
                "output_unigrams": False,
                "token_separator": "_",
            },
        },
        "analyzer": {
            "vn_exact": {"tokenizer": "standard", "filter": ["lowercase", "vn_canon"]},
            "vn_folded": {
                "tokenizer": "standard",
                "filter": ["lowercase", "asciifolding", "vn_iy"],
            },
            "vn_pairs": {
                "tokenizer": "standard",
                "filter": ["lowercase", "asciifolding", "vn_iy", "vn_pairs"],
            },
        },
    },
}

_FOLDED = {"type": "text", "analyzer": "vn_folded"}
_PAIRS = {"type": "text", "analyzer": "vn_pairs"}
_TYPED = {"type": "search_as_you_type", "analyzer": "vn_folded"}


def _text(**fields: Any) -> dict[str, Any]:
    return {"type": "text", "analyzer": "vn_exact", "fields": fields}


MAPPINGS: dict[str, Any] = {
    "dynamic": "strict",
    "properties": {
        "key": {"type": "keyword"},
        "title": _text(folded=_FOLDED, pairs=_PAIRS, sayt=_TYPED),
        "title_key": {"type": "keyword"},
        "topic": _text(folded=_FOLDED, pairs=_PAIRS),
        "topic_label": _text(sayt=_TYPED, key={"type": "keyword", "ignore_above": 1000}),
        # Two words of the meta line are no phrase; the pairs are here only because a query
        # over several fields wants one analyzer in all of them.
        "meta": _text(folded=_FOLDED, pairs=_PAIRS),
        "body": _text(folded=_FOLDED, pairs=_PAIRS),
        "url": {"type": "keyword", "index": False, "doc_values": False},
        "audience": {"type": "keyword"},
        "grade": {"type": "integer"},
        "subject": {"type": "keyword"},
        "kind": {"type": "keyword"},
        "card": {"type": "object", "enabled": False},
        "outline": {"type": "object", "enabled": False},
    },
}
