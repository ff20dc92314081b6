from django.apps import AppConfig
from django.urls import register_converter
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    name = "lms.core"
    label = "core"
    verbose_name = _("Kernel")

    def ready(self) -> None:
        from lms.core import checks, converters, housekeeping, retention, tasks_care  # noqa: F401

        register_converter(converters.RowNumber, "row")

        housekeeping.register(tasks_care.recover_lost_tasks, 30)
        housekeeping.register(retention.delete_what_is_over, 3600)
