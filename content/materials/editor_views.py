"""Wagtail's screens of a draft, each asking for rights on that draft, and the small answers that
the editor asks for while somebody writes.

Saving never asks what is required: completeness does, when a material is submitted.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.admin.ui.components import MediaContainer
from wagtail.admin.ui.side_panels import PreviewSidePanel
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import RevisionsRevertMixin
from wagtail.models import ModelLogEntry
from wagtail.snippets.views import snippets

from content.materials import completeness, conflicts, formulas, review_menu, services
from content.materials.models import Material
from content.materials.policies import material_policy
from lms.core.numbers import is_number


@require_safe
def completeness_list(request: HttpRequest, number: int) -> HttpResponse:
    """Authors of the material: what review will ask, judged for the newest save."""
    material = get_object_or_404(Material, pk=number)
    if not material_policy.allows(request.user, "edit", material):
        raise Http404
    lines = completeness.judge(services.latest_draft(material))
    return render(request, "materials/admin/_completeness_lines.html", {"lines": lines})


class OfThisDraft:
    """Rights are asked of the draft a screen is about; Wagtail asks most of the model alone."""

    def user_has_permission(self, permission: str) -> bool:
        if getattr(self, "object", None) is None:
            return super().user_has_permission(permission)  # type: ignore[misc]
        return self.user_has_permission_for_instance(permission, self.object)  # type: ignore[attr-defined]

    def user_has_any_permission(self, permissions: Any) -> bool:
        return any(self.user_has_permission(permission) for permission in permissions)


class EditView(OfThisDraft, snippets.EditView):
    """The editor."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        # What makes Wagtail leave out required fields, here and in the blocks.
        self.saving_as_draft = request.method == "POST"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.locked_for_user:
            answer = conflicts.answer(request, self.object)
            if answer is not None:
                return answer
        return super().post(request, *args, **kwargs)

    def is_valid(self, form: Any) -> bool:
        if self.expects_json_response:
            with formulas.asked_later():
                return super().is_valid(form)
        return super().is_valid(form)

    def get_error_message(self) -> str:
        if self.expects_json_response:
            return super().get_error_message()
        return _(
            "Not saved: something is not right yet. All of it still stands on the screen. "
            "Put right what is marked, then save again."
        )

    def save_instance(self) -> Material:
        """As Wagtail's, but the row is written with the draft's own columns alone, and however
        often somebody's text saves itself, the log has one entry of it."""
        draft: Material = self.form.save(commit=False)
        self.refuse_late(draft)
        self.has_content_changes = self.form.has_changed()
        again = self.overwrite_revision
        entry: dict[str, Any] = {"timestamp": timezone.now()}
        if self.has_content_changes:
            # The first save may have changed nothing: its revision does now.
            entry["content_changed"] = True
        logged = again and _entries_of(again, self.request.user).update(**entry)
        self.new_revision = draft.save_revision(
            user=self.request.user,
            changed=self.has_content_changes,
            log_action=not logged,
            clean=False,
            overwrite_revision=again,
        )
        return draft

    def refuse_late(self, draft: Material) -> None:
        """Nobody else saved it, and nobody sent it to review, while this form was looked at."""
        now = Material.objects.select_for_update().get(pk=draft.pk)
        if now.is_under_review or now.latest_revision_id != self.latest_revision_id_at_start:
            raise PermissionDenied(_("Saving will overwrite a newer version."))

    @cached_property
    def latest_revision_id_at_start(self) -> int | None:
        """What the newest revision was when the request came."""
        return self.live_object.latest_revision_id

    def get_success_url(self) -> str:
        return self.get_edit_url()

    def get_success_message(self, instance: Any = None) -> str:
        return _("“%(title)s” is saved.") % {"title": self.object}

    def get_success_buttons(self) -> list[Any]:
        return []

    def get_side_panels(self) -> MediaContainer:
        """The preview. Wagtail's status speaks of what does not hold here, and its checks count
        words that our page does not give them."""
        if self.expects_json_response or not self.object.is_previewable():
            return MediaContainer([])
        panel = PreviewSidePanel(self.object, self.request, preview_url=self.get_preview_url())
        return MediaContainer([panel])

    @cached_property
    def header_more_buttons(self) -> list[Any]:
        """The way to what review said, and to delete what was never submitted."""
        return [review_menu.remarks_button(self.object), *super().header_more_buttons]


def _entries_of(revision: Any, user: Any) -> Any:
    return ModelLogEntry.objects.filter(revision=revision, user=user, action="wagtail.edit")


class RevertView(RevisionsRevertMixin, EditView):
    """An older draft in the editor; saving makes it the newest one."""

    view_name = "revisions_revert"

    def save_instance(self) -> Material:
        """As Wagtail's, which would ask for everything that is required."""
        draft: Material = self.form.save(commit=False)
        self.refuse_late(draft)
        self.has_content_changes = self.form.has_changed()
        self.new_revision = draft.save_revision(
            user=self.request.user,
            log_action=True,
            previous_revision=self.revision,
            clean=False,
        )
        return draft

    def get_success_message(self, instance: Any = None) -> str:
        return RevisionsRevertMixin.get_success_message(self)


class DeleteView(OfThisDraft, snippets.DeleteView):
    """Who began a material deletes it, as long as nothing of it was submitted."""


class HistoryView(OfThisDraft, snippets.HistoryView):
    """Who saved what and when."""


class UsageView(OfThisDraft, snippets.UsageView):
    """What uses it."""


class PreviewRevisionView(OfThisDraft, snippets.PreviewRevisionView):
    """An older draft as readers would see it."""


class RevisionsCompareView(OfThisDraft, snippets.RevisionsCompareView):
    """Two drafts side by side."""

    def setup(self, request: HttpRequest, pk: Any, *args: Any, **kwargs: Any) -> None:
        if not is_number(str(pk)):  # Wagtail's address takes any text here
            raise Http404
        super().setup(request, pk, *args, **kwargs)


class LockView(OfThisDraft, snippets.LockView):
    """Closed by the rights."""


class UnlockView(OfThisDraft, snippets.UnlockView):
    """Closed by the rights."""


class IndexView(snippets.IndexView):
    """An author's own materials."""

    @cached_property
    def deletable(self) -> set[int]:
        """Those that may be deleted, found once for the whole list."""
        rows = material_policy.filter(self.request.user, "delete", Material.objects.all())
        return set(rows.values_list("pk", flat=True))

    def get_delete_url(self, instance: Material) -> str | None:
        return super().get_delete_url(instance) if instance.pk in self.deletable else None

    @cached_property
    def columns(self) -> list[Column]:
        """Without the boxes of Wagtail's bulk actions."""
        return [column for column in super().columns if column.name != "bulk_actions"]
