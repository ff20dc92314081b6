"""Person and log-in: two things, because a child of six is known long before logging in."""

import uuid
from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from lms.people.sort_keys import name_sort_key


class Person(models.Model):
    """Somebody the school knows. The UUID is the only identifier that stands in an address."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    family_name = models.CharField(_("family name"), max_length=60)
    middle_name = models.CharField(_("middle name"), max_length=120, blank=True)
    given_name = models.CharField(_("given name"), max_length=60)
    sort_key = models.CharField(max_length=600, db_index=True, editable=False)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    erased_at = models.DateTimeField(null=True, blank=True)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["sort_key", "pk"]
        verbose_name = _("person")
        verbose_name_plural = _("people")

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args, **kwargs) -> None:  # type: ignore[no-untyped-def]
        self.sort_key = name_sort_key(
            given=self.given_name, family=self.family_name, middle=self.middle_name
        )
        super().save(*args, **kwargs)

    @property
    def full_name(self) -> str:
        """Family, middle and given name, in the Vietnamese order."""
        return " ".join(p for p in (self.family_name, self.middle_name, self.given_name) if p)


class ExternalIdentifier(models.Model):
    """What another system calls this person, kept as an opaque string.

    The national identifier is one of these: it is never a log-in and never in an address.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="identifiers")
    issuer = models.CharField(max_length=80)
    value = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "value"], name="identifier_once_per_issuer")
        ]

    def __str__(self) -> str:
        return self.issuer


class User(AbstractUser):  # type: ignore[django-manager-missing]
    """A log-in. Names come from the person; rights from the person's dated facts."""

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    person = models.OneToOneField(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="user"
    )
    must_change_password = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False, editable=False)

    # Children have no e-mail address, so none is asked for.
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def get_full_name(self) -> str:
        return self.person.full_name if self.person_id and self.person else self.username

    def get_short_name(self) -> str:
        return self.person.given_name if self.person_id and self.person else self.username

    def __str__(self) -> str:
        return self.get_full_name()
