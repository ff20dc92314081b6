"""What Wagtail's screens may do with materials: write drafts, nothing that reaches readers.

Publishing, unpublishing, moving, copying and view restrictions are closed for everyone here,
superusers included; they happen only through `content.review.services` (see
docs/decisions/0003-review-of-frozen-versions.md). The index page is closed too, or
"create and publish" would be the way round.
"""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.locks import BaseLock
from wagtail.models import PagePermissionTester


class _ClosedTester(PagePermissionTester):
    """Nothing that would bring content to readers past review."""

    def can_publish(self) -> bool:
        return False

    def can_unpublish(self) -> bool:
        return False

    def can_publish_subpage(self) -> bool:
        return False

    def can_set_view_restrictions(self) -> bool:
        return False

    def can_unschedule(self) -> bool:
        return False

    def can_move(self) -> bool:
        return False

    def can_move_to(self, destination: Any) -> bool:
        return False

    def can_copy(self) -> bool:
        return False

    def can_copy_to(self, destination: Any, recursive: bool = False) -> bool:
        return False

    def can_reorder_children(self) -> bool:
        return False

    def can_lock(self) -> bool:
        return False

    def can_unlock(self) -> bool:
        return False

    def can_submit_for_moderation(self) -> bool:
        return False


class IndexPermissionTester(_ClosedTester):
    """The index: materials are started from the desk, never from the page tree."""

    def can_add_subpage(self) -> bool:
        return False

    def can_edit(self) -> bool:
        return False

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        return False


class MaterialPermissionTester(_ClosedTester):
    """A material: its authors write it while it is not under review."""

    def can_add_subpage(self) -> bool:
        return False

    def can_edit(self) -> bool:
        from content.materials.policies import material_policy

        return self.user.is_active and material_policy.allows(self.user, "edit", self.page.specific)

    def can_delete(self, ignore_bulk: bool = False) -> bool:
        page = self.page.specific
        return (
            self.user.is_active
            and page.owner_id == self.user.pk
            and not page.live
            and not page.versions.exists()
        )

    def can_view_revisions(self) -> bool:
        return self.can_edit()


class UnderReviewLock(BaseLock):
    """Nobody edits what others are judging; the author may take it back first."""

    def for_user(self, user: Any) -> bool:
        return True

    def get_message(self, user: Any) -> str:
        return _("This material is under review. To change it, take it back from the desk first.")

    def get_locked_by(self, user: Any) -> str:
        return _("Under review")

    def get_description(self, user: Any) -> str:
        return self.get_message(user)
