"""Frozen versions of materials: the steps and what is said about them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.materials.models.metadata import DescriptionMixin
from content.versions.models import FrozenVersion

# Raise it when a block changes shape, together with a migration of stored versions and a stored
# sample of the new shape in tests/content/materials/stored_versions/ (test_stored_versions.py
# fails until there is one).
BLOCK_SCHEMA = 1

# Between the words of two steps in `body_text`: a text itself never holds a form feed.
_STEP_BREAK = "\f"


def join_step_texts(texts: Iterable[str]) -> str:
    """The words of all steps as one text that `MaterialVersion.step_texts` takes apart again."""
    return _STEP_BREAK.join(text.replace(_STEP_BREAK, " ") for text in texts)


class MaterialVersion(DescriptionMixin, FrozenVersion):
    """One submitted state of a material."""

    material = models.ForeignKey(
        "materials.Material", on_delete=models.PROTECT, related_name="versions"
    )
    revision = models.ForeignKey(
        "wagtailcore.Revision", null=True, on_delete=models.PROTECT, related_name="+"
    )
    content = models.JSONField(_("steps"))
    block_schema = models.PositiveSmallIntegerField(default=BLOCK_SCHEMA)
    body_text = models.TextField(blank=True)
    has_formulas = models.BooleanField(default=False)

    NOT_JUDGED: ClassVar[frozenset[str]] = frozenset(
        {"frozenversion_ptr", "material", "revision", "body_text", "has_formulas"}
    )

    if TYPE_CHECKING:
        material_id: int
        topic_id: int | None

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")

    @property
    def step_texts(self) -> list[tuple[str, str]]:
        """The title and the words of each step, in their order; nothing for a version that was
        frozen before its text told the steps apart."""
        texts = [text.partition("\n") for text in self.body_text.split(_STEP_BREAK)]
        if len(texts) != len(self.content):
            return []
        return [(title, words) for title, _newline, words in texts]
