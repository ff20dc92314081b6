from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

PEOPLE_SECONDS = 60


class ReviewConfig(AppConfig):
    name = "content.review"
    label = "review"
    verbose_name = _("Review")

    def ready(self) -> None:
        """Listen to versions, let reviewers look at them, and take a place in the menu."""
        from content.review import (
            hand_over,
            policies,
            selectors,
            services,
            signal_handlers,  # noqa: F401
            withdrawing,
        )
        from content.versions import reader_state
        from content.versions.policies import register_viewer
        from lms.core import housekeeping
        from themes import navigation

        register_viewer(policies.version_viewer)
        hand_over.register_kinds()
        reader_state.register(withdrawing.reader_links)
        housekeeping.register(services.refresh_stale, PEOPLE_SECONDS)

        def reviews(user: Any) -> bool:
            return bool(user.is_authenticated) and policies.in_charge(user) is not None

        navigation.register(
            navigation.Item(
                label=_("Review"),
                url_name="review:queue",
                allowed=reviews,
                order=40,
                icon="review",
                count=selectors.count_waiting,
            )
        )
