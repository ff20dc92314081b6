"""What Wagtail's editor shows of review: the way to send it and to what was said of it.

This module only registers. The remarks themselves are shown by our
`wagtailsnippets/snippets/materials/material/edit.html`.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry
from wagtail.snippets.action_menu import ActionMenuItem

from content.materials.editor_views import HEADER_BUTTONS
from content.materials.models import Material


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Names of this room's entries in the audit log."""
    for name, label, message in (
        ("pass", gettext_lazy("Pass"), gettext_lazy("Passed a step of review")),
        ("return", gettext_lazy("Send back"), gettext_lazy("Sent back to the author")),
        ("take_back", gettext_lazy("Take back"), gettext_lazy("Taken back by the author")),
        ("remark", gettext_lazy("Remark"), gettext_lazy("Remark added")),
        ("reply", gettext_lazy("Reply"), gettext_lazy("Remark answered")),
        ("settle", gettext_lazy("Settled"), gettext_lazy("Remark settled")),
        ("reopen", gettext_lazy("Not fixed yet"), gettext_lazy("Remark opened again")),
        # Of the time when drafts were pages, which could be published past review.
        ("guard", gettext_lazy("Guard"), gettext_lazy("Publishing without review was undone")),
    ):
        actions.register_action(f"review.{name}", label, message)


class SendMenuItem(ActionMenuItem):
    """A link to the page where a material is sent to review."""

    name = "action-send-to-review"
    label = gettext_lazy("Send to review")
    icon_name = "mail"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Materials being edited that nobody is judging."""
        return context["view"] == "edit" and not context["instance"].is_under_review

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("review:submit", args=[parent_context["instance"].uuid])


@hooks.register("register_snippet_action_menu_item")
def send_to_review(model: type) -> ActionMenuItem | None:
    """A material's menu: save, and send to review."""
    return SendMenuItem(order=10) if model is Material else None


@hooks.register(HEADER_BUTTONS)
def remarks_button(material: Material, user: Any) -> Iterator[Button]:
    """The way from the editor to the remarks and the history of review."""
    yield Button(
        _("Remarks and history of review"),
        reverse("review:author", args=[material.uuid]),
        icon_name="comment",
        priority=5,
    )
