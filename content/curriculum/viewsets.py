"""Programme versions in the staff's editor: looked at often, changed in a few facts only.

Tables come in by the import, so nothing here adds a version or edits an entry; and nothing
deletes one, since materials hang on its concepts.
"""

from typing import Any

from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.panels import FieldPanel
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.snippets.views.snippets import IndexView, SnippetViewSet

from content.curriculum.models import ProgrammeVersion
from content.curriculum.policies import may_import


class ImporterPolicy(BasePermissionPolicy):
    """Those who may import may look and change; nobody adds or deletes here."""

    actions = frozenset({"view", "change"})

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the user may do `action` on versions."""
        return action in self.actions and bool(user and user.is_active) and may_import(user)

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Whether the user may do any of `actions`."""
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Any) -> Any:
        """Used for notifications only, which versions do not send."""
        from django.contrib.auth import get_user_model

        return get_user_model()._default_manager.filter(is_superuser=True, is_active=True)


class VersionList(IndexView):
    """Without Wagtail's boxes for deleting several at once: nothing deletes one."""

    @cached_property
    def columns(self) -> list[Any]:
        return [one for one in super().columns if not isinstance(one, BulkActionsCheckboxColumn)]


_CURRENT = Column("get_is_current_display", label=_("Current"), sort_key="is_current")


class YesNoPanel(FieldPanel):
    """Whether something holds, in words: Wagtail shows Python's."""

    def format_value_for_display(self, value: Any) -> str:
        return str(_("Yes") if value else _("No"))


class ProgrammeVersionViewSet(SnippetViewSet):
    """The list and the facts of programme versions; `ImporterPolicy` is registered beside it."""

    model = ProgrammeVersion
    index_view_class = VersionList
    index_template_name = "wagtailadmin/generic/index.html"
    # Wagtail's own is made once, at the start, in the language the server speaks.
    breadcrumbs_items = [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]
    icon = "list-ul"
    menu_label = pgettext_lazy("menu", "Programmes")
    # Wagtail makes a name of the label, which is another one in each language.
    menu_name = "programmes"
    add_to_admin_menu = True
    copy_view_enabled = False
    inspect_view_enabled = True
    list_display = ["programme", "label", "effective_from", _CURRENT]
    inspect_view_fields = [
        "programme",
        "label",
        "legal_basis",
        "effective_from",
        "effective_to",
        "is_current",
    ]
    panels = [
        FieldPanel("programme", read_only=True),
        FieldPanel("label", read_only=True),
        FieldPanel("legal_basis"),
        FieldPanel("effective_from"),
        FieldPanel("effective_to"),
        YesNoPanel("is_current", read_only=True),
    ]
