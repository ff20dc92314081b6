"""What changed, in words: the texts of two versions in one, and the changes that are made of them.

A kind of thing tells what changed in its content in these terms; `content.review.changes` adds
what all kinds have. Everything is escaped here: the only markup in the result is <ins> and <del>.
"""

from dataclasses import dataclass, field

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from content.versions import word_diff

ADDED, REMOVED, CHANGED = "added", "removed", "changed"


@dataclass(frozen=True)
class BlockChange:
    """A block or file that is new, gone or different."""

    kind: str
    what: str
    html: SafeString
    is_whole: bool = False
    """The old text stands before the new one: they were too much to compare word by word."""


@dataclass(frozen=True)
class StepChange:
    """A step with what changed in it."""

    number: int
    title: str
    what: str
    moved_from: int | None = None
    title_html: SafeString | None = None
    blocks: list[BlockChange] = field(default_factory=list)


def words(old: str, new: str, budget: word_diff.Budget | None = None) -> SafeString:
    """Both texts in one, what went in <del> and what came in <ins>."""
    parts: list[SafeString] = []
    for is_same, before, after in word_diff.compare(old, new, budget):
        parts += [format_html("{}", before)] if is_same else [gone(before), come(after)]
    return format_html_join("", "{}", ((part,) for part in parts))


def swap(old: str, new: str) -> SafeString:
    """The old value, then the new one."""
    return format_html("{} {}", gone(old), come(new))


def gone(text: str) -> SafeString:
    """What is no longer there."""
    return format_html("<del>{}</del>", text) if text else SafeString("")


def come(text: str) -> SafeString:
    """What is new."""
    return format_html("<ins>{}</ins>", text) if text else SafeString("")
