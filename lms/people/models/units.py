"""The organisation tree, school years and classes.

What kinds of unit there are is data (`UnitKind`), and so is who stands above whom and since
when (`UnitLink`): a merger or a new level of government is rows, not code.
"""

import uuid
from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from lms.people.models.dated import Dated


class UnitKind(models.Model):
    """A kind of unit: department, school, subject group, continuing-education centre …"""

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    is_school = models.BooleanField(
        default=False, help_text=_("Has classes and a head who approves materials.")
    )
    is_subject_group = models.BooleanField(
        default=False, help_text=_("Reviews the materials of its subjects.")
    )

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Unit(models.Model):
    """A place in the organisation. A closed unit keeps its history and names its successor;
    without one, nobody went on with its work (see `services.close_unit`)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.ForeignKey(UnitKind, on_delete=models.PROTECT, related_name="units")
    code = models.SlugField(unique=True, max_length=80)
    name = models.CharField(_("name"), max_length=200)
    short_name = models.CharField(_("short name"), max_length=80, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    successor = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="predecessors"
    )
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["name", "pk"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | Q(closed_on__isnull=False),
                name="only_a_closed_unit_has_a_successor",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="no_unit_succeeds_itself",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def is_closed(self, day: date) -> bool:
        """Whether it does no more work on `day`; the last day of work is the day before."""
        return self.closed_on is not None and self.closed_on <= day


class UnitLink(Dated):
    """`child` stands under `parent` between two days."""

    parent = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="child_links")
    child = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="parent_links")

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["child", "starts_on"])]

    def __str__(self) -> str:
        return f"{self.child} < {self.parent}"


class UnitSubject(models.Model):
    """A subject that a unit (a subject group) looks after.

    `subject` is the stable UUID of a curriculum concept; people stand below the curriculum and
    know it only by that name.
    """

    unit = models.ForeignKey(Unit, on_delete=models.CASCADE, related_name="subjects")
    subject = models.UUIDField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "subject"], name="subject_once_per_unit")
        ]

    def __str__(self) -> str:
        return str(self.subject)


class SchoolYear(models.Model):
    """A school year ("2026–2027") with the day semester II begins."""

    name = models.CharField(max_length=20, unique=True)
    starts_on = models.DateField()
    second_semester_starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta:
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.name


class SchoolClass(models.Model):
    """A class of one school in one year, for example 9A1 of 2026–2027."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="classes")
    school_year = models.ForeignKey(SchoolYear, on_delete=models.PROTECT, related_name="classes")
    grade = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=30)

    class Meta:
        ordering = ["grade", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "school_year", "name"], name="class_name_once_per_school_year"
            )
        ]

    def __str__(self) -> str:
        return self.name
