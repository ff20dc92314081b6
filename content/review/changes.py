"""What changed between two versions: words, media, captions, and what is said about it.

Steps and blocks are matched by their ids, which survive edits, and compared word by word.
Everything is escaped here: the only markup in the result is <ins> and <del>.
"""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, format_html_join, strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from content.materials import word_diff
from content.materials.models import MaterialVersion
from content.review.places import block_name, texts_of
from content.versions.models import VersionFile

_BREAKS = re.compile(r"</p>|</li>|</h\d>|<br\s*/?>", re.IGNORECASE)

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
METADATA = (
    "title", "kind", "summary", "subject", "grade", "topic", "objectives", "keywords", "minutes",
    "language", "licence", "source", "watch_share", "step_seconds",
)  # fmt: skip
LONG_TEXTS = frozenset({"title", "summary", "objectives", "keywords", "source"})


@dataclass(frozen=True)
class BlockChange:
    """A block that is new, gone or different."""

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


@dataclass(frozen=True)
class FieldChange:
    """A line of metadata that changed."""

    label: str
    html: SafeString
    is_whole: bool = False


@dataclass(frozen=True)
class Changes:
    """Everything that changed from one version to the next."""

    metadata: list[FieldChange]
    steps: list[StepChange]
    files: list[BlockChange]

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed at all."""
        return not (self.metadata or self.steps or self.files)


def between(old: MaterialVersion, new: MaterialVersion) -> Changes:
    """What changed from `old` to `new`. What comparing may cost is limited for all of it."""
    budget = word_diff.Budget()
    return Changes(_metadata(old, new, budget), _steps(old, new, budget), _files(old, new))


# --- Words ----------------------------------------------------------------------------------


def words(old: str, new: str, budget: word_diff.Budget | None = None) -> SafeString:
    """Both texts in one, what went in <del> and what came in <ins>."""
    parts: list[SafeString] = []
    for is_same, before, after in word_diff.compare(old, new, budget):
        parts += [format_html("{}", before)] if is_same else [_gone(before), _come(after)]
    return format_html_join("", "{}", ((part,) for part in parts))


def _gone(text: str) -> SafeString:
    return format_html("<del>{}</del>", text) if text else SafeString("")


def _come(text: str) -> SafeString:
    return format_html("<ins>{}</ins>", text) if text else SafeString("")


def plain(value: Any) -> str:
    """The words of a stored block, one paragraph a line."""
    texts = (_BREAKS.sub("\n", text) for text in texts_of(value))
    return "\n".join(html.unescape(strip_tags(text)).strip() for text in texts).strip()


# --- Steps and blocks -----------------------------------------------------------------------


def _by_id(children: Iterable[dict[str, Any]]) -> dict[str, tuple[int, dict[str, Any]]]:
    return {str(child.get("id")): (n, child) for n, child in enumerate(children, 1)}


def _steps(
    old: MaterialVersion, new: MaterialVersion, budget: word_diff.Budget
) -> list[StepChange]:
    before, after = _by_id(old.content), _by_id(new.content)
    order = _moved(list(before), list(after))
    changes = []
    for key, (number, step) in after.items():
        title = step["value"].get("title", "")
        if key not in before:
            blocks = [_whole(block, ADDED) for block in step["value"].get("body", [])]
            changes.append(StepChange(number, title, ADDED, blocks=blocks))
            continue
        was, earlier = before[key]
        old_title = earlier["value"].get("title", "")
        blocks = _blocks(earlier["value"].get("body", []), step["value"].get("body", []), budget)
        moved = was if key in order else None
        title_html = words(old_title, title) if old_title != title else None
        if blocks or moved or title_html:
            changes.append(StepChange(number, title, CHANGED, moved, title_html, blocks))
    for key, (number, step) in before.items():
        if key not in after:
            blocks = [_whole(block, REMOVED) for block in step["value"].get("body", [])]
            changes.append(
                StepChange(number, step["value"].get("title", ""), REMOVED, blocks=blocks)
            )
    return changes


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Which of the steps both have stand in another order (not merely pushed along)."""
    common = [key for key in before if key in set(after)]
    now = [key for key in after if key in set(before)]
    kept: set[str] = set()
    for match in SequenceMatcher(None, common, now, autojunk=False).get_matching_blocks():
        kept.update(common[match.a : match.a + match.size])
    return set(common) - kept


def _blocks(
    old: list[dict[str, Any]], new: list[dict[str, Any]], budget: word_diff.Budget
) -> list[BlockChange]:
    before, after = _by_id(old), _by_id(new)
    changes = []
    for key, (_number, block) in after.items():
        if key not in before:
            changes.append(_whole(block, ADDED))
        elif before[key][1].get("value") != block.get("value"):
            changes.append(_changed(before[key][1], block, budget))
    changes += [_whole(block, REMOVED) for key, (_n, block) in before.items() if key not in after]
    if not changes and list(before) != list(after):
        changes.append(
            BlockChange("", CHANGED, format_html("{}", _("The order of the blocks changed.")))
        )
    return changes


def _name(block: dict[str, Any]) -> str:
    return block_name(block.get("type", ""))


def _whole(block: dict[str, Any], what: str) -> BlockChange:
    text = plain(block.get("value"))
    return BlockChange(_name(block), what, _come(text) if what == ADDED else _gone(text))


def _changed(old: dict[str, Any], new: dict[str, Any], budget: word_diff.Budget) -> BlockChange:
    before, after = plain(old.get("value")), plain(new.get("value"))
    if before == after:
        # Not the words: formatting, or the file itself, which the list of files names.
        told = _("The words are the same; the formatting or the file changed.")
        return BlockChange(_name(new), CHANGED, format_html("{}", told))
    compared = words(before, after, budget)
    return BlockChange(_name(new), CHANGED, compared, budget.is_used_up)


# --- Files ----------------------------------------------------------------------------------


def _files(old: MaterialVersion, new: MaterialVersion) -> list[BlockChange]:
    uses = VersionFile.objects.filter(version__in=[old, new]).select_related(
        "image", "document", "asset", "caption"
    )
    before: dict[tuple[str, Any], str] = {}
    after: dict[tuple[str, Any], str] = {}
    for use in uses:
        (before if use.version_id == old.pk else after).update(_named(use))
    added = [
        BlockChange(kind, ADDED, _come(name))
        for (kind, pk), name in after.items()
        if (kind, pk) not in before
    ]
    removed = [
        BlockChange(kind, REMOVED, _gone(name))
        for (kind, pk), name in before.items()
        if (kind, pk) not in after
    ]
    return added + removed


def _named(use: VersionFile) -> dict[tuple[str, Any], str]:
    if use.image:
        return {(block_name("picture"), use.image_id): use.image.title}
    if use.document:
        return {(block_name("document"), use.document_id): use.document.title}
    if use.asset:
        return {(block_name("video"), use.asset_id): use.asset.name}
    caption = use.caption
    label = f"{caption.label} ({caption.language})" if caption else ""
    return {(str(_("Captions")), use.caption_id): label}


# --- Metadata -------------------------------------------------------------------------------


def _metadata(
    old: MaterialVersion, new: MaterialVersion, budget: word_diff.Budget
) -> list[FieldChange]:
    changes = []
    for name in METADATA:
        before, after = _shown(old, name), _shown(new, name)
        if before == after:
            continue
        label = str(MaterialVersion._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
        if name in LONG_TEXTS:
            compared = words(before, after, budget)
            changes.append(FieldChange(label, compared, budget.is_used_up))
        else:
            changes.append(FieldChange(label, _swap(before, after)))
    if old.audience_label() != new.audience_label():
        label = str(MaterialVersion._meta.get_field("audience_scope").verbose_name)  # type: ignore[union-attr]
        changes.append(FieldChange(label, _swap(old.audience_label(), new.audience_label())))
    return changes


def _swap(before: str, after: str) -> SafeString:
    return format_html("{} {}", _gone(before), _come(after))


def _shown(version: MaterialVersion, name: str) -> str:
    display = getattr(version, f"get_{name}_display", None)
    value = display() if display else getattr(version, name)
    return "" if value is None else str(value)
