"""What Wagtail's screens show to teachers. This module only registers."""

from collections.abc import Iterator
from typing import Any

from django.templatetags.static import static
from django.urls import include, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.rich_text.feature_registry import FeatureRegistry

from content.materials.links import MaterialLinkHandler
from content.materials.policies import material_policy


@hooks.register("register_log_actions")
def register_actions(actions: LogActionRegistry) -> None:
    """Names of this room's entries in the audit log."""
    actions.register_action("materials.start", _("Start"), _("Material started"))
    actions.register_action("materials.submit", _("Submit"), _("Submitted for review"))
    actions.register_action("materials.publish", _("Publish"), _("Approved and published"))
    actions.register_action("materials.withdraw", _("Withdraw"), _("Taken from readers"))
    undone = _("Publishing without review was undone")
    actions.register_action("review.guard", _("Guard"), undone)


@hooks.register("register_rich_text_features", order=1)  # after Wagtail's own
def our_links(features: FeatureRegistry) -> None:
    """Links tell nothing of what they lead to."""
    features.register_link_type(MaterialLinkHandler)


@hooks.register("construct_explorer_page_queryset")
def only_own_materials(parent_page: Any, pages: Any, request: Any) -> Any:
    """The page tree lists an author's own materials; drafts of others are nobody's business."""
    own = material_policy.filter(request.user, "edit", _materials())
    return pages.filter(pk__in=own.values("pk"))


@hooks.register("construct_page_chooser_queryset")
def only_readable_links(pages: Any, request: Any) -> Any:
    """Links can point at what the author can read."""
    return pages.filter(pk__in=material_policy.filter(request.user, "read", _materials()))


@hooks.register("before_edit_page")
def show_both_texts(request: Any, page: Any) -> Any:
    """Somebody saved meanwhile: both texts, and a choice."""
    from content.materials import conflicts
    from content.materials.models import MaterialPage

    return conflicts.answer(request, page) if isinstance(page, MaterialPage) else None


@hooks.register("register_admin_urls")
def admin_addresses() -> list[Any]:
    """Small answers the editor asks for while somebody writes."""
    from content.materials import editor_views

    patterns = [
        path("<row:page_id>/du-chua/", editor_views.completeness_list, name="completeness"),
    ]
    return [path("hoc-lieu/", include((patterns, "materials_admin")))]


@hooks.register("construct_main_menu")
def short_menu(request: Any, menu_items: list[Any]) -> None:
    """Authors: the desk, their materials, pictures and documents. Nothing else."""
    menu_items[:0] = [
        MenuItem(_("Desk"), reverse("home:desk"), name="desk", icon_name="home", order=1),
        MenuItem(
            _("My learning materials"), _own_materials(), name="mine", icon_name="list-ul", order=2
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


def _own_materials() -> str:
    from content.materials.services import index_page

    return reverse("wagtailadmin_explore", args=[index_page().pk])


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


@hooks.register("construct_page_listing_buttons")
@hooks.register("construct_page_header_buttons")
def few_buttons(buttons: list[Any], *args: Any, **kwargs: Any) -> None:
    """What nobody may do with a material is not offered either."""
    closed = ("/move/", "/copy/", "/unpublish/", "/add_subpage/", "/privacy/", "/usage/")
    buttons[:] = [one for one in buttons if not any(part in (one.url or "") for part in closed)]


@hooks.register("construct_page_action_menu")
def menu_of_a_material(menu_items: list[Any], request: Any, context: dict[str, Any]) -> None:
    """Save, and send to review."""
    from content.materials import review_menu

    review_menu.only_save_and_send(menu_items, context)


@hooks.register("register_page_header_buttons")
def button_to_review(
    page: Any, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Any]:
    """The way to the remarks and the history of review."""
    from content.materials import review_menu

    return review_menu.remarks_button(page, view_name)


def _materials() -> Any:
    from content.materials.models import MaterialPage

    return MaterialPage.objects.all()
