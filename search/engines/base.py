"""What every engine can do. The same contract tests run on all of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterable

from lms.core.search_registry import SearchDocument
from search.queries import Found, Request, Suggestion


class EngineUnavailable(Exception):
    """The engine did not answer in time, or cannot answer yet."""


class Engine(ABC):
    """One index. Every question carries the reader's audience; nothing is filtered afterwards."""

    name: str

    @abstractmethod
    def index(self, documents: Iterable[SearchDocument]) -> int:
        """Write documents, replacing those of the same key; how many."""

    @abstractmethod
    def remove(self, keys: Iterable[str]) -> None:
        """Take documents out. Absent ones are no error."""

    @abstractmethod
    def search(self, request: Request) -> Found:
        """One page of hits by relevance, the total and the facets."""

    @abstractmethod
    def nearest(self, request: Request) -> list[str]:
        """Topics that share any word with the query: for a search that found nothing."""

    @abstractmethod
    def suggest(self, text: str, audience: frozenset[str], limit: int = 8) -> list[Suggestion]:
        """Topics and distinct titles with these words, the last one perhaps unfinished."""

    @abstractmethod
    def rebuild(self, documents: Iterable[SearchDocument]) -> int:
        """Make the index anew from all documents while the old one goes on answering."""

    @abstractmethod
    def ready(self) -> bool:
        """Whether the index exists and answers."""
