"""What there is to search. Apps register providers; `search` asks them for documents.

`search` imports no domain model: a provider turns its rows into `SearchDocument`s and names
who may find them by audience tokens (see `lms.people.selectors.reader_tokens`).
Only what is public to somebody is ever handed over: drafts are never indexed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol

PUBLIC_TOKEN = "public:all"
"""The audience token that everyone carries, visitors too."""


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
    """Plain text, no markup."""
    url: str
    audience: tuple[str, ...]
    """Tokens of those who may find it, for example ("unit:12:staff",)."""
    grade: int | None = None
    subject: str = ""
    """Subject code, for the facet."""
    kind: str = ""
    card: dict[str, Any] = field(default_factory=dict)
    """What a result row shows besides; JSON. Never anything the audience may not see."""

    @property
    def is_public(self) -> bool:
        """Whether everyone may find it: only such words enter the search vocabulary."""
        return PUBLIC_TOKEN in self.audience


class SearchProvider(Protocol):
    """Turns one app's rows into documents."""

    name: str

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[SearchDocument]:
        """The documents with these keys (absent ones are left out), or all of them."""
        ...

    def facet_labels(self, facet: str, values: Iterable[str]) -> dict[str, str]:
        """Names to show for facet values ("subject": code → name), in the active language."""
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
