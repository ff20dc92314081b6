"""The page a teacher writes, and the index it stands under."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail.fields import StreamField
from wagtail.models import Page

from content.materials import panels
from content.materials.blocks import StepsBlock
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


class MaterialIndexPage(Page):
    """The root of all materials. Its place in the tree means nothing to readers."""

    max_count = 1
    parent_page_types = ["wagtailcore.Page"]
    subpage_types = ["materials.MaterialPage"]

    class Meta:
        verbose_name = verbose_name_plural = _("library")

    def permissions_for_user(self, user: Any) -> Any:
        from content.materials.permissions import IndexPermissionTester

        return IndexPermissionTester(user, self)

    def get_admin_display_title(self) -> str:
        """Its name in the reader's language; the title column has the Vietnamese one."""
        return str(_("Learning materials"))

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from content.materials import views

        return views.library(request)


class MaterialPage(MetadataMixin, AudienceMixin, Page):  # type: ignore[django-manager-missing]
    """A material being written. Readers are shown its published version, never these columns."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(
        "people.Unit",
        verbose_name=_("unit of the author"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
    )
    co_authors = ParentalManyToManyField("people.Person", blank=True, related_name="+")
    steps = StreamField(StepsBlock(), blank=True, verbose_name=_("steps"))
    review_state = models.CharField(
        max_length=14, choices=ReviewState.choices, default=ReviewState.DRAFT, editable=False
    )
    is_demo = models.BooleanField(default=False, editable=False)

    parent_page_types = ["materials.MaterialIndexPage"]
    subpage_types: list[str] = []
    # A copy, a revert or an alias is a new draft; it brings no approval along.
    exclude_fields_in_copy = ["uuid", "review_state", "is_demo"]
    show_in_menus_default = False
    preview_modes = [("", _("Student's page")), ("wall", _("Classroom screen"))]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """A phone, a desktop and the classroom's 16:9 screen, by their real widths."""
        return [
            {"name": "phone", "icon": "mobile-alt", "device_width": 390, "label": _("Phone")},
            {"name": "desktop", "icon": "desktop", "device_width": 1280, "label": _("Desktop")},
            {"name": "wall", "icon": "group", "device_width": 1920, "label": _("Wall")},
        ]

    edit_handler = panels.material_edit_handler()

    class Meta:
        verbose_name = _("material")
        verbose_name_plural = _("materials")

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

    def permissions_for_user(self, user: Any) -> Any:
        from content.materials.permissions import MaterialPermissionTester

        return MaterialPermissionTester(user, self)

    @property
    def is_under_review(self) -> bool:
        """Whether somebody judges it: nothing of it changes meanwhile."""
        return self.review_state == ReviewState.IN_REVIEW

    def get_lock(self) -> Any:
        from content.materials.permissions import UnderReviewLock

        if self.is_under_review:
            return UnderReviewLock(self)
        return super().get_lock()

    @transaction.atomic
    def save_revision(self, *args: Any, **kwargs: Any) -> Any:
        """As Wagtail's. Who writes along holds from the draft that names them, not only from
        publication: the policies read the rows, so the rows follow the newest draft."""
        revision = super().save_revision(*args, **kwargs)
        self.co_authors.commit()
        return revision

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Restore a revision, but never the columns that say what was approved."""
        obj = super().with_content_json(content)
        obj.review_state = self.review_state
        obj.unit_id = self.unit_id
        obj.uuid = self.uuid
        return obj

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        from content.materials import views

        return views.show_material(request, self)

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        from content.materials import views

        return views.preview_draft(request, self, mode_name)
