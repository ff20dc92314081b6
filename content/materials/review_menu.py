"""What a material's editor offers below and above the text: save, send to review, and the way to
what review said. Nothing there publishes.

The pages of review belong to `content.review` above, which is named here by its addresses alone.
"""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import Button
from wagtail.snippets import action_menu

from content.materials.models import Material


class SaveMenuItem(action_menu.SaveMenuItem):
    """The button that saves. Wagtail's says "draft" only where drafts can be published."""

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {**super().get_context_data(parent_context), "draftstate_enabled": True}


class SendMenuItem(action_menu.ActionMenuItem):
    """A link to the page where a material is sent to review."""

    name = "action-send-to-review"
    label = gettext_lazy("Send to review")
    icon_name = "mail"

    def is_shown(self, context: dict[str, Any]) -> bool:
        """Materials being edited that nobody is judging."""
        return context["view"] == "edit" and not context["instance"].is_under_review

    def get_url(self, parent_context: dict[str, Any]) -> str:
        return reverse("review:submit", args=[parent_context["instance"].uuid])


def save_and_send(menu_items: list[Any], context: dict[str, Any]) -> None:
    """A material's menu. Where it is locked, the button that says so stays."""
    if context["model"] is not Material:
        return
    save, send = SaveMenuItem(order=0), SendMenuItem(order=10)
    kept = [save if item.name == save.name else item for item in menu_items]
    menu_items[:] = [*kept, send] if send.is_shown(context) else kept


def remarks_button(material: Material) -> Button:
    """The way from the editor to the remarks and the history of review."""
    return Button(
        _("Remarks and history of review"),
        reverse("review:author", args=[material.uuid]),
        icon_name="comment",
        priority=5,
    )
