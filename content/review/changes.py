"""What changed between two versions: words, media, captions, and what is said about it.

What is compared is what is judged: the columns of `content.versions.hashing.judged_fields`. Of
its content the kind of thing tells the changes itself, all other columns are told here, so that a
column that is judged cannot change unseen. The audience is told in one line.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, CharField, Field, TextField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from content.versions import hashing, kinds, word_diff
from content.versions.audience import AudienceMixin
from content.versions.marked import (
    ADDED,
    REMOVED,
    BlockChange,
    StepChange,
    come,
    gone,
    swap,
    words,
)
from content.versions.models import FrozenVersion, VersionFile

AUDIENCE = frozenset(field.name for field in AudienceMixin._meta.get_fields())
SHORT = 20
"""Columns that hold no more letters than this are shown as a whole, before and after."""


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


def between(old: FrozenVersion, new: FrozenVersion) -> Changes:
    """What changed from `old` to `new`. What comparing may cost is limited for all of it."""
    old, new = kinds.as_own(old), kinds.as_own(new)
    budget = word_diff.Budget()
    return Changes(
        list(_metadata(old, new, budget)),
        kinds.of(new).changes(old, new, budget),
        _files(old, new),
    )


# --- Metadata -------------------------------------------------------------------------------


def told_fields(model: type[FrozenVersion]) -> list[Field]:
    """The judged columns of a kind that get a line of their own."""
    elsewhere = AUDIENCE | kinds.of_model(model).content_columns
    return [one for one in hashing.judged_fields(model) if one.name not in elsewhere]


def _metadata(
    old: FrozenVersion, new: FrozenVersion, budget: word_diff.Budget
) -> Iterator[FieldChange]:
    for field in told_fields(type(new)):
        before, after = _shown(old, field), _shown(new, field)
        if before == after:
            continue
        label = str(field.verbose_name)
        if _is_long(field):
            compared = words(before, after, budget)
            yield FieldChange(label, compared, budget.is_used_up)
        else:
            yield FieldChange(label, swap(before, after))
    if old.audience_label() != new.audience_label():
        label = str(FrozenVersion._meta.get_field("audience_scope").verbose_name)  # type: ignore[union-attr]
        yield FieldChange(label, swap(old.audience_label(), new.audience_label()))


def _is_long(field: Field) -> bool:
    """Whether it holds words that are compared one by one."""
    if field.choices or not isinstance(field, CharField | TextField):
        return False
    return field.max_length is None or field.max_length > SHORT


def _shown(version: FrozenVersion, field: Field) -> str:
    if field.name == "kind":
        return version.kind_label
    display = getattr(version, f"get_{field.name}_display", None)
    value: Any = display() if display else getattr(version, field.name)
    if isinstance(field, BooleanField) and value is not None:
        return _("Yes") if value else _("No")
    return "" if value is None else str(value)


# --- Files ----------------------------------------------------------------------------------


def _files(old: FrozenVersion, new: FrozenVersion) -> list[BlockChange]:
    uses = VersionFile.objects.filter(version__in=[old.pk, new.pk]).select_related(
        "image", "document", "asset", "caption"
    )
    before: dict[tuple[str, Any], str] = {}
    after: dict[tuple[str, Any], str] = {}
    for use in uses:
        (before if use.version_id == old.pk else after).update(_named(use))
    added = [
        BlockChange(kind, ADDED, come(name))
        for (kind, pk), name in after.items()
        if (kind, pk) not in before
    ]
    removed = [
        BlockChange(kind, REMOVED, gone(name))
        for (kind, pk), name in before.items()
        if (kind, pk) not in after
    ]
    return added + removed


def _named(use: VersionFile) -> dict[tuple[str, Any], str]:
    if use.image:
        return {(_("Picture"), use.image_id): use.image.title}
    if use.document:
        return {(_("Document"), use.document_id): use.document.title}
    if use.asset:
        return {(_("Video"), use.asset_id): use.asset.name}
    caption = use.caption
    label = f"{caption.label} ({caption.language})" if caption else ""
    return {(_("Captions"), use.caption_id): label}
