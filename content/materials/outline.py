"""The steps and blocks of stored content, a version's or a draft's, read without rendering it."""

from typing import Any
from uuid import UUID

from django.utils.html import strip_tags
from django.utils.text import Truncator

from content.materials.models import Material
from content.materials.rendering import step_anchor
from content.versions.kinds import Block, Step


def steps_in(content: Any) -> list[Step]:
    """The steps with their blocks."""
    return [
        Step(
            id=str(child.get("id", "")),
            number=number,
            title=str(child["value"].get("title", "")),
            blocks=[_block(block) for block in child["value"].get("body", [])],
            anchor=step_anchor(number),
        )
        for number, child in enumerate(content, 1)
    ]


def _block(block: dict[str, Any]) -> Block:
    kind = block.get("type", "")
    name, value = block_name(kind), block.get("value")
    words = " ".join(strip_tags(text).strip() for text in texts_of(value))
    short = Truncator(words.strip()).chars(40)
    label = f"{name}: {short}" if short else name
    asset = str(value.get("asset") or "") if kind == "video" and isinstance(value, dict) else ""
    return Block(str(block.get("id", "")), kind, label, asset)


def block_name(kind: str) -> str:
    """What the editor calls a kind of block, in the active language."""
    step = Material.steps.field.stream_block.child_blocks["step"]
    known = step.child_blocks["body"].child_blocks.get(kind)
    return str(known.label) if known else kind


def texts_of(value: Any) -> list[str]:
    """The words in a stored block value, in order; ids, numbers and the kind of a table's column
    are no words."""
    if isinstance(value, str):
        return [] if _is_uuid(value) else [value]
    if isinstance(value, dict):
        parts = (part for name, part in value.items() if name != "type")
        return [text for part in parts for text in texts_of(part)]
    if isinstance(value, list):
        return [text for part in value for text in texts_of(part)]
    return []


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
