"""Who a thing is shared with (phạm vi chia sẻ), as columns and as one token.

The token is what search and policies compare; `lms.people.selectors.reader_tokens` says which
tokens a reader carries.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.core.search_registry import PUBLIC_TOKEN


class Scope(models.TextChoices):
    """How far it reaches."""

    ME = "me", _("Only me")
    UNIT = "unit", _("A unit and all below it")
    SIGNED_IN = "signed_in", _("Everyone signed in")
    PUBLIC = "public", _("Everyone")


class Reach(models.TextChoices):
    """Whom it reaches there: answer keys are for staff."""

    STAFF = "staff", _("Staff only")
    ALL = "all", _("Staff and students")


# From the narrowest to the widest: widening needs a new review.
WIDTH = {Scope.ME: 0, Scope.UNIT: 1, Scope.SIGNED_IN: 2, Scope.PUBLIC: 3}


class AudienceMixin(models.Model):
    """The audience of a draft or of a version."""

    audience_scope = models.CharField(
        _("shared with"), max_length=12, choices=Scope.choices, default=Scope.PUBLIC
    )
    audience_unit = models.ForeignKey(
        "people.Unit",
        verbose_name=_("unit"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    audience_reach = models.CharField(
        _("for"), max_length=5, choices=Reach.choices, default=Reach.ALL
    )

    class Meta:
        abstract = True

    def token_for(self, owner: Any) -> str:
        """The audience as a token; `owner` is the person a private one belongs to."""
        match self.audience_scope:
            case Scope.PUBLIC:
                return PUBLIC_TOKEN
            case Scope.SIGNED_IN:
                return f"signed_in:{self.audience_reach}"
            case Scope.UNIT if self.audience_unit_id:
                return f"unit:{self.audience_unit_id}:{self.audience_reach}"
            case _:
                return f"person:{owner.uuid}" if owner else "nobody"

    def clean(self) -> None:
        super().clean()
        if self.audience_scope == Scope.UNIT and not self.audience_unit_id:
            raise ValidationError({"audience_unit": _("Choose the unit to share with.")})
        if self.audience_scope == Scope.PUBLIC and self.audience_reach == Reach.STAFF:
            raise ValidationError(
                {
                    "audience_reach": _(
                        "What everyone can open cannot be for staff only. "
                        "Share it with those signed in, or with a unit."
                    )
                }
            )

    def audience_label(self) -> str:
        """The audience in words, for readers and reviewers."""
        scope = str(self.get_audience_scope_display())  # type: ignore[attr-defined]
        if self.audience_scope == Scope.UNIT and self.audience_unit:
            scope = str(self.audience_unit)
        if self.audience_scope in {Scope.ME, Scope.PUBLIC}:
            return scope
        return f"{scope} · {self.get_audience_reach_display()}"  # type: ignore[attr-defined]
