from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    name = "lms.demo"
    label = "demo"
    verbose_name = _("Demo province")

    def ready(self) -> None:
        """Listen for finished demo videos."""
        from lms.demo import signal_handlers  # noqa: F401
