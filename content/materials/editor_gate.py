"""What of Wagtail's admin an author reaches: the editor, the choosers, own files; nothing else.

Wagtail lists the work of all authors in reports and "usage" screens, shows any picture by its
number, and has a log-in without our limits on attempts. Every address of it that is not named
here is closed to everyone but superusers, so a screen that a new version of Wagtail adds is
closed until somebody looked at it.
"""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import ProtectedError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url

from content.files.models import Document, Picture
from content.files.policies import document_policy, picture_policy
from content.materials import files_in_use
from content.materials.models import FormerLibraryPage, Material
from content.materials.policies import material_policy
from lms.core.addresses import is_in_editor
from lms.core.numbers import is_number
from lms.people import selectors as people

# Screens that stand in for Wagtail's: where they lead to.
_ELSEWHERE = {
    "wagtailadmin_home": "home:desk",
    "wagtailadmin_account": "people:password_change",
    "wagtailadmin_explore_root": "home:desk",
    # The search box of the side bar: the library's own search, by the same name of the query.
    "wagtailadmin_pages:search": "search:results",
}
_OPEN = frozenset(
    {
        "materials_editor:list", "materials_editor:list_results",
        "materials_editor:edit", "materials_editor:preview_on_edit",
        "materials_editor:completeness", "materials_editor:delete",
        "materials_editor:history", "materials_editor:history_results",
        "materials_editor:revisions_view", "materials_editor:revisions_revert",
        "materials_editor:revisions_compare",
        "materials_editor:choose_link", "materials_editor:search_links",
        "wagtailadmin_choose_page_external_link", "wagtailadmin_choose_page_email_link",
        "wagtailadmin_choose_page_phone_link", "wagtailadmin_choose_page_anchor_link",
        "wagtailadmin_logout", "wagtailadmin_dismissibles", "wagtailadmin_block_preview",
        "wagtailadmin_editing_sessions:ping", "wagtailadmin_editing_sessions:release",
        "wagtailadmin_sprite", "wagtailadmin_javascript_catalog",
        "wagtailimages:index", "wagtailimages:index_results", "wagtailimages:edit",
        "wagtailimages:delete", "wagtailimages:add", "wagtailimages:add_multiple",
        "wagtailimages:edit_multiple", "wagtailimages:delete_multiple",
        "wagtailimages_chooser:choose", "wagtailimages_chooser:choose_results",
        "wagtailimages_chooser:chosen", "wagtailimages_chooser:chosen_multiple",
        "wagtailimages_chooser:create",
        "wagtaildocs:index", "wagtaildocs:index_results", "wagtaildocs:edit",
        "wagtaildocs:delete", "wagtaildocs:add", "wagtaildocs:add_multiple",
        "wagtaildocs:edit_multiple", "wagtaildocs:delete_multiple",
        "wagtaildocs_chooser:choose", "wagtaildocs_chooser:choose_results",
        "wagtaildocs_chooser:chosen", "wagtaildocs_chooser:chosen_multiple",
        "wagtaildocs_chooser:create",
    }
)  # fmt: skip
# Staff screens of our own rooms, each guarded by its own policy: names, or `namespace:`.
_OWN_SCREENS = ("wagtailsnippets_curriculum_programmeversion:",)
_FILES: dict[str, tuple[Any, Any]] = {
    "wagtailimages_chooser": (picture_policy, Picture),
    "wagtaildocs_chooser": (document_policy, Document),
}


class EditorGateMiddleware:
    """Stand before Wagtail's views and close what authors have no business with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let through, lead elsewhere, or answer as if there were nothing."""
        if not is_in_editor(request):
            return None
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name == "wagtailadmin_login":
            if request.user.is_authenticated:
                # Wagtail sends those who may not enter to its log-in, and ours sends them back.
                raise PermissionDenied
            target = request.GET.get("next") or resolve_url("home:start")
            return redirect_to_login(target, resolve_url(settings.LOGIN_URL))
        user = request.user
        if not user.is_authenticated:
            return None
        if _is_bulk_of_materials(name, kwargs):
            raise Http404  # its refusals tell titles, to technical accounts as well
        address = _new_address(user, name, kwargs)
        if address is not None:
            # What a tab opened before sends is sent on, not dropped.
            return redirect(address, preserve_request=True)
        return self._answer(request, name, kwargs)

    def _answer(
        self, request: HttpRequest, name: str, kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        user = request.user
        if user.is_superuser:
            return files_in_use.answer(request, name, kwargs)
        if name in _ELSEWHERE:
            return _with_query(request, resolve_url(_ELSEWHERE[name]))
        if not _is_open(name) or not _may_choose(user, name, kwargs, request):
            raise Http404
        if name in _OPEN and not people.may_author(user):
            raise PermissionDenied  # whose last role that writes has ended since
        return files_in_use.answer(request, name, kwargs)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A screen tried to delete what a version needs: words instead of a server error."""
        if not isinstance(error, ProtectedError):
            return None
        if not is_in_editor(request):
            return None
        return files_in_use.answer_error(request, error)


def _with_query(request: HttpRequest, address: str) -> HttpResponse:
    """On to another screen that is asked the same."""
    query = request.GET.urlencode()
    return redirect(address + (f"?{query}" if query else ""))


def _is_open(name: str) -> bool:
    return name in _OPEN or any(
        name == known or (known.endswith(":") and name.startswith(known)) for known in _OWN_SCREENS
    )


def _may_choose(user: Any, name: str, kwargs: dict[str, Any], request: HttpRequest) -> bool:
    """Choosers answer with title and picture of any number: only for what one may see."""
    policy, model = _FILES.get(name.partition(":")[0], (None, None))
    if policy is None:
        return True
    wanted = {str(kwargs["pk"])} if "pk" in kwargs else set()
    if name.endswith("chosen_multiple"):
        wanted |= set(request.GET.getlist("id"))
    if not all(map(is_number, wanted)):
        return False
    seen = policy.filter(user, "view", model.objects.filter(pk__in=wanted))
    return seen.count() == len(wanted)


def _is_bulk_of_materials(name: str, kwargs: dict[str, Any]) -> bool:
    model = (kwargs.get("app_label"), kwargs.get("model_name"))
    return name == "wagtail_bulk_action" and model == ("materials", "material")


def _new_address(user: Any, name: str, kwargs: dict[str, Any]) -> str | None:
    """Where something stands now whose address is from the time when materials were pages: they
    have kept their numbers. None for the editor of a material that `user` does not write."""
    if name == "wagtailadmin_pages:edit" and is_number(number := str(kwargs["page_id"])):
        own = material_policy.filter(user, "edit", Material.objects.filter(pk=number))
        return resolve_url("materials_editor:edit", number) if own.exists() else None
    if name == "wagtailadmin_explore" and is_number(number := str(kwargs["parent_page_id"])):
        former = FormerLibraryPage.objects.filter(pk=number)
        return resolve_url("materials_editor:list") if former.exists() else None
    return None
