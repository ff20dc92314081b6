"""What may be read of frozen versions: the one read door of this room."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet

from content.versions.models import FrozenVersion
from content.versions.policies import version_policy


def readable_versions(user: Any, *, thing_kind: str = "") -> QuerySet[FrozenVersion]:
    """The published versions `user` may read, newest first, ready for lists: one table."""
    rows = version_policy.filter(user, "read", FrozenVersion.objects.all())
    if thing_kind:
        rows = rows.filter(thing_kind=thing_kind)
    return rows.order_by("-approved_at", "pk")


def published_version(thing: UUID) -> FrozenVersion | None:
    """What readers see of a thing now."""
    return FrozenVersion.objects.filter(thing=thing, published=True).first()


def count_by_topic(user: Any, topic_ids: Iterable[int], *, thing_kind: str) -> dict[int, int]:
    """How many published things of a kind `user` may read under each topic."""
    rows = readable_versions(user, thing_kind=thing_kind).filter(topics__in=list(topic_ids))
    counted = rows.order_by().values("topics").annotate(n=Count("pk"))
    return {row["topics"]: row["n"] for row in counted}
