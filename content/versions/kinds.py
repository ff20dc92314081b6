"""Kinds of things that are reviewed: what review asks of each, and where they register.

`content.review` speaks to every thing through one adapter. A kind that registers one here is
sent in, judged, remarked, sent back, published and withdrawn without a line of review changing.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from django.db.models import Model
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from content.versions.marked import StepChange
    from content.versions.models import FrozenVersion
    from content.versions.word_diff import Budget


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


@dataclass(frozen=True)
class Line:
    """One thing that is asked of a draft before it may be sent in, judged."""

    code: str
    label: str
    hint: str
    done: bool
    required: bool


@dataclass(frozen=True)
class Draft:
    """A thing as its authors have it, for the pages where they send it in and read remarks."""

    kind: ReviewedKind
    thing: UUID
    title: str
    is_under_review: bool
    edit_url: str
    row: Any
    """The draft itself, of `ReviewedKind.draft_model`."""


class ReviewedKind(Protocol):
    """What a kind of thing tells review, and does for it.

    A thing is named by its UUID, which its versions carry (`FrozenVersion.thing`) and its draft
    has as `uuid`.
    """

    name: str
    """What `FrozenVersion.thing_kind` holds."""

    @property
    def model(self) -> type[FrozenVersion]:
        """The version model of this kind."""
        ...

    @property
    def draft_model(self) -> type[Model]:
        """What its authors write."""
        ...

    content_columns: frozenset[str]
    """The judged columns whose changes `changes` tells; of all others review tells them itself."""

    # --- Authors ---

    def draft(self, user: Any, thing: UUID) -> Draft | None:
        """A thing that `user` writes; None for everybody else and for things of other kinds."""
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

    def completeness(self, draft: Draft) -> list[Line]:
        """What is asked of it before it may be sent in."""
        ...

    def submit(self, *, acting_user: Any, thing: UUID, note: str) -> FrozenVersion:
        """Freeze the newest draft and send `version_submitted`."""
        ...

    # --- The course of a review ---

    def lock(self, thing: UUID) -> Model:
        """The thing's own row, locked until the transaction ends. Entries in the audit log are
        about this row."""
        ...

    def is_under_review(self, thing: UUID) -> bool:
        """Whether the thing says of itself that it is being judged. It says so from `submit` to
        `leave_review`, `publish` or `withdraw`, and nobody changes it meanwhile."""
        ...

    def leave_review(self, thing: UUID, *, sent_back: bool) -> None:
        """It is its authors' again: sent back, or taken back by themselves."""
        ...

    def publish(self, *, acting_user: Any, version: FrozenVersion, reviewed_by: str) -> None:
        """Make a version what readers see. Called once its last step is passed."""
        ...

    def withdraw(self, *, acting_user: Any, version: FrozenVersion, reason: str) -> None:
        """Take a published version from readers. A newer one that is being judged stays so."""
        ...

    # --- What is shown ---

    def kind_label(self, kind: str) -> str:
        """The name of one of this kind's own sorts (`FrozenVersion.kind`)."""
        ...

    def facts(self, version: FrozenVersion) -> list[str]:
        """What else a reviewer is told above it: a licence, a source."""
        ...

    def reader_url(self, version: FrozenVersion) -> str:
        """Where readers find it once it is published."""
        ...

    def views(self, version: FrozenVersion) -> list[View]:
        """The ways a reviewer looks at it; the first is shown first."""
        ...

    def outline(self, version: FrozenVersion) -> list[Step]:
        """Its steps and blocks: the places a remark can be pinned to."""
        ...

    def draft_outline(self, row: Any) -> list[Step]:
        """The same of a draft being written."""
        ...

    def changes(self, old: FrozenVersion, new: FrozenVersion, budget: Budget) -> list[StepChange]:
        """What changed in its content, step by step."""
        ...


_kinds: dict[str, ReviewedKind] = {}


def register(kind: ReviewedKind) -> None:
    """Add a kind. Call it from `AppConfig.ready`."""
    _kinds[kind.name] = kind


def of(version: FrozenVersion) -> ReviewedKind:
    """The kind of thing that a version is of."""
    return _kinds[version.thing_kind]


def of_model(model: type[FrozenVersion]) -> ReviewedKind:
    """The kind whose versions are of this model."""
    return next(kind for kind in registered() if kind.model is model)


def registered() -> tuple[ReviewedKind, ...]:
    """All kinds."""
    return tuple(_kinds.values())


def as_own(version: FrozenVersion, *along: str) -> FrozenVersion:
    """A version as a row of its own kind's model, with everything that kind holds; one query
    unless it is one already. What was read along with it stays read; `along` names what else."""
    model = of(version).model
    if isinstance(version, model):
        return version
    own = model._default_manager.select_related(*along).get(pk=version.pk)
    own._state.fields_cache.update(version._state.fields_cache)
    return own


def draft(user: Any, thing: UUID) -> Draft | None:
    """A thing of any kind that `user` writes."""
    found = (kind.draft(user, thing) for kind in registered())
    return next((one for one in found if one is not None), None)


def of_draft(row: Any) -> ReviewedKind | None:
    """The kind that a draft is of; None for a row of any other model."""
    return next((kind for kind in registered() if isinstance(row, kind.draft_model)), None)


# --- Addresses by number ----------------------------------------------------------------------

Finder = Callable[[int], UUID | None]
"""The thing that had this number in its addresses; whether to tell anybody is for the caller."""
_finders: list[Finder] = []


def register_numbers(find: Finder) -> None:
    """Let the addresses that named a thing by its number lead on. Call it from
    `AppConfig.ready`."""
    if find not in _finders:
        _finders.append(find)


def thing_numbered(number: int) -> UUID | None:
    """The thing that an old address means."""
    found = (find(number) for find in _finders)
    return next((thing for thing in found if thing is not None), None)
