"""Pictures and documents. A file never changes under its row: a new file is a new row.

No file has a public address: `url` leads to a view that asks the policy, which lets in those who
may see what uses the file.
"""

import logging
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from taggit.managers import TaggableManager
from wagtail.documents.models import AbstractDocument
from wagtail.images.models import AbstractImage, AbstractRendition, SourceImageIOError

from media_pipeline import storage
from media_pipeline.errors import PassingError

_log = logging.getLogger(__name__)


def _refuse_replacement(instance: Any) -> None:
    """Raise when the file of a stored row is about to become another one."""
    if not instance.pk:
        return
    stored = type(instance)._default_manager.filter(pk=instance.pk).values_list("file", flat=True)
    before = stored.first()
    if before is not None and before != instance.file.name:
        raise ValidationError(
            {"file": _("A stored file cannot be replaced. Add the new file as another one.")}
        )


@contextmanager
def _readable_without() -> Iterator[None]:
    """A size that cannot be made now, on a full disk or from an unreachable store, is to
    Wagtail's templates like a picture whose file is gone: the rest of the page is shown."""
    try:
        with storage.guarded():
            yield
    except PassingError as trouble:
        _log.error("a picture cannot be shown: %s", trouble)
        raise SourceImageIOError(str(trouble)) from trouble


class Picture(AbstractImage):
    """A picture that content may use."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    admin_form_fields = ("title", "file", "description")

    class Meta(AbstractImage.Meta):
        verbose_name = _lazy("picture")
        verbose_name_plural = _lazy("pictures")

    def clean(self) -> None:
        super().clean()
        _refuse_replacement(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_replacement(self)
        super().save(*args, **kwargs)

    def create_rendition(self, filter: Any) -> Any:
        """As Wagtail's; see `_readable_without`."""
        with _readable_without():
            return super().create_rendition(filter)

    def create_renditions(self, *filters: Any) -> dict[Any, Any]:
        """As Wagtail's, with ids: it inserts ignoring conflicts, which leaves the objects
        without theirs, and our addresses name a rendition by its id."""
        with _readable_without():
            made = super().create_renditions(*filters)
        if all(rendition.pk for rendition in made.values()):
            return made
        specs = {wanted.spec: wanted for wanted in filters}
        stored = self.renditions.filter(filter_spec__in=specs)
        keys = {(r.filter_spec, r.focal_point_key) for r in made.values()}
        return {
            specs[r.filter_spec]: r for r in stored if (r.filter_spec, r.focal_point_key) in keys
        }

    @property
    def default_alt_text(self) -> str:
        # Not the title: it comes from the file's name, and would pass for a description.
        return self.description


class PictureRendition(AbstractRendition):
    """A picture in one size, served to those whom the picture may reach."""

    image = models.ForeignKey(Picture, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    @property
    def url(self) -> str:
        # Wagtail's stand-in for a picture whose file cannot be read is no row and has no file.
        if self.pk is None:
            return ""
        return reverse("files:picture", args=[self.image.uuid, self.pk])

    @property
    def full_url(self) -> str:
        return self.url


class Document(AbstractDocument):
    """A PDF that content may use."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pages = models.PositiveIntegerField(null=True, editable=False)
    # As Wagtail's. Its own model, which stands beside ours, is called Document too, so that the
    # ways back from tags and users need names of their own (for users: see Meta).
    tags = TaggableManager(
        _lazy("tags"), blank=True, help_text=None, related_name="files_documents"
    )
    admin_form_fields = ("title", "file")

    class Meta(AbstractDocument.Meta):
        default_related_name = "files_documents"
        verbose_name = _lazy("PDF document")
        verbose_name_plural = _lazy("PDF documents")

    def clean(self) -> None:
        # Without a file the form has said why it was refused; Wagtail would add to that that
        # "" is no ending for a file.
        if self.file:
            super().clean()
        _refuse_replacement(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        _refuse_replacement(self)
        super().save(*args, **kwargs)

    @property
    def url(self) -> str:
        return reverse("files:document", args=[self.uuid])
