"""Frozen versions: what was submitted, judged, published and studied, of whatever kind.

A **thing** is what people write: a material now; questions, packages and textbooks later. Its
draft belongs to its own room. Submitting it freezes a **FrozenVersion**, which never changes:
review judges it, readers are shown it, progress, courses and search name it. Each kind of thing
has a version model of its own that inherits from `FrozenVersion` and adds what only that kind
has (the steps of a material). Lists, policies, review and files need the inherited row alone.

What a card, a list or a search hit shows stands in that row (`card`, see
`content.versions.labels`), so that a list reads one table.
"""

import uuid
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.versions import hashing, kinds
from content.versions.audience import AudienceMixin
from content.versions.labels import Labels
from content.versions.place import PlaceMixin

TITLE_COLUMN = 255


class FrozenVersion(PlaceMixin, AudienceMixin):
    """One submitted state of a thing.

    `save` refuses to change it, except for what review and publishing note on it. It holds
    protected links to every file it uses (`VersionFile`), so none of them can be deleted or
    replaced under a reader.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    thing_kind = models.CharField(max_length=20)
    """The name of its kind in `content.versions.kinds`, for example "material"."""
    thing = models.UUIDField()
    """The UUID of the thing this is a version of."""
    number = models.PositiveIntegerField()
    title = models.CharField(pgettext_lazy("material", "Title"), max_length=TITLE_COLUMN)
    slug = models.SlugField(max_length=255)
    """The last part of the address where readers find the thing; the same in all its versions."""
    kind = models.CharField(_("kind"), max_length=20)
    """Which sort of its kind, in that kind's own codes: a "lecture" among materials."""
    minutes = models.PositiveSmallIntegerField(_("minutes a student needs"), null=True, blank=True)
    topics = models.ManyToManyField("curriculum.Topic", related_name="versions")
    """For lists and counts. The hash does not know rows of other tables: a kind keeps its topics in
    a judged column of its own as well, as materials do."""
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    """The unit it was written in."""
    audience_token = models.CharField(max_length=60, db_index=True)
    content_hash = models.CharField(max_length=64)
    hash_schema = models.PositiveSmallIntegerField(default=hashing.HASH_SCHEMA)
    card = models.JSONField(default=dict)
    reviewed_by = models.CharField(max_length=200, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    published = models.BooleanField(default=False)
    """Whether readers are shown it: approved, not withdrawn, and no newer one approved."""

    CHANGEABLE = frozenset({"approved_at", "withdrawn_at", "reviewed_by", "published", "card"})
    # What says who, when and where to, not what was judged. Everything else a kind's model holds
    # is judged: see `content.versions.hashing`.
    NOT_JUDGED: ClassVar[frozenset[str]] = CHANGEABLE | {
        "id", "uuid", "thing_kind", "thing", "number", "slug", "unit", "audience_token",
        "content_hash", "hash_schema", "submitted_by", "submitted_at",
    }  # fmt: skip
    JUDGED_SINCE: ClassVar[dict[str, int]] = {}
    """The hash schema that a field added later came with."""

    if TYPE_CHECKING:
        id: int
        subject_id: int | None
        unit_id: int | None

    class Meta:
        ordering = ["-submitted_at"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["thing", "number"], name="version_number_once"),
            models.UniqueConstraint(
                fields=["thing"], condition=Q(published=True), name="one_published_version"
            ),
            models.CheckConstraint(
                name="what_is_published_was_approved",
                condition=Q(published=False) | Q(approved_at__isnull=False, withdrawn_at=None),
            ),
        ]
        indexes = [
            models.Index(fields=["grade", "subject"], name="version_place"),
            models.Index(fields=["slug"], condition=Q(published=True), name="version_address"),
            models.Index(
                F("approved_at").desc(),
                "id",
                condition=Q(published=True),
                name="version_newest_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        changed = set(kwargs.get("update_fields") or {"all"})
        if not self._state.adding and changed - self.CHANGEABLE:
            raise TypeError("A version is frozen; submit a new one.")
        super().save(*args, **kwargs)

    def compute_hash(self) -> str:
        """SHA-256 over everything a reviewer judges. Ask the version of the thing's own kind."""
        return hashing.compute(self, schema=self.hash_schema)

    @property
    def kind_label(self) -> str:
        """What its sort is called, in the active language."""
        return kinds.of(self).kind_label(self.kind)

    @cached_property
    def labels(self) -> Labels:
        """The names a card shows, as they were last written down."""
        return Labels(self.card)


class VersionFile(models.Model):
    """A file that a version uses. PROTECT: it cannot be deleted while a version needs it."""

    version = models.ForeignKey(FrozenVersion, on_delete=models.CASCADE, related_name="files")
    step_id = models.UUIDField(null=True)
    image = models.ForeignKey(
        "files.Picture", null=True, on_delete=models.PROTECT, related_name="uses"
    )
    document = models.ForeignKey(
        "files.Document", null=True, on_delete=models.PROTECT, related_name="uses"
    )
    asset = models.ForeignKey(
        "media_pipeline.Asset", null=True, on_delete=models.PROTECT, related_name="uses"
    )
    caption = models.ForeignKey(
        "media_pipeline.Caption", null=True, on_delete=models.PROTECT, related_name="uses"
    )

    if TYPE_CHECKING:
        version_id: int

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="version_file_names_one_file",
                condition=(
                    Q(image__isnull=False, document=None, asset=None, caption=None)
                    | Q(image=None, document__isnull=False, asset=None, caption=None)
                    | Q(image=None, document=None, asset__isnull=False, caption=None)
                    | Q(image=None, document=None, asset=None, caption__isnull=False)
                ),
            )
        ]

    def __str__(self) -> str:
        return f"{self.version_id}"
