"""Uploads, assets, what was made of them, and the jobs that make it.

A file never changes: a new file is a new row, so a frozen version of a lecture can point at an
asset and a caption and find the same bytes for ever. Percent and stage live on the job; the
asset's state is what is shown to people.
"""

import uuid

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Upload(models.Model):
    """A file on its way in. Row and file are reconciled at every request (see `uploads`)."""

    class State(models.TextChoices):
        RECEIVING = "receiving", _("Receiving")
        DONE = "done", _("Done")
        REFUSED = "refused", _("Refused")

    class Adapter(models.TextChoices):
        TUS = "tus", "tus"
        S3 = "s3", "S3"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="media_uploads"
    )
    adapter = models.CharField(max_length=8, choices=Adapter.choices, default=Adapter.TUS)
    name = models.CharField(max_length=255)
    declared_type = models.CharField(max_length=100, blank=True)
    purpose = models.CharField(max_length=100, blank=True, help_text='For example "page:12".')
    size = models.PositiveBigIntegerField()
    offset = models.PositiveBigIntegerField(default=0)
    head_sha256 = models.CharField(max_length=64, blank=True)
    tail_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVING)
    error_code = models.CharField(max_length=40, blank=True)
    writer = models.CharField(max_length=32, blank=True)
    writer_until = models.DateTimeField(null=True, blank=True)
    storage_key = models.CharField(max_length=300, blank=True)
    s3_upload_id = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    asset = models.OneToOneField(
        "Asset", null=True, blank=True, on_delete=models.SET_NULL, related_name="upload"
    )

    class Meta:
        verbose_name = _("upload")
        verbose_name_plural = _("uploads")
        indexes = [models.Index(fields=["owner", "state"])]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(offset__lte=models.F("size")), name="upload_offset_within_size"
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.offset}/{self.size})"


class Asset(models.Model):
    """One uploaded video file and where it has got to. The file is immutable."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting to be converted")
        PROBING = "probing", _("Being checked")
        TRANSCODING = "transcoding", _("Being converted")
        READY = "ready", _("Ready")
        FAILED = "failed", _("Failed")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="media_assets"
    )
    kind = models.CharField(max_length=12, default="video")
    name = models.CharField(max_length=255)
    storage_key = models.CharField(max_length=300)
    purpose = models.CharField(max_length=100, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField()
    duration = models.FloatField(null=True, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    fps = models.FloatField(null=True, blank=True)
    has_audio = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    error_code = models.CharField(max_length=40, blank=True)
    published = models.ForeignKey(
        "Publication", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("asset")
        verbose_name_plural = _("assets")
        indexes = [models.Index(fields=["owner", "created_at"])]

    def __str__(self) -> str:
        return self.name

    @property
    def is_ready(self) -> bool:
        """Whether it can be played."""
        return self.state == self.State.READY


class Caption(models.Model):
    """One caption track, normalised to WebVTT. Replacing it supersedes the row, never the file."""

    class Kind(models.TextChoices):
        CAPTIONS = "captions", _("Captions")
        SUBTITLES = "subtitles", _("Subtitles")
        DESCRIPTIONS = "descriptions", _("Descriptions")
        CHAPTERS = "chapters", _("Chapters")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(max_length=12, default="vi")
    label = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.CAPTIONS)
    storage_key = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)
    cues = models.PositiveIntegerField(default=0)
    ends_at = models.FloatField(default=0)
    made_by_machine = models.BooleanField(default=False)
    superseded = models.BooleanField(default=False)
    original_name = models.CharField(max_length=255, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("caption track")
        verbose_name_plural = _("caption tracks")
        ordering = ["language", "created_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["asset", "language", "kind"],
                condition=models.Q(superseded=False),
                name="one_current_caption_per_language_and_kind",
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.language})"


class Job(models.Model):
    """Work on one asset, taken on a lease. The queue only wakes workers; this row is the truth."""

    class State(models.TextChoices):
        QUEUED = "queued", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    class Stage(models.TextChoices):
        WAITING = "waiting", _("Waiting for a free machine")
        FETCHING = "fetching", _("Fetching the file")
        PROBING = "probing", _("Checking the file")
        TRANSCODING = "transcoding", _("Converting")
        STORING = "storing", _("Storing")
        FINISHED = "finished", _("Finished")

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="jobs")
    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    stage = models.CharField(max_length=12, choices=Stage.choices, default=Stage.WAITING)
    percent = models.PositiveSmallIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    waits = models.PositiveSmallIntegerField(default=0)
    lease = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    error_code = models.CharField(max_length=40, blank=True)
    detail = models.TextField(blank=True)
    cpu_seconds = models.FloatField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("conversion job")
        verbose_name_plural = _("conversion jobs")
        indexes = [models.Index(fields=["state", "lease_until"])]
        constraints = [
            models.UniqueConstraint(
                fields=["asset"],
                condition=models.Q(state__in=["queued", "running"]),
                name="one_open_job_per_asset",
            )
        ]

    def __str__(self) -> str:
        return f"{self.asset_id}: {self.state} {self.percent} %"


class Publication(models.Model):
    """What one job made, published at once and once: the job is unique."""

    job = models.OneToOneField(Job, on_delete=models.CASCADE, related_name="publication")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="publications")
    folder = models.CharField(max_length=200)
    poster_key = models.CharField(max_length=300)
    sprite_key = models.CharField(max_length=300)
    sprite_interval = models.FloatField()
    sprite_tile = models.JSONField(default=list, help_text="[width, height, columns, count]")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")

    def __str__(self) -> str:
        return self.folder


class Rendition(models.Model):
    """One quality in one file: 240p … 720p and audio as fragmented MP4, mp4 as a plain one."""

    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="renditions"
    )
    name = models.CharField(max_length=12)
    file_key = models.CharField(max_length=300)
    segments = models.JSONField(
        default=dict,
        help_text='{"target": 4, "map": [length, offset], "list": [[seconds, length, offset], …]}',
    )
    bytes = models.PositiveBigIntegerField()
    peak_bandwidth = models.PositiveIntegerField(default=0)
    mean_bandwidth = models.PositiveIntegerField(default=0)
    codecs = models.CharField(max_length=80, blank=True)
    width = models.PositiveIntegerField(null=True, blank=True)
    height = models.PositiveIntegerField(null=True, blank=True)
    fps = models.FloatField(null=True, blank=True)

    class Meta:
        verbose_name = _("rendition")
        verbose_name_plural = _("renditions")
        ordering = ["publication", "peak_bandwidth"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "name"], name="rendition_once_per_publication"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def short_side(self) -> int:
        """The smaller side of the picture; 0 for sound alone."""
        return min(self.width or 0, self.height or 0)
