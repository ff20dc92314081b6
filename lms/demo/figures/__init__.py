"""The drawn figures of the demo materials, by name: each is made from a few lines of text and
numbers when it is needed, so that no picture lies in the repository.

One module for each group of subjects; each function there draws one figure.
"""

from lms.demo.figures import computing, mathematics, music, science, society
from lms.demo.figures.canvas import FIGURES

__all__ = ["computing", "mathematics", "music", "names", "png", "science", "society"]


def names() -> list[str]:
    """The names of all figures."""
    return sorted(FIGURES)


def png(name: str) -> bytes:
    """One figure as a PNG file. Raises KeyError for a name that no figure has."""
    return FIGURES[name]().png()
