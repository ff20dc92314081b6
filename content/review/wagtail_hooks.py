"""The names of this room's entries in the audit log. This module only registers."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Names of this room's entries in the audit log."""
    for name, label, message in (
        ("vote", _("Vote"), _("Voted in a step of review")),
        ("pass", _("Pass"), _("Passed a step of review")),
        ("return", _("Send back"), _("Sent back to the author")),
        ("take_back", _("Take back"), _("Taken back by the author")),
        ("remark", _("Remark"), _("Remark added")),
        ("reply", _("Reply"), _("Remark answered")),
        ("settle", _("Settled"), _("Remark settled")),
        ("reopen", _("Not fixed yet"), _("Remark opened again")),
    ):
        actions.register_action(f"review.{name}", label, message)
