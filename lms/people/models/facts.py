"""The dated facts that give rights, and the records about a child that law asks for."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.models.dated import Dated
from lms.people.models.person import Person
from lms.people.models.units import SchoolClass, Unit


class Role(models.TextChoices):
    """What somebody is in a unit."""

    OFFICER = "officer", _("Department officer")
    HEAD = "head", _("Head")
    DEPUTY = "deputy", _("Deputy head")
    GROUP_LEADER = "group_leader", _("Subject group leader")
    EXPERT = "expert", _("Review expert")
    TEACHER = "teacher", _("Teacher")
    STUDENT = "student", _("Student")
    GUARDIAN = "guardian", _("Guardian")
    ADMIN = "admin", _("School administrator")


STAFF_ROLES = frozenset(Role.values) - {Role.STUDENT, Role.GUARDIAN}
# Who may start a lecture.
AUTHOR_ROLES = frozenset(
    {Role.OFFICER, Role.HEAD, Role.DEPUTY, Role.GROUP_LEADER, Role.EXPERT, Role.TEACHER}
)
# The Django group that opens the editor to them; derived by `lms.people.services.sync_groups`.
AUTHORS_GROUP = "authors"


class Membership(Dated):
    """A person has a role in a unit, for all its subjects or one, between two days."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    subject = models.UUIDField(
        null=True, blank=True, help_text=_("Only for this subject; empty for all of the unit's.")
    )

    class Meta(Dated.Meta):
        indexes = [models.Index(fields=["unit", "role"]), models.Index(fields=["person", "role"])]

    def __str__(self) -> str:
        return f"{self.person} · {self.get_role_display()} · {self.unit}"


class ClassMembership(Dated):
    """A student sits in a class between two days."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="class_memberships")
    school_class = models.ForeignKey(
        SchoolClass, on_delete=models.PROTECT, related_name="class_memberships"
    )

    class Meta(Dated.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.person} · {self.school_class}"


class TeachingAssignment(Dated):
    """A teacher teaches a subject to a class; `subject` is a curriculum concept's UUID."""

    teacher = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="teaching")
    school_class = models.ForeignKey(SchoolClass, on_delete=models.PROTECT, related_name="teaching")
    subject = models.UUIDField()

    class Meta(Dated.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.teacher} · {self.school_class}"


class GuardianLink(Dated):
    """A guardian of a student; it gives nothing until the school has confirmed it."""

    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="wards")
    student = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardians")
    relation = models.CharField(max_length=60, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta(Dated.Meta):
        pass

    def __str__(self) -> str:
        return f"{self.guardian} → {self.student}"


class Consent(models.Model):
    """A guardian's consent to one use of a child's data (Decree 13/2023/NĐ-CP, art. 20)."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents")
    guardian = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="consents_given"
    )
    purpose = models.CharField(max_length=80)
    text = models.TextField(blank=True)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.person} · {self.purpose}"


class RecordAccess(models.Model):
    """Who opened whose record, when and what for: kept for every look at a child's data."""

    viewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="accesses")
    what = models.CharField(max_length=80)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d} {self.what}"
