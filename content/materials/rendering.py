"""From stored steps to the HTML a reader sees: one way for drafts, versions, review and wall.

What never changes (text, formulas, pictures of a frozen version) is kept by each process. What
may still change under a frozen version, a video that is not converted yet, is put in for each
request, in three queries for all videos of the page.
"""

import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from html import unescape
from typing import Any
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe

from content.materials import formulas
from content.materials.models import Material, MaterialVersion
from media_pipeline import selectors as media
from media_pipeline.models import Caption
from media_pipeline.selectors import Playable

_ENDS_LINE = re.compile(r"</p>|</li>|</h\d>|<br\s*/?>|\n")


def step_anchor(number: int) -> str:
    """The fragment of a step in the address of its material."""
    return f"buoc-{number}"


@dataclass(frozen=True)
class Block:
    """One block of a step: its id is what a remark is pinned to."""

    id: str
    kind: str
    html: SafeString
    asset: UUID | None = None
    title: str = ""
    player: Playable | None = None


@dataclass(frozen=True)
class Step:
    """One step, rendered."""

    id: str
    number: int
    title: str
    blocks: list[Block]
    assets: list[UUID] = field(default_factory=list)

    @property
    def html(self) -> SafeString:
        """All blocks, one after the other."""
        return mark_safe("".join(block.html for block in self.blocks))  # noqa: S308

    @property
    def anchor(self) -> str:
        """The fragment of this step in the page's address."""
        return step_anchor(self.number)


def stream_of(version: MaterialVersion) -> Any:
    """The frozen steps as a stream value."""
    return Material.steps.field.stream_block.to_python(version.content)


def render_steps(stream: Any, context: dict[str, Any] | None = None) -> list[Step]:
    """All steps of a draft with its current captions. Formulas cost one query for the whole
    material, videos three."""
    return _with_players(_render_still(stream, context or {}), captions=None)


def render_version(version: MaterialVersion, language: str) -> list[Step]:
    """The steps of a frozen version, with the captions that were frozen in it."""
    key = _Frozen(version.pk, version.content_hash, language, version)
    steps = list(_cached_steps(key))
    if not any(step.assets for step in steps):
        return steps
    return _with_players(steps, captions=Caption.objects.filter(uses__version=version).distinct())


@dataclass(frozen=True)
class _Frozen:
    """What a rendered version is kept under: the hash makes a wrong hit impossible."""

    version_id: int
    content_hash: str
    language: str
    version: MaterialVersion = field(compare=False)


@lru_cache(maxsize=256)
def _cached_steps(key: _Frozen) -> tuple[Step, ...]:
    return tuple(_render_still(stream_of(key.version), {}))


def check_formulas(stream: Any) -> None:
    """Raises FormulaError for the first formula of a draft that cannot be shown."""
    _raw, wanted = _with_latex(stream, {})
    formulas.ensure(wanted)


def _render_still(stream: Any, context: dict[str, Any]) -> list[Step]:
    """The steps without their videos."""
    raw, wanted = _with_latex(stream, context)
    mathml = formulas.ensure(wanted, strict=False)
    return [_with_formulas(step, mathml) for step in raw]


def _with_latex(stream: Any, context: dict[str, Any]) -> tuple[list[Step], list[tuple[str, bool]]]:
    """The steps with their formulas as typed, and these formulas."""
    raw = [_render_step(number, child, context) for number, child in enumerate(stream, 1)]
    found = [one for step in raw for block in step.blocks for one in formulas.find(block.html)]
    return raw, found


def _render_step(number: int, child: Any, context: dict[str, Any]) -> Step:
    # Wagtail gives every stored child an id; only a preview of what was just added has none yet.
    step_id = str(child.id or uuid.uuid5(uuid.NAMESPACE_OID, f"step {number}"))
    blocks, assets = [], []
    for place, block in enumerate(child.value["body"]):
        block_id = str(block.id or uuid.uuid5(uuid.NAMESPACE_OID, f"{step_id} {place}"))
        if block.block_type == "video":
            asset, title = block.value["asset"], block.value["title"] or ""
            blocks.append(Block(block_id, "video", SafeString(), asset=asset, title=title))
            assets.extend([asset] if asset else [])
        else:
            blocks.append(Block(block_id, block.block_type, block.render(context=context)))
    return Step(step_id, number, child.value["title"], blocks, assets)


def _with_formulas(step: Step, mathml: dict[str, str]) -> Step:
    # Block templates and the rich-text renderer escape; the MathML was sanitised on save and
    # stands only between tags.
    blocks = [
        replace(b, html=mark_safe(formulas.replace(b.html, mathml)))  # noqa: S308
        for b in step.blocks
    ]
    return replace(step, blocks=blocks)


def _with_players(steps: list[Step], *, captions: Iterable[Caption] | None) -> list[Step]:
    """The steps with a player, or a line saying that it is not ready, for each video."""
    wanted = [asset for step in steps for asset in step.assets]
    ready = media.playables(wanted, captions=captions) if wanted else {}
    first = next((asset for asset in wanted if asset in ready), None)
    filled = []
    for step in steps:
        blocks = [_with_player(b, ready, first) if b.kind == "video" else b for b in step.blocks]
        filled.append(replace(step, blocks=blocks))
    return filled


def _with_player(block: Block, ready: dict[UUID, Playable], first: UUID | None) -> Block:
    """Only the first video brings its picture with the page; a script asks for the others when
    they come near, for each is a tenth of what the page may cost."""
    playable = ready.get(block.asset) if block.asset else None
    context = {
        "asset_id": block.asset,
        "title": block.title,
        "is_first": block.asset == first,
        "playable": playable,
        "size": _sizes(playable.megabytes) if playable else {},
    }
    return replace(block, html=render_to_string("materials/player.html", context), player=playable)


def _sizes(megabytes: dict[str, float]) -> dict[str, Any]:
    """What watching costs: at the best quality, when saving data; and all choices in one line
    for the player, best first ("720p:41.2 240p:9.8 audio:4.9")."""
    videos = sorted(
        ((name, size) for name, size in megabytes.items() if name[:-1].isdigit()),
        key=lambda row: -int(row[0][:-1]),
    )
    sound = [("audio", megabytes["audio"])] if "audio" in megabytes else []
    return {
        "full": max((size for _name, size in videos), default=0),
        "saving": min((size for _name, size in videos), default=0),
        "mp4": megabytes.get("mp4", 0),
        "qualities": " ".join(f"{name}:{size}" for name, size in [*videos, *sound]),
    }


def _texts(value: Any) -> Iterator[str]:
    """The texts of a block, as HTML."""
    if hasattr(value, "source"):
        yield value.source
    elif isinstance(value, str):
        yield escape(value)
    elif hasattr(value, "values"):
        for part in value.values():
            yield from _texts(part)


def step_texts(stream: Any) -> list[str]:
    """The words of each step, for search: its title in the first line, no markup, an ellipsis
    where a formula stands."""
    return [_step_text(child.value) for child in stream]


def _step_text(step: Any) -> str:
    parts: list[str] = []
    for block in step["body"]:
        if block.block_type == "table":
            cells = (str(cell.value) for row in block.value.rows for cell in row)
            parts.extend(formulas.DELIMITED.sub("…", cell) for cell in cells)
        elif block.block_type not in {"formula", "picture", "document"}:
            parts.extend(_words(formulas.hidden(text)) for text in _texts(block.value))
    # A cell or a line that is a formula and nothing else would be a lone ellipsis.
    said = (part for part in parts if any(letter.isalnum() for letter in part))
    return "\n".join([" ".join(step["title"].split()), *said])


# The part of a block that is neither text nor a table, and that the block is nothing without.
_GIVEN = {"picture": "image", "video": "asset", "document": "document", "simulation": "url"}


def says_something(block: Any) -> bool:
    """Whether a block shows a reader anything: an empty paragraph is a block too."""
    if block.block_type in _GIVEN:
        return bool(block.value[_GIVEN[block.block_type]])
    if block.block_type == "table":
        return any(str(cell.value).strip() for row in block.value.rows for cell in row)
    return any(_words(text) for text in _texts(block.value))


def _words(source: str) -> str:
    """The words of a rich text; the last of a paragraph does not run into the next one's first."""
    return unescape(strip_tags(_ENDS_LINE.sub("\n", source))).strip()
