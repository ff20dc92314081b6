"""What a person has really read and watched of one version of a material.

Keyed by person and **MaterialVersion**: whoever studied version 1 has studied version 1. Only
real playback counts (see `lms.progress.services.record_all`): seeks are left out, never more than
the clock allows, reports are idempotent by session and sequence number, two devices merge.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.materials.models import MaterialVersion
from lms.people.models import Person


class Progress(models.Model):
    """One person's way through one version."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="progress")
    version = models.ForeignKey(MaterialVersion, on_delete=models.PROTECT, related_name="progress")
    step_seconds = models.JSONField(default=dict)
    """Seconds each step was on screen: {step id: seconds}."""
    last_step = models.UUIDField(null=True, blank=True)
    read_clock = models.JSONField(default=list)
    """The moments of the clock that were given to reading, as spans of Unix seconds: a minute
    counts once, in however many tabs and on however many devices the version is open."""
    watch_clock = models.JSONField(default=list)
    """The same for watching, where a moment gives as many seconds of video as the fastest speed."""
    started_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    completed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("progress")
        verbose_name_plural = _("progress")
        ordering = ["-updated_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "version"], name="progress_once_per_person_and_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.version_id}"

    def steps_read(self) -> set[str]:
        """Ids of the steps that were on screen long enough."""
        needed = self.version.step_seconds
        return {step for step, seconds in self.step_seconds.items() if seconds >= needed}


class Watch(models.Model):
    """What was watched of one video: intervals, and the second to go on from."""

    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="watches")
    asset_id = models.UUIDField()
    duration = models.FloatField(default=0)
    intervals = models.JSONField(default=list)
    position = models.FloatField(default=0)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["progress", "asset_id"], name="watch_once_per_video")
        ]

    def __str__(self) -> str:
        return f"{self.asset_id}"


class ReportSession(models.Model):
    """One opened lecture page: its reports count once each, and only for time since it opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="sessions")
    last_sequence = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
