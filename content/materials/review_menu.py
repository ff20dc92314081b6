"""The way from Wagtail's editor to review, and nothing there that publishes.

The pages of review belong to `content.review` above, which is named here by its addresses alone.
"""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.action_menu import ActionMenuItem
from wagtail.admin.widgets import Button

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
        return reverse("review:submit", args=[parent_context["page"].uuid])


def only_save_and_send(menu_items: list[ActionMenuItem], context: dict[str, Any]) -> None:
    """A material's menu: save, and send to review."""
    if not isinstance(context.get("page"), MaterialPage):
        return
    kept = [item for item in menu_items if item.name not in CLOSED]
    send = SendMenuItem()
    menu_items[:] = [*kept, send] if send.is_shown(context) else kept


def remarks_button(page: Any, view_name: str) -> Iterator[Button]:
    """The way from the editor to the remarks and the history of review."""
    if isinstance(page, MaterialPage) and view_name == "edit":
        yield Button(
            _("Remarks and history of review"),
            reverse("review:author", args=[page.uuid]),
            icon_name="comment",
            priority=5,
        )
