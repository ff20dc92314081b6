"""One policy object answers both questions, so that they cannot drift apart.

"May this person do this to that?" (the object test) and "which of these may this person
do it to?" (the queryset filter) are the same rule asked twice. A policy writes the rule once as
a queryset filter, and the object test asks the filter about one row. Where that costs a query
too many, a subclass overrides `allows`, and a test beside that policy holds the two together over
many examples.
"""

from typing import Any, Generic, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


class Policy(Generic[M]):
    """What a user may do with the rows of one model.

    Subclasses write one method `filter_<action>(user, queryset)` per action.
    """

    def filter(self, user: Any, action: str, queryset: QuerySet[M]) -> QuerySet[M]:
        """The rows of `queryset` on which `user` may do `action`."""
        rule = getattr(self, f"filter_{action}", None)
        if rule is None:
            raise LookupError(f"{type(self).__name__} has no rule for {action!r}")
        return rule(user, queryset)

    def allows(self, user: Any, action: str, obj: M) -> bool:
        """Whether `user` may do `action` on `obj`."""
        rows = type(obj)._default_manager.filter(pk=obj.pk)
        return self.filter(user, action, rows).exists()

    def require(self, user: Any, action: str, obj: M) -> None:
        """Raise PermissionDenied unless `user` may do `action` on `obj`."""
        if not self.allows(user, action, obj):
            raise PermissionDenied
