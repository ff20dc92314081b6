"""The read door: progress, what can be played and what it weighs."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from media_pipeline import captions_text, storage
from media_pipeline.errors import WORTH_ANOTHER_TRY, message_for
from media_pipeline.models import Asset, Caption, Job, Rendition, Upload

MEGABYTE = 1_000_000
"""As people and phone companies count."""


@dataclass(frozen=True)
class Track:
    """One caption track for a player."""

    address: str
    language: str
    label: str
    kind: str
    made_by_machine: bool


@dataclass(frozen=True)
class Playable:
    """What a player needs. The addresses ask for rights themselves."""

    asset_id: UUID
    duration: float
    width: int
    height: int
    has_audio: bool
    master: str
    mp4: str
    poster: str
    thumbnails: str
    tracks: list[Track] = field(default_factory=list)
    megabytes: dict[str, float] = field(default_factory=dict)
    """By rendition name, "audio" and "mp4" among them."""


def find(asset_id: UUID) -> Asset | None:
    """An asset with its publication."""
    return Asset.objects.select_related("published").filter(pk=asset_id).first()


def captions_of(asset: Asset) -> list[Caption]:
    """The current tracks."""
    return list(asset.captions.filter(superseded=False))


def cues(caption: Caption) -> list[captions_text.Cue]:
    """The text of a track with its times, for search and review."""
    with storage.open_file(caption.storage_key) as file:
        return captions_text.read_cues(file.read())


def renditions_of(asset: Asset) -> list[Rendition]:
    """The published renditions, lightest first."""
    if asset.published_id is None:
        return []
    return list(Rendition.objects.filter(publication_id=asset.published_id))


def pick(rows: list[Rendition], *, max_side: int | None = None) -> list[Rendition]:
    """The video qualities up to a short side, lightest first; at least the smallest."""
    videos = sorted((r for r in rows if r.codecs and r.width), key=lambda r: r.short_side)
    if max_side is None:
        return videos
    return [r for r in videos if r.short_side <= max_side] or videos[:1]


def playable(asset: Asset, *, captions: list[Caption] | None = None) -> Playable | None:
    """What a player needs, or None while the asset is not ready.

    `captions`: the tracks frozen in a version; by default the current ones. Three queries.
    """
    if not asset.is_ready or asset.published_id is None:
        return None
    tracks = captions_of(asset) if captions is None else captions
    return _playable(asset, renditions_of(asset), tracks)


def playables(
    asset_ids: Iterable[UUID], *, captions: Iterable[Caption] | None = None
) -> dict[UUID, Playable]:
    """The same for all videos of a page, in three queries; what is not ready is left out."""
    assets = list(
        Asset.objects.filter(
            pk__in=set(asset_ids), state=Asset.State.READY, published__isnull=False
        )
    )
    if not assets:
        return {}
    if captions is None:
        captions = Caption.objects.filter(asset__in=assets, superseded=False)
    tracks: dict[UUID, list[Caption]] = defaultdict(list)
    for track in captions:
        tracks[track.asset_id].append(track)
    rows: dict[int, list[Rendition]] = defaultdict(list)
    for row in Rendition.objects.filter(publication__in=[a.published_id for a in assets]).defer(
        "segments"
    ):
        rows[row.publication_id].append(row)
    return {a.pk: _playable(a, rows[a.published_id or 0], tracks[a.pk]) for a in assets}


def _playable(asset: Asset, rows: list[Rendition], tracks: list[Caption]) -> Playable:
    def address(name: str, *extra: Any) -> str:
        return reverse(f"media_pipeline:{name}", args=[asset.pk, *extra])

    return Playable(
        asset_id=asset.pk,
        duration=asset.duration or 0.0,
        width=asset.width or 16,
        height=asset.height or 9,
        has_audio=asset.has_audio,
        master=address("master"),
        mp4=address("mp4"),
        poster=address("poster"),
        thumbnails=address("thumbnails"),
        tracks=[
            Track(address("caption", t.pk), t.language, t.label, t.kind, t.made_by_machine)
            for t in tracks
        ],
        megabytes={r.name: round(r.bytes / MEGABYTE, 1) for r in rows},
    )


def status(asset: Asset) -> dict[str, Any]:
    """Where an asset has got to, as JSON for the live display."""
    job = asset.jobs.order_by("-pk").first()
    open_job = job if job and job.state in (Job.State.QUEUED, Job.State.RUNNING) else None
    code = asset.error_code or (open_job.error_code if open_job else "")
    ready = asset.is_ready
    return {
        "id": str(asset.pk),
        "name": asset.name,
        "state": asset.state,
        "state_label": asset.get_state_display(),
        "stage": open_job.stage if open_job else "",
        "stage_label": _stage_label(asset, open_job),
        "percent": 100 if ready else (open_job.percent if open_job else 0),
        "error": code,
        "message": message_for(code),
        "retryable": asset.state == Asset.State.FAILED and asset.error_code in WORTH_ANOTHER_TRY,
        "duration": asset.duration,
        "width": asset.width,
        "height": asset.height,
        "poster": reverse("media_pipeline:poster", args=[asset.pk]) if ready else "",
        "master": reverse("media_pipeline:master", args=[asset.pk]) if ready else "",
        "captions": [
            {"id": str(c.pk), "language": c.language, "label": c.label, "cues": c.cues}
            for c in captions_of(asset)
        ],
    }


def _stage_label(asset: Asset, job: Job | None) -> str:
    if job is None:
        return str(asset.get_state_display())
    if job.state == Job.State.QUEUED and not job.error_code:
        ahead = Job.objects.filter(
            state__in=[Job.State.QUEUED, Job.State.RUNNING], pk__lt=job.pk
        ).count()
        if ahead:
            return _("Waiting: %(count)s before this one") % {"count": ahead}
    return str(job.get_stage_display())


def unfinished_uploads(user: Any) -> list[Upload]:
    """This user's uploads that can go on, newest first."""
    return list(
        Upload.objects.filter(
            owner=user, state=Upload.State.RECEIVING, expires_at__gt=timezone.now()
        ).order_by("-created_at")[:50]
    )
