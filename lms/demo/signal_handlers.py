"""When a demo video is ready, its material is written and reviewed."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.dispatch import receiver

from media_pipeline.models import Asset
from media_pipeline.signals import asset_ready


@receiver(asset_ready)
def write_when_ready(asset_id: UUID, **_kwargs: Any) -> None:
    """For every video: `write_video_material` knows those of the demo."""
    if settings.DEMO_ALLOWED:
        # Imported late: seeding is not part of a web process's start.
        from lms.demo.tasks import write_video_material

        write_video_material(Asset.objects.select_related("owner").get(pk=asset_id))
