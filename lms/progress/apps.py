from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgressConfig(AppConfig):
    name = "lms.progress"
    label = "progress"
    verbose_name = _("Progress")

    def ready(self) -> None:
        """Let lecture pages go on where their reader left off."""
        from content.versions import reader_state
        from lms.progress import selectors

        reader_state.register(selectors.reader_state)
