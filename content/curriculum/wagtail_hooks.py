"""Registers the staff's view of programmes and their entries in the audit log with Wagtail."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from content.curriculum.models import ProgrammeVersion
from content.curriculum.viewsets import ImporterPolicy, ProgrammeVersionViewSet

register_permission_policy(ProgrammeVersion, ImporterPolicy(ProgrammeVersion), exact_class=True)
register_snippet(ProgrammeVersionViewSet)


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Names of this room's entries in the audit log."""
    actions.register_action("curriculum.import", _("Import"), _("Programme imported"))
    actions.register_action("curriculum.make_current", _("Make current"), _("Made current"))
