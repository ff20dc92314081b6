"""Frozen versions: what was submitted, judged, published and studied.

A version never changes after it is made (`save` refuses), except for the note of its approval
or withdrawal. It holds protected links to every file it uses, so none of them can be deleted or
replaced under a reader.
"""

import hashlib
import json
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.materials.models.audience import AudienceMixin
from content.materials.models.metadata import MetadataMixin

# Raise it when a block changes shape, together with a migration of stored versions and a stored
# sample of the new shape in tests/content/materials/stored_versions/ (test_stored_versions.py
# fails until there is one).
BLOCK_SCHEMA = 1


# What readers are shown: the version its page names, approved and not withdrawn.
PUBLISHED = Q(
    pk=F("page__live_version"),
    page__live=True,
    approved_at__isnull=False,
    withdrawn_at__isnull=True,
)


# Between the words of two steps in `body_text`: a text itself never holds a form feed.
_STEP_BREAK = "\f"


def join_step_texts(texts: Iterable[str]) -> str:
    """The words of all steps as one text that `MaterialVersion.step_texts` takes apart again."""
    return _STEP_BREAK.join(text.replace(_STEP_BREAK, " ") for text in texts)


class MaterialVersion(MetadataMixin, AudienceMixin):
    """One submitted state of a material."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    page = models.ForeignKey(
        "materials.MaterialPage", on_delete=models.PROTECT, related_name="versions"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    number = models.PositiveIntegerField()
    title = models.CharField(pgettext_lazy("material", "Title"), max_length=255)
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    content = models.JSONField()
    block_schema = models.PositiveSmallIntegerField(default=BLOCK_SCHEMA)
    content_hash = models.CharField(max_length=64)
    audience_token = models.CharField(max_length=60, db_index=True)
    body_text = models.TextField(blank=True)
    has_formulas = models.BooleanField(default=False)
    reviewed_by = models.CharField(max_length=200, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    submitted_at = models.DateTimeField(auto_now_add=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    CHANGEABLE = frozenset({"approved_at", "withdrawn_at", "reviewed_by"})

    class Meta:
        ordering = ["-submitted_at"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="version_number_once_per_page")
        ]
        indexes = [models.Index(fields=["grade", "subject"])]

    def __str__(self) -> str:
        return f"{self.title} · {self.number}"

    @property
    def step_texts(self) -> list[tuple[str, str]]:
        """The title and the words of each step, in their order; nothing for a version that was
        frozen before its text told the steps apart."""
        texts = [text.partition("\n") for text in self.body_text.split(_STEP_BREAK)]
        if len(texts) != len(self.content):
            return []
        return [(title, words) for title, _newline, words in texts]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk and set(kwargs.get("update_fields") or ()) - self.CHANGEABLE | (
            set() if kwargs.get("update_fields") else {"all"}
        ):
            raise TypeError("A version is frozen; submit a new one.")
        super().save(*args, **kwargs)

    def compute_hash(self) -> str:
        """SHA-256 over everything a reviewer judges: content, metadata, licence and audience."""
        judged = {
            "title": self.title,
            "content": self.content,
            "schema": self.block_schema,
            **{
                name: getattr(self, name)
                for name in (
                    "kind", "summary", "subject_id", "grade", "topic_id", "objectives",
                    "keywords", "minutes", "language", "licence", "source", "watch_share",
                    "step_seconds", "audience_scope", "audience_unit_id", "audience_reach",
                )
            },
        }  # fmt: skip
        canonical = json.dumps(judged, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(canonical.encode()).hexdigest()


class VersionFile(models.Model):
    """A file that a version uses. PROTECT: it cannot be deleted while a version needs it."""

    version = models.ForeignKey(MaterialVersion, on_delete=models.CASCADE, related_name="files")
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
