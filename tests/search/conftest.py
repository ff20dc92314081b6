"""The fixtures of this folder; tests/services imports them too."""

from tests.search.fixtures import indexed, provider

__all__ = ["indexed", "provider"]
