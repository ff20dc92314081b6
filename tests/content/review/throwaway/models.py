"""A poem, which its author writes, and its frozen versions."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from content.versions.models import FrozenVersion


class Poem(models.Model):
    """A poem being written: no page, no revision."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True)
    title = models.CharField(max_length=200)
    lines = models.JSONField(default=list)
    metre = models.CharField(max_length=60)
    for_singing = models.BooleanField(default=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", on_delete=models.PROTECT, related_name="+")
    subject = models.ForeignKey("curriculum.Subject", on_delete=models.PROTECT, related_name="+")
    judged = models.BooleanField(default=False)
    note = models.CharField(max_length=20, default="draft")

    def __str__(self) -> str:
        return self.title


class PoemVersion(FrozenVersion):
    """What was sent in of a poem. `metre` and `for_singing` are judged because they are there."""

    lines = models.JSONField("lines")
    metre = models.CharField("metre", max_length=60)
    for_singing = models.BooleanField("for singing", default=False)

    NOT_JUDGED: ClassVar[frozenset[str]] = frozenset({"frozenversion_ptr"})
