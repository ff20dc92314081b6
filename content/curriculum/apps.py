from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CurriculumConfig(AppConfig):
    name = "content.curriculum"
    label = "curriculum"
    verbose_name = _("Curriculum")

    def ready(self) -> None:
        """Put the curriculum into the navigation."""
        from themes import navigation

        navigation.register(
            navigation.Item(_("Curriculum"), "curriculum:index", order=30, icon="book")
        )
