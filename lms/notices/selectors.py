"""What may be read of notices: everybody their own."""

from typing import Any

from django.db.models import QuerySet

from lms.notices.models import Notice


def notices_of(user: Any) -> QuerySet[Notice]:
    """All notices of a user, newest first."""
    if not getattr(user, "is_authenticated", False):
        return Notice.objects.none()
    return Notice.objects.filter(user=user)


def unread(user: Any) -> QuerySet[Notice]:
    """The notices a user has not seen yet, newest first."""
    return notices_of(user).filter(read_at=None)


def count_unread(user: Any) -> int:
    """How many notices are new, for the badge in the header."""
    return unread(user).count()
