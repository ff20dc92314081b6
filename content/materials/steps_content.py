"""Reading what stands in the steps of a draft, for checks and comparisons."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.html import strip_tags
from django.utils.translation import gettext as _


@dataclass
class Files:
    """The files a stream of steps uses."""

    images: set[int] = field(default_factory=set)
    documents: set[int] = field(default_factory=set)
    assets: set[UUID] = field(default_factory=set)


def blocks_of(stream: Any) -> Iterator[Any]:
    """All blocks of all steps."""
    for step in stream or ():
        yield from step.value["body"] or ()


def files_of(stream: Any) -> Files:
    """Pictures, documents and videos in the steps."""
    files = Files()
    for block in blocks_of(stream):
        if block.block_type == "picture" and block.value["image"]:
            files.images.add(block.value["image"].pk)
        elif block.block_type == "document" and block.value["document"]:
            files.documents.add(block.value["document"].pk)
        elif block.block_type == "video" and block.value["asset"]:
            files.assets.add(block.value["asset"])
    return files


def links_of(stream: Any) -> set[str]:
    """What texts in the steps link to: the UUIDs of materials, or the numbers that stand in
    older texts."""
    return {which for block in blocks_of(stream) for which in _links(block.value)}


_LINK = re.compile(r"<a\s[^>]*>")
_NAMED = re.compile(r'\b(?:id|uuid)="([^"]*)"')


def _links(value: Any) -> Iterator[str]:
    if hasattr(value, "source"):
        for tag in _LINK.findall(value.source):
            if "linktype=" in tag and (named := _NAMED.search(tag)):
                yield named[1]
    elif hasattr(value, "values"):
        for part in value.values():
            yield from _links(part)


def lines_of(step: Any) -> list[str]:
    """A step as lines of text, each block by its name: what two versions are compared by."""
    lines = [step.value["title"] or ""]
    for block in step.value["body"] or ():
        label = str(block.block.label)
        texts = [text for text in _texts(block.value) if text]
        lines.append(f"[{label}] {texts[0] if texts else _('(empty)')}")
        lines.extend(texts[1:])
    return [line for line in lines if line]


def _texts(value: Any) -> Iterator[str]:
    if value is None or isinstance(value, bool | int | float):
        return
    if hasattr(value, "source"):
        spaced = value.source.replace("</p>", "</p>\n").replace("</li>", "</li>\n")
        yield from (line.strip() for line in strip_tags(spaced).splitlines())
    elif isinstance(value, str):
        yield from (line.strip() for line in value.splitlines())
    elif hasattr(value, "row_data"):
        for row in value.rows:
            yield " | ".join(str(cell.value or "") for cell in row)
    elif hasattr(value, "contextual_alt_text"):
        yield f"{value.title} ({value.contextual_alt_text or ''})"
    elif hasattr(value, "values"):
        for part in value.values():
            yield from _texts(part)
    else:
        yield str(value)
