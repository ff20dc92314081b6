"""The screens of drafts: their addresses, their list, and what of Wagtail's own is left out."""

from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import path, reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet

from content.materials import editor_views, link_chooser, panels
from content.materials.models import Material
from content.materials.policies import material_policy

# Wagtail's screens that no material has: it is begun at the desk, has one author's address and
# is locked by review alone.
_CLOSED = frozenset({"add", "copy", "preview_on_add", "lock", "unlock", "usage"})


class MaterialViewSet(SnippetViewSet):
    """The editor of materials and what stands around it."""

    model = Material
    icon = "list-ul"
    url_namespace = "materials_editor"
    url_prefix = "hoc-lieu"
    pk_path_converter = "row"
    edit_handler = panels.material_edit_handler()
    add_to_admin_menu = False
    copy_view_enabled = False
    inspect_view_enabled = False
    index_view_class = editor_views.IndexView
    edit_view_class = editor_views.EditView
    revisions_revert_view_class = editor_views.RevertView
    delete_view_class = editor_views.DeleteView
    history_view_class = editor_views.HistoryView
    usage_view_class = editor_views.UsageView
    revisions_view_class = editor_views.PreviewRevisionView
    revisions_compare_view_class = editor_views.RevisionsCompareView
    lock_view_class = editor_views.LockView
    unlock_view_class = editor_views.UnlockView
    index_template_name = "wagtailadmin/generic/index.html"  # without the bar of bulk actions
    list_display = [
        "title",
        Column("get_review_state_display", label=_("Status")),
        UpdatedAtColumn(label=_("Updated")),  # Wagtail's own keeps its first reader's language
    ]
    search_fields = ["title"]
    search_backend_name = None
    list_filter: list[str] = []
    ordering = "-latest_revision__created_at"

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        """From the desk; Wagtail's list of kinds of snippets is closed to authors."""
        return [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Desk")}]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Material]:
        """An author's own; drafts of others are nobody's business."""
        return material_policy.filter(request.user, "edit", Material.objects.all())

    def get_urlpatterns(self) -> list[Any]:
        patterns = [one for one in super().get_urlpatterns() if one.name not in _CLOSED]
        return [
            *patterns,
            path("lien-ket/", link_chooser.choose, name="choose_link"),
            path("lien-ket/tim/", link_chooser.search, name="search_links"),
            path("<row:number>/du-chua/", editor_views.completeness_list, name="completeness"),
        ]

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        names = {
            "add_url_name": None, "copy_url_name": None, "usage_url_name": None,
            "lock_url_name": None, "unlock_url_name": None,
        }  # fmt: skip
        given = super().get_common_view_kwargs(**kwargs)
        return {name: names.get(name, value) for name, value in given.items()}

    def register_chooser_viewset(self) -> None:
        """None: Wagtail's chooser of snippets lists every draft to every author."""
