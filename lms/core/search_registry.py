"""What there is to search. Apps register providers; `search` asks them for documents.

`search` imports no domain model: a provider turns its rows into `SearchDocument`s and names
who may find them by audience tokens (see `lms.people.selectors.reader_tokens`).
Only what is public to somebody is ever handed over: drafts are never indexed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from unicodedata import normalize

PUBLIC_TOKEN = "public:all"
"""The audience token that everyone carries, visitors too."""


@dataclass(frozen=True)
class Section:
    """A part of a document with an address of its own, such as a step of a lecture."""

    number: int
    title: str
    text: str
    """Plain text, the title not repeated."""
    fragment: str
    """What follows `#` in the document's address."""


@dataclass(frozen=True)
class SearchDocument:
    """One thing that can be found."""

    key: str
    """Stable and unique, `provider:id`, for example `material:6f0c…`."""
    title: str
    topic: str
    """Names from the curriculum: strand and topic, with the topic's abbreviations if any."""
    meta: str
    """Subject, grade and kind as words: "Toán lớp 9 Bài giảng điện tử"."""
    body: str
    """Plain text, no markup; what stands in a section is not repeated here."""
    url: str
    audience: tuple[str, ...]
    """Tokens of those who may find it, for example ("unit:12:staff",)."""
    grade: int | None = None
    subject: str = ""
    """Subject code, for the facet."""
    kind: str = ""
    card: dict[str, Any] = field(default_factory=dict)
    """What a result row shows besides; JSON. Never anything the audience may not see."""
    sections: Sequence[Section] = ()

    @property
    def is_public(self) -> bool:
        """Whether everyone may find it: only such words enter the search vocabulary."""
        return PUBLIC_TOKEN in self.audience

    @property
    def text(self) -> str:
        """The body and its sections as one composed (NFC) text, which is what is indexed."""
        return "\n".join(self._parts())

    @property
    def outline(self) -> list[dict[str, Any]]:
        """Where in `text` each section begins; JSON, stored beside it."""
        begun, places = -1, []
        for part in self._parts():
            places.append(begun + 1)
            begun += len(part) + 1
        return [
            {"at": at, "number": one.number, "title": nfc(one.title), "fragment": one.fragment}
            for at, one in zip(places[1:], self.sections, strict=True)
        ]

    def _parts(self) -> list[str]:
        sections = (f"{one.title}\n{one.text}" for one in self.sections)
        # A newline composes with nothing: parts that are composed make a text that is.
        return [nfc(part) for part in (self.body, *sections)]


def nfc(text: str) -> str:
    """Composed, and without the NUL that PostgreSQL refuses to store."""
    return normalize("NFC", text).replace("\x00", " ")


@dataclass(frozen=True)
class Place:
    """Where one browses what a query names outright, such as a subject in a grade."""

    label: str
    url: str


class SearchProvider(Protocol):
    """Turns one app's rows into documents."""

    name: str

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[SearchDocument]:
        """The documents with these keys (absent ones are left out), or all of them."""
        ...

    def facet_labels(self, facet: str, values: Iterable[str]) -> dict[str, str]:
        """Names to show for facet values ("subject": code → name), in the active language."""
        ...

    def places(self, readings: Sequence[Sequence[str]]) -> list[Place]:
        """The places that a query names; its readings are in words without marks."""
        ...


_providers: dict[str, SearchProvider] = {}


def register(provider: SearchProvider) -> None:
    """Add a provider. Call it from `AppConfig.ready`."""
    _providers[provider.name] = provider


def providers() -> tuple[SearchProvider, ...]:
    """All registered providers."""
    return tuple(_providers.values())


def provider_for(key: str) -> SearchProvider | None:
    """The provider that owns a key, None for one that nobody owns any more."""
    return _providers.get(key.partition(":")[0])
