from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

CATCH_UP_SECONDS = 60


class SearchConfig(AppConfig):
    name = "search"
    label = "search"
    verbose_name = _("Search")

    def ready(self) -> None:
        """Register the checks of the settings, and give an outside engine what it missed."""
        from lms.core import housekeeping
        from search import (
            checks,  # noqa: F401
            services,
        )

        housekeeping.register(services.catch_up, CATCH_UP_SECONDS)
