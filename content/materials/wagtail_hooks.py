"""What Wagtail's screens show to teachers. This module only registers."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse, reverse_lazy
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry
from wagtail.snippets.models import register_snippet

from content.materials import review_menu
from content.materials.editor_rights import DraftPermissionPolicy
from content.materials.editor_viewset import MaterialViewSet
from content.materials.links import (
    EditorLinkHandler,
    MaterialLinkHandler,
    NumberedLinkHandler,
    stored_link,
)
from content.materials.models import Material

# Before anything asks Wagtail who may do what with a material.
register_permission_policy(Material, DraftPermissionPolicy(Material))
register_snippet(MaterialViewSet)


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Names of this room's entries in the audit log."""
    actions.register_action("materials.start", _("Start"), _("Material started"))
    actions.register_action("materials.submit", _("Submit"), _("Submitted for review"))
    actions.register_action("materials.publish", _("Publish"), _("Approved and published"))
    actions.register_action("materials.withdraw", _("Withdraw"), _("Taken from readers"))
    # Of the time when drafts were pages, which could be published past review.
    undone = _("Publishing without review was undone")
    actions.register_action("review.guard", _("Guard"), undone)


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own
def our_links(features: FeatureRegistry) -> None:
    """Links lead to materials instead of pages, and tell nothing of what they lead to."""
    features.register_link_type(MaterialLinkHandler)
    features.register_link_type(NumberedLinkHandler)
    rules = features.converter_rules_by_converter["contentstate"]["link"]
    rules["from_database_format"]['a[linktype="material"]'] = EditorLinkHandler("LINK")
    rules["to_database_format"]["entity_decorators"]["LINK"] = stored_link
    button = features.plugins_by_editor["draftail"]["link"]
    addresses = button.data["chooserUrls"]
    addresses["pageChooser"] = reverse_lazy("materials_editor:choose_link")


@hooks.register("construct_main_menu")
def short_menu(request: Any, menu_items: list[Any]) -> None:
    """Authors: the desk, their materials, pictures and documents. Nothing else."""
    menu_items[:0] = [
        MenuItem(_("Desk"), reverse("home:desk"), name="desk", icon_name="home", order=1),
        MenuItem(
            _("My learning materials"),
            reverse("materials_editor:list"),
            name="mine",
            icon_name="list-ul",
            order=2,
        ),
    ]
    if not request.user.is_superuser:
        kept = {"desk", "mine", "images", "documents", *_STAFF_ITEMS}
        menu_items[:] = [item for item in menu_items if item.name in kept]


@hooks.register("construct_search")
def no_search_of_all_pages(request: Any, search_areas: list[Any]) -> None:
    """Wagtail's search lists the drafts of everybody; the library has its own."""
    if not request.user.is_superuser:
        search_areas.clear()


# Items of the rooms below, each shown to those whom its own policy lets in.
_STAFF_ITEMS = ("programmes",)


@hooks.register("insert_global_admin_css")
def our_colours() -> str:
    """River and longan instead of Wagtail's own colours."""
    sheets = ("themes/css/admin.css", "materials/editor.css")
    return format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static(sheet),) for sheet in sheets)
    )


@hooks.register("insert_editor_js")
def editor_script() -> str:
    """Topics follow grade and subject; the completeness list follows each save."""
    return format_html(
        '<script type="module" src="{}" data-topics="{}" data-add-step="{}"></script>',
        static("materials/editor.js"),
        reverse("curriculum:chooser"),
        _("Add a step"),
    )


@hooks.register("construct_snippet_action_menu")
def menu_of_a_material(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """Save, and send to review."""
    review_menu.save_and_send(menu_items, context)
