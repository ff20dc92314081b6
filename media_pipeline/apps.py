from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

SWEEP_SECONDS = 5
CLEANING_SECONDS = 24 * 3600


class MediaPipelineConfig(AppConfig):
    name = "media_pipeline"
    label = "media_pipeline"
    verbose_name = _("Media pipeline")

    def ready(self) -> None:
        """Jobs whose worker died go on, and what nobody owns any more is cleared away."""
        from lms.core import housekeeping
        from media_pipeline import services

        housekeeping.register(services.sweep, SWEEP_SECONDS)
        housekeeping.register(services.delete_orphans, CLEANING_SECONDS)
