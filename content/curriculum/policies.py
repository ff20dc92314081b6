"""The programme is public; only the department writes it."""

from typing import Any

from lms.people.models.facts import Role
from lms.people.selectors import has_role


def may_import(user: Any) -> bool:
    """Whether `user` may write programmes; None is the system itself."""
    if user is None:
        return True
    if not getattr(user, "is_active", False):
        return False
    return bool(user.is_superuser) or has_role(user, Role.OFFICER)
