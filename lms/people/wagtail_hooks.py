"""Names of this room's entries in the audit log."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_people_actions(actions: LogActionRegistry) -> None:
    """What may be written into the log about people."""
    actions.register_action("people.create", _("Create person"), _("Person created"))
    actions.register_action("people.create_login", _("Create log-in"), _("Log-in created"))
    actions.register_action("people.reset_password", _("Reset password"), _("Password reset"))
    actions.register_action("people.add_membership", _("Add role"), _("Role added"))
    actions.register_action("people.end_membership", _("End role"), _("Role ended"))
    actions.register_action("people.link_units", _("Place a unit"), _("Unit placed"))
    actions.register_action("people.close_unit", _("Close a unit"), _("Unit closed"))
