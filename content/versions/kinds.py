"""Kinds of things that are reviewed: what review asks of each, and where they register.

`content.review` speaks to every thing through one adapter. A kind that registers one here is
sent in, judged, remarked, sent back, published and withdrawn without a line of review changing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.db.models import Model, Q
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from content.versions.models import FrozenVersion


@dataclass(frozen=True)
class Block:
    """A block of a step: the smallest place a remark can be pinned to."""

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
    anchor: str = ""
    """The fragment of this step in the reader's page."""

    @property
    def name(self) -> str:
        """Its number and title, as they are written above it."""
        return _("Step %(number)d: %(title)s") % {"number": self.number, "title": self.title}

    @property
    def address(self) -> str:
        """What leads to it behind the address of the reader's page or the classroom screen."""
        return f"?buoc={self.number}#{self.anchor}"


@dataclass(frozen=True)
class View:
    """One way to look at a version: an address shown in a frame of the review desk."""

    code: str
    """Its part of the desk's own address."""
    frame: str
    """The frame it is shown in: "phone", "desktop" or "wall"."""
    icon: str
    label: str
    url: str


class ReviewedKind(Protocol):
    """What a kind of thing tells review, and does for it.

    A thing is named by its UUID, which its versions carry (`FrozenVersion.thing`).
    """

    name: str
    """What `FrozenVersion.thing_kind` holds."""
    model: type[FrozenVersion]
    """The version model of this kind."""

    def lock(self, thing: UUID) -> Model:
        """The thing's own row, locked until the transaction ends. Entries in the audit log are
        about this row."""
        ...

    def may_write(self, user: Any, thing: UUID) -> bool:
        """Whether `user` is one of its authors today."""
        ...

    def authors(self, thing: UUID) -> list[Any]:
        """The log-ins of its authors, who are told what becomes of it."""
        ...

    def makers(self, version: FrozenVersion) -> set[int]:
        """People (ids) who had a hand in a version: they have no say in its review."""
        ...

    def made_by(self, person: Any) -> Q:
        """What `makers` says, as a filter of `FrozenVersion`."""
        ...

    def is_under_review(self, thing: UUID) -> bool:
        """Whether the thing says of itself that it is being judged."""
        ...

    def enter_review(self, thing: UUID) -> None:
        """It is being judged now: nobody changes it meanwhile."""
        ...

    def leave_review(self, thing: UUID, *, sent_back: bool) -> None:
        """It is its authors' again: sent back, or taken back by themselves."""
        ...

    def publish(self, *, acting_user: Any, version: FrozenVersion, reviewed_by: str) -> None:
        """Make a version what readers see. Called once its last step is passed."""
        ...

    def withdraw(self, *, acting_user: Any, version: FrozenVersion, reason: str) -> None:
        """Take a published version from readers."""
        ...

    def kind_label(self, kind: str) -> str:
        """The name of one of this kind's own sorts (`FrozenVersion.kind`)."""
        ...

    def reader_url(self, version: FrozenVersion) -> str:
        """Where readers find it once it is published."""
        ...

    def edit_url(self, thing: UUID) -> str:
        """Where its authors write it."""
        ...

    def views(self, version: FrozenVersion) -> list[View]:
        """The ways a reviewer looks at it; the first is shown first."""
        ...

    def outline(self, version: FrozenVersion) -> list[Step]:
        """Its steps and blocks: the places a remark can be pinned to."""
        ...

    def changes(self, old: FrozenVersion, new: FrozenVersion, budget: Any) -> list[Any]:
        """What changed in its content, step by step (see `content.review.changes`)."""
        ...


_kinds: dict[str, ReviewedKind] = {}


def register(kind: ReviewedKind) -> None:
    """Add a kind. Call it from `AppConfig.ready`."""
    _kinds[kind.name] = kind


def of(version: FrozenVersion) -> ReviewedKind:
    """The kind of thing that a version is of."""
    return _kinds[version.thing_kind]


def named(name: str) -> ReviewedKind:
    """The kind with this name. Raises KeyError for one that nobody registered."""
    return _kinds[name]


def registered() -> tuple[ReviewedKind, ...]:
    """All kinds."""
    return tuple(_kinds.values())


def as_own(version: FrozenVersion) -> FrozenVersion:
    """A version as a row of its own kind's model, with everything that kind holds; one query
    unless it is one already."""
    model = of(version).model
    if isinstance(version, model):
        return version
    return model._default_manager.get(pk=version.pk)
