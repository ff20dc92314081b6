"""The draft that teachers write."""

import uuid
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modelcluster.models import ClusterableModel
from wagtail.fields import StreamField
from wagtail.models import LockableMixin, PreviewableMixin, RevisionMixin

from content.materials.blocks import StepsBlock
from content.materials.locks import UnderReviewLock
from content.materials.models.metadata import MetadataMixin
from content.versions.audience import AudienceMixin
from content.versions.labels import Labels, write_down

TITLE_LIMIT = 200


class ReviewState(models.TextChoices):
    """Where a material is on its way to readers."""

    DRAFT = "draft", _("Draft")
    IN_REVIEW = "in_review", _("Under review")
    SENT_BACK = "sent_back", _("Sent back")
    APPROVED = "approved", _("Approved")
    WITHDRAWN = "withdrawn", _("Withdrawn")


THING_KIND = "material"
"""What the versions of materials hold as `thing_kind`."""


def search_key(thing: uuid.UUID) -> str:
    """What search knows a material by."""
    return f"{THING_KIND}:{thing}"


class Material(  # type: ignore[django-manager-missing]
    PreviewableMixin, LockableMixin, RevisionMixin, MetadataMixin, AudienceMixin, ClusterableModel
):
    """A material being written: its row is always the newest draft.

    It has revisions, a preview and a lock, and nothing that publishes: readers are shown frozen
    versions, never this row.

    Some columns belong to the material and not to a draft (`OF_THE_MATERIAL`). Saving a draft
    does not write them and going back to an older draft does not bring theirs back.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = models.CharField(pgettext_lazy("material", "Title"), max_length=255)
    slug = models.SlugField(max_length=255, unique=True, editable=False)
    """The last part of the address where readers find its published version."""
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        editable=False,
    )
    unit = models.ForeignKey(
        "people.Unit",
        verbose_name=_("unit of the author"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    co_authors = models.ManyToManyField("people.Person", blank=True, related_name="+")
    steps = StreamField(StepsBlock(), blank=True, verbose_name=_("steps"))
    review_state = models.CharField(
        max_length=14, choices=ReviewState.choices, default=ReviewState.DRAFT, editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)

    OF_THE_MATERIAL = frozenset(
        {
            "id", "uuid", "slug", "owner", "unit", "review_state", "is_demo", "latest_revision",
            "locked", "locked_at", "locked_by",
        }
    )  # fmt: skip

    if TYPE_CHECKING:
        id: int
        owner_id: int | None
        unit_id: int | None
        subject_id: int | None
        topic_id: int | None
        latest_revision_id: int | None

    # A draft without a title would have no name in any list.
    title.required_on_save = True  # type: ignore[attr-defined]
    preview_modes = [("", _("Student's page")), ("wall", _("Classroom screen"))]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """A phone, a desktop and the classroom's 16:9 screen, by their real widths."""
        return [
            {"name": "phone", "icon": "mobile-alt", "device_width": 390, "label": _("Phone")},
            {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Desktop")},
            {"name": "wall", "icon": "group", "device_width": 1920, "label": _("Wall")},
        ]

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")

    def __str__(self) -> str:
        return self.title

    @property
    def owner_person(self) -> Any:
        """The person who wrote it; None for one made by a technical account."""
        return self.owner.person if self.owner_id and self.owner else None

    @property
    def kind_label(self) -> str:
        """What its sort is called, as a version's `kind_label`."""
        return str(self.get_kind_display())

    @property
    def labels(self) -> Labels:
        """The names a card shows, as a version's `labels`."""
        topics = [self.topic] if self.topic else []
        return Labels(write_down(subject=self.subject, topics=topics, unit=self.unit))

    def clean(self) -> None:
        super().clean()
        if len(self.title) > TITLE_LIMIT:
            raise ValidationError(
                {
                    "title": _(
                        "The title has %(count)d characters; at most %(limit)d fit. Shorten it."
                    )
                    % {"count": len(self.title), "limit": TITLE_LIMIT}
                }
            )

    @property
    def is_under_review(self) -> bool:
        """Whether somebody judges it: nothing of it changes meanwhile."""
        return self.review_state == ReviewState.IN_REVIEW

    def get_lock(self) -> Any:
        return UnderReviewLock(self) if self.is_under_review else super().get_lock()

    def serializable_data(self) -> dict[str, Any]:
        """What a revision keeps: with who wrote along then, so that they stay known as makers of
        what is submitted from it."""
        data = super().serializable_data()
        co_authors = self.co_authors.values_list("pk", flat=True).order_by("pk")
        return {**data, "co_authors": list(co_authors)}

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Restore a draft, but nothing that belongs to the material itself."""
        kept_out = {*self.OF_THE_MATERIAL, "co_authors"}
        draft = {name: value for name, value in content.items() if name not in kept_out}
        obj = super().with_content_json(draft)
        for field in self._meta.concrete_fields:
            if field.name in self.OF_THE_MATERIAL:
                setattr(obj, field.attname, getattr(self, field.attname))
        return obj

    def _update_from_revision(self, revision: Any, changed: bool = True) -> None:
        """The row follows its newest draft. What belongs to the material may have changed since
        this object was read, so it is not written."""
        self.latest_revision = revision
        columns = {field.name for field in self._meta.concrete_fields} - self.OF_THE_MATERIAL
        self.save(update_fields=[*columns, "latest_revision"])

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from content.materials import views

        return views.preview_draft(request, self, mode_name)


class FormerLibraryPage(models.Model):
    """The number that the list of all materials had while materials were pages of a tree: texts
    of frozen versions link to it still."""

    number = models.PositiveBigIntegerField(primary_key=True)

    def __str__(self) -> str:
        return f"{self.number}"
