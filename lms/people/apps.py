from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

GROUPS_SECONDS = 600


class PeopleConfig(AppConfig):
    name = "lms.people"
    label = "people"
    verbose_name = _("People and organisation")

    def ready(self) -> None:
        """Roles begin and end by their dates, whether somebody writes that day or not."""
        from lms.core import housekeeping
        from lms.people import services

        housekeeping.register(services.sync_groups_by_date, GROUPS_SECONDS)
