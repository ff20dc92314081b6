from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VersionsConfig(AppConfig):
    name = "content.versions"
    label = "versions"
    verbose_name = _("Versions")

    def ready(self) -> None:
        """Say who may see the files of versions, and follow the names of the curriculum."""
        from content.files import policies as files
        from content.versions import policies, signal_handlers  # noqa: F401
        from lms.core import media_rights

        files.register_viewer(policies.file_viewer)
        media_rights.register(policies.may_play)
        media_rights.register_captions(policies.may_read_captions)
        media_rights.register_title(policies.title_of_asset)
