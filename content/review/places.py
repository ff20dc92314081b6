"""Places of a version that a remark can be pinned to: a step, a block, a second of a video.

A place travels through forms as text: "" (not chosen), "whole" (the material and what is said
about it), a step's id, or "step:block".
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from content.materials.models import Material, MaterialVersion
from content.materials.rendering import step_anchor
from content.review.models import Remark, as_timecode
from media_pipeline import selectors as media

WHOLE = "whole"


def block_name(kind: str) -> str:
    """What the editor calls a kind of block, in the active language."""
    step = Material.steps.field.stream_block.child_blocks["step"]
    known = step.child_blocks["body"].child_blocks.get(kind)
    return str(known.label) if known else kind


@dataclass(frozen=True)
class Block:
    """A block of a step, as a choice in a list."""

    id: str
    kind: str
    label: str
    asset: str = ""
    """The id of the video in it."""


@dataclass(frozen=True)
class Step:
    """A step and its blocks, read from stored content without rendering anything."""

    id: str
    number: int
    title: str
    blocks: list[Block] = field(default_factory=list)

    @property
    def anchor(self) -> str:
        """The fragment of this step in the material's page."""
        return step_anchor(self.number)

    @property
    def name(self) -> str:
        """Its number and title, as they are written above it."""
        return _("Step %(number)d: %(title)s") % {"number": self.number, "title": self.title}

    @property
    def address(self) -> str:
        """What leads to it behind the address of the student's page or the classroom screen."""
        return f"?buoc={self.number}#{self.anchor}"


@dataclass(frozen=True)
class Place:
    """Where a remark is pinned; neither step nor block is the whole material."""

    step: UUID | None = None
    block: UUID | None = None
    second: int | None = None


def steps_of(version: MaterialVersion) -> list[Step]:
    """The steps of a version with their blocks."""
    return steps_in(version.content)


def steps_in(content: Any) -> list[Step]:
    """The steps of stored content, a version's or a draft's."""
    return [
        Step(
            id=str(child.get("id", "")),
            number=number,
            title=str(child["value"].get("title", "")),
            blocks=[_block(block) for block in child["value"].get("body", [])],
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


# --- Where a remark stands now ----------------------------------------------------------------


@dataclass(frozen=True)
class Pinned:
    """A remark and its place among the steps as they are now."""

    remark: Remark
    step: Step | None = None
    block: Block | None = None
    is_gone: bool = False
    """Whether its step or block is no longer there."""

    @property
    def name(self) -> str:
        """The place in words."""
        if self.step is None:
            return _("A step that is no longer there") if self.is_gone else _("The whole material")
        return f"{self.step.name} · {self.block.label}" if self.block else self.step.name

    @property
    def target(self) -> str:
        """The id of its block, else of its step; empty for the whole and for what is gone."""
        place = self.block or self.step
        return place.id if place else ""

    @property
    def second_address(self) -> str:
        """What leads to its second behind the address of the student's page; empty when it
        names none, or when the video's block is gone."""
        if self.remark.second is None or self.step is None or self.block is None:
            return ""
        return f"?buoc={self.step.number}&giay={self.remark.second}#khoi-{self.block.id}"


@dataclass(frozen=True)
class Group:
    """Remarks that stand in one list: of a step, of the whole, or of what is gone."""

    name: str
    step: Step | None
    remarks: list[Pinned]


def pin(remark: Remark, steps: list[Step]) -> Pinned:
    """Find the place of a remark among the steps: its block, else its step, else none."""
    if remark.step_uuid is None:
        return Pinned(remark)
    step = next((one for one in steps if one.id == str(remark.step_uuid)), None)
    if step is None or remark.block_uuid is None:
        return Pinned(remark, step, is_gone=step is None)
    block = next((one for one in step.blocks if one.id == str(remark.block_uuid)), None)
    return Pinned(remark, step, block, is_gone=block is None)


def grouped(steps: list[Step], remarks: Iterable[Remark]) -> list[Group]:
    """Remarks by the step they stand at; first those about the whole material, last those whose
    step is gone."""
    lists: dict[str, list[Pinned]] = {"": [], **{step.id: [] for step in steps}, "gone": []}
    for one in (pin(remark, steps) for remark in remarks):
        lists[one.step.id if one.step else "gone" if one.is_gone else ""].append(one)
    return [_group(found) for found in lists.values() if found]


def _group(found: list[Pinned]) -> Group:
    first = found[0]
    return Group(first.step.name if first.step else first.name, first.step, found)


# --- Places from forms ------------------------------------------------------------------------


def parse(text: str) -> tuple[UUID | None, UUID | None]:
    """Step and block from a form. Raises ValidationError when no place was chosen."""
    if text == WHOLE:
        return None, None
    step, _colon, block = text.partition(":")
    try:
        return UUID(step), UUID(block) if block else None
    except ValueError as error:
        raise ValidationError(_("Choose the place it is about.")) from error


def checked(version: MaterialVersion, place: Place) -> Place:
    """The place, with the block of the video where a second was named in a step with one video.

    Raises ValidationError unless it is a place of this version.
    """
    if place.step is None:
        if place.block or place.second is not None:
            raise ValidationError(_("Choose the step this block or second belongs to."))
        return place
    step = next((s for s in steps_of(version) if s.id == str(place.step)), None)
    if step is None:
        raise ValidationError(_("This version has no such step. Choose the place again."))
    blocks = [b for b in step.blocks if place.block is None or b.id == str(place.block)]
    if place.block is not None and not blocks:
        raise ValidationError(_("This step has no such block. Choose the place again."))
    if place.second is None:
        return place
    video = _the_video(blocks)
    _require_within(video, place.second)
    return Place(place.step, UUID(video.id), place.second)


def _the_video(blocks: list[Block]) -> Block:
    videos = [block for block in blocks if block.kind == "video"]
    if not videos:
        raise ValidationError(_("A second can only be named where there is a video."))
    if len(videos) > 1:
        raise ValidationError(_("This step has several videos. Choose the one it is about."))
    return videos[0]


def _require_within(video: Block, second: int) -> None:
    asset = media.find(UUID(video.asset)) if video.asset else None
    length = asset.duration if asset else None
    if length is not None and second > length:
        raise ValidationError(
            _("The video ends at %(end)s; there is no second %(second)s in it.")
            % {"end": as_timecode(math.floor(length)), "second": as_timecode(second)}
        )


def parse_second(text: str) -> int | None:
    """A second from "75" or "1:15"; None when nothing was typed."""
    text = text.strip()
    if not text:
        return None
    parts = text.split(":")
    if len(parts) > 3 or not all(p.isascii() and p.isdigit() and len(p) <= 5 for p in parts):
        raise ValidationError(_("Write the second like 1:15 or 75."))
    total = 0
    for part in parts:
        total = total * 60 + int(part)
    return min(total, 24 * 3600)
