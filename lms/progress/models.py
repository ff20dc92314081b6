"""What a person has really read and watched of one version of a material.

Keyed by person and **MaterialVersion**: whoever studied version 1 has studied version 1. Only
real playback counts (see `lms.progress.services.record_all`): seeks are left out, never more than
the clock allows, reports are idempotent by session and sequence number, two devices merge.
"""

import uuid
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from content.materials.models import MaterialVersion
from lms.people.models import Person
from lms.progress import intervals


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

    written: "list[Watch] | None" = None
    """All its watches, where a report has just read and written them: no query then."""

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

    def steps_done(self) -> set[str]:
        """Ids of the steps that were read and whose videos were watched to the share that the
        material asks for."""
        share = self.version.watch_share
        watches = self.watches.all() if self.written is None else self.written
        seen = {str(watch.asset_id) for watch in watches if watch.is_enough(share)}
        read = self.steps_read()
        steps = [step for step in self.version.content if str(step["id"]) in read]
        return {str(step["id"]) for step in steps if _videos_of(step) <= seen}


def _videos_of(step: dict[str, Any]) -> set[str]:
    body = step["value"]["body"]
    found = (block["value"]["asset"] for block in body if block["type"] == "video")
    return {str(asset) for asset in found if asset}


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

    def is_enough(self, share: int) -> bool:
        """Whether so many per cent of the video were watched."""
        if not self.duration:
            return False
        spans: list[intervals.Span] = self.intervals
        return intervals.total(spans) / self.duration * 100 >= share


class ReportSession(models.Model):
    """One opened lecture page: its reports count once each, and only for time since it opened."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    progress = models.ForeignKey(Progress, on_delete=models.CASCADE, related_name="sessions")
    last_sequence = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.id)
