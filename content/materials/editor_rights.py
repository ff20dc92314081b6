"""What Wagtail's screens may do with a draft, asked of our policy for the draft in question.

Wagtail asks most rights of the model alone; `editor_views` asks them of the material a screen is
about. Superusers have no more rights than others: technical accounts write no lessons. Adding is
closed (`services.start_material` begins a material), and so are locking and unlocking: what is
under review is locked, and nothing else.
"""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from wagtail.permission_policies.base import BasePermissionPolicy

from content.materials.models import Material
from content.materials.policies import material_policy
from lms.people import selectors as people

# Wagtail's names of rights, and ours.
_ACTIONS = {"change": "edit", "view": "edit", "delete": "delete"}


class DraftPermissionPolicy(BasePermissionPolicy):
    """`material_policy` in Wagtail's words."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in _ACTIONS and bool(user.is_active) and people.may_author(user)

    def user_has_any_permission(self, user: Any, actions: Collection[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Material) -> bool:
        if action not in _ACTIONS or not user.is_active:
            return False
        return material_policy.allows(user, _ACTIONS[action], instance)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Collection[str]
    ) -> QuerySet[Material]:
        rows = Material.objects.all()
        wanted = {_ACTIONS[action] for action in actions if action in _ACTIONS}
        if not wanted or not user.is_active:
            return rows.none()
        # Whoever may delete a material may edit it.
        return material_policy.filter(user, "edit" if "edit" in wanted else "delete", rows)

    def users_with_any_permission(self, actions: Collection[str]) -> QuerySet[Any]:
        users = get_user_model().objects.filter(is_active=True)
        return users if _ACTIONS.keys() & set(actions) else users.none()

    def users_with_any_permission_for_instance(
        self, actions: Collection[str], instance: Material
    ) -> QuerySet[Any]:
        writes = Q(pk=instance.owner_id) | Q(person__in=instance.co_authors.all())
        return self.users_with_any_permission(actions).filter(writes)
