"""What changed in the steps of a material from one stored content to the next.

Steps and blocks are matched by their ids, which survive edits, and compared word by word.
"""

import html
import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from django.utils.html import format_html, strip_tags
from django.utils.translation import gettext as _

from content.materials.outline import block_name, texts_of
from content.versions.marked import (
    ADDED,
    CHANGED,
    REMOVED,
    BlockChange,
    StepChange,
    come,
    gone,
    words,
)
from content.versions.word_diff import Budget

_BREAKS = re.compile(r"</p>|</li>|</h\d>|<br\s*/?>", re.IGNORECASE)


def between(
    old: list[dict[str, Any]], new: list[dict[str, Any]], budget: Budget
) -> list[StepChange]:
    """The steps that are new, gone or different."""
    before, after = _by_id(old), _by_id(new)
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


def _by_id(children: Iterable[dict[str, Any]]) -> dict[str, tuple[int, dict[str, Any]]]:
    return {str(child.get("id")): (n, child) for n, child in enumerate(children, 1)}


def _moved(before: list[str], after: list[str]) -> set[str]:
    """Which of the steps both have stand in another order (not merely pushed along)."""
    common = [key for key in before if key in set(after)]
    now = [key for key in after if key in set(before)]
    kept: set[str] = set()
    for match in SequenceMatcher(None, common, now, autojunk=False).get_matching_blocks():
        kept.update(common[match.a : match.a + match.size])
    return set(common) - kept


def _blocks(
    old: list[dict[str, Any]], new: list[dict[str, Any]], budget: Budget
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
        told = _("The order of the blocks changed.")
        changes.append(BlockChange("", CHANGED, format_html("{}", told)))
    return changes


def _name(block: dict[str, Any]) -> str:
    return block_name(block.get("type", ""))


def _whole(block: dict[str, Any], what: str) -> BlockChange:
    text = plain(block.get("value"))
    return BlockChange(_name(block), what, come(text) if what == ADDED else gone(text))


def _changed(old: dict[str, Any], new: dict[str, Any], budget: Budget) -> BlockChange:
    before, after = plain(old.get("value")), plain(new.get("value"))
    if before == after:
        # Not the words: formatting, or the file itself, which the list of files names.
        told = _("The words are the same; the formatting or the file changed.")
        return BlockChange(_name(new), CHANGED, format_html("{}", told))
    compared = words(before, after, budget)
    return BlockChange(_name(new), CHANGED, compared, budget.is_used_up)


def plain(value: Any) -> str:
    """The words of a stored block, one paragraph a line."""
    texts = (_BREAKS.sub("\n", text) for text in texts_of(value))
    return "\n".join(html.unescape(strip_tags(text)).strip() for text in texts).strip()
