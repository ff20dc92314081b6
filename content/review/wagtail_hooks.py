"""What Wagtail's editor shows of review: send, history, and nothing that publishes.

This module only registers. The remarks themselves are shown by our `wagtailadmin/pages/edit.html`.
"""

from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets import Button
from wagtail.log_actions import LogActionRegistry

from content.materials.models import MaterialPage

CLOSED = frozenset(
    {
        "action-publish",
        "action-unpublish",
        "action-submit",
        "action-restart-workflow",
        "action-cancel-workflow",
        "action-unlock",
        "action-lock",
    }
)


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
        ("guard", gettext_lazy("Guard"), gettext_lazy("Publishing without review was undone")),
    ):
        actions.register_action(f"review.{name}", label, message)


class SendMenuItem(ActionMenuItem):
    """A link to the page where a material is sent to review."""

    name = "action-send-to-review"
    label = gettext_lazy("Send to review")
    icon_name = "mail"
    order = 10

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Materials being edited that nobody is judging."""
        page = context.get("page")
        return (
            context["view"] == "edit"
            and isinstance(page, MaterialPage)
            and not page.is_under_review
        )

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("review:submit", args=[parent_context["page"].pk])


@hooks.register("construct_page_action_menu")
def only_save_and_send(
    menu_items: list[ActionMenuItem], request: HttpRequest, context: dict[str, Any]
) -> None:
    """A material's menu: save, and send to review."""
    page = context.get("page")
    if not isinstance(page, MaterialPage):
        return
    kept = [item for item in menu_items if item.name not in CLOSED]
    send = SendMenuItem()
    menu_items[:] = [*kept, send] if send.is_shown(context) else kept


@hooks.register("register_page_header_buttons")
def remarks_button(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    """The way from the editor to the remarks and the history of review."""
    if isinstance(page, MaterialPage) and view_name == "edit":
        yield Button(
            _("Remarks and history of review"),
            reverse("review:author", args=[page.pk]),
            icon_name="comment",
            priority=5,
        )
