"""Who may see a picture or document: its uploader, and whoever may see what uses it.

What uses it belongs to rooms above, which this room does not know; each of them registers a rule.
"""

from collections.abc import Callable
from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from content.files.models import Document, Picture
from lms.core.policy import Policy

ViewerRule = Callable[[Any, type[models.Model]], Q]

_viewers: list[ViewerRule] = []


def register_viewer(rule: ViewerRule) -> None:
    """Let an app above add files a user may see: `rule(user, model) -> Q` on the rows of `model`,
    which is Picture or Document."""
    if rule not in _viewers:
        _viewers.append(rule)


class FilePolicy(Policy[Any]):
    """Files of one model, Picture or Document."""

    def filter_view(self, user: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Files that a registered rule shows to `user`, and the user's own uploads."""
        rule = Q(pk__in=[])
        for extra in _viewers:
            rule |= extra(user, queryset.model)
        if getattr(user, "is_authenticated", False):
            rule |= Q(uploaded_by_user=user)
        return queryset.filter(rule)


picture_policy: Policy[Picture] = FilePolicy()
document_policy: Policy[Document] = FilePolicy()
