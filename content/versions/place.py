"""Where in the curriculum a thing stands: the columns that drafts and versions share."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.curriculum.grades import FIRST_GRADE, LAST_GRADE, grade_label


class PlaceMixin(models.Model):
    """Subject and grade; the topics differ from kind to kind."""

    subject = models.ForeignKey(
        "curriculum.Subject",
        verbose_name=_("subject"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    grade = models.PositiveSmallIntegerField(
        _("grade"),
        null=True,
        validators=[MinValueValidator(FIRST_GRADE), MaxValueValidator(LAST_GRADE)],
    )

    class Meta:
        abstract = True

    def grade_label(self) -> str:
        """ "Lớp 9"."""
        return grade_label(self.grade) if self.grade else ""
