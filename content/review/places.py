"""Places of a version that a remark can be pinned to: a step, a block, a second of a video.

A place travels through forms as text: "" (not chosen), "whole" (the material and what is said
about it), a step's id, or "step:block".
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from content.review.models import Remark, as_timecode
from content.versions import kinds
from content.versions.kinds import Block, Step
from content.versions.models import FrozenVersion
from media_pipeline import selectors as media

WHOLE = "whole"


@dataclass(frozen=True)
class Place:
    """Where a remark is pinned; neither step nor block is the whole thing."""

    step: UUID | None = None
    block: UUID | None = None
    second: int | None = None


def steps_of(version: FrozenVersion) -> list[Step]:
    """The steps of a version with their blocks."""
    return kinds.of(version).outline(version)


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
    def version_url(self) -> str:
        """Where the version that the remark was made about is looked at."""
        version = self.remark.version
        return kinds.of(version).views(version)[0].url

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


def checked(version: FrozenVersion, place: Place) -> Place:
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
    videos = [block for block in blocks if block.asset]
    if not videos:
        raise ValidationError(_("A second can only be named where there is a video."))
    if len(videos) > 1:
        raise ValidationError(_("This step has several videos. Choose the one it is about."))
    return videos[0]


def _require_within(video: Block, second: int) -> None:
    asset = media.find(UUID(video.asset))
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
