from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "lms.home"
    label = "home"
    verbose_name = _("Home")

    def ready(self) -> None:
        """Put the desk into the navigation and tell it where to look."""
        from lms.home import desk, sources
        from lms.people import selectors as people
        from themes import navigation

        desk.register(sources.to_fix)
        desk.register(sources.to_review)
        desk.register(sources.uploads)
        navigation.register(
            navigation.Item(
                _("My desk"), "home:desk", allowed=people.is_staff_member, order=5, icon="desk"
            )
        )
        navigation.register(
            navigation.Item(
                _("Learning"), "home:learning", allowed=people.is_student, order=5, icon="home"
            )
        )
        navigation.register(
            navigation.Item(
                _("Classes"),
                "people:classes",
                allowed=people.is_staff_member,
                order=60,
                icon="class",
                place="account",
            )
        )
        navigation.register(
            navigation.Item(
                _("Change password"),
                "people:password_change",
                allowed=navigation.signed_in,
                order=90,
                icon="lock",
                place="account",
            )
        )
