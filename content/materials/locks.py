"""A material that is being judged is locked, for everyone."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.locks import BaseLock


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
