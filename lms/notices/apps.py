from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "lms.notices"
    label = "notices"
    verbose_name = _("Notices")

    def ready(self) -> None:
        """Put the notices into the reader's menu, with how many are new."""
        from lms.notices import selectors
        from themes import navigation

        navigation.register(
            navigation.Item(
                label=_("Notices"),
                url_name="notices:list",
                allowed=navigation.signed_in,
                order=10,
                icon="bell",
                place="account",
                count=selectors.count_unread,
            )
        )
