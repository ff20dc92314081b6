"""Facts that hold from one day to another."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.core.clock import today


class DatedQuerySet(models.QuerySet):  # type: ignore[type-arg]
    """Facts, askable by day."""

    def on(self, day: date | None = None):  # type: ignore[no-untyped-def]
        """The facts that hold on `day` (today when not given); both ends are inclusive."""
        day = day or today()
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on__isnull=True) | Q(ends_on__gte=day)))


class Dated(models.Model):
    """A fact with a first day and, once it is over, a last day. Both are inclusive."""

    starts_on = models.DateField(_("from"), default=today)
    ends_on = models.DateField(_("to"), null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="%(app_label)s_%(class)s_ends_after_start",
            )
        ]

    def clean(self) -> None:
        super().clean()
        if self.ends_on and self.starts_on and self.ends_on < self.starts_on:
            raise ValidationError({"ends_on": _("The last day cannot be before the first day.")})
