"""Sending notices and noting that they were read: the one write door of this room."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone

from lms.notices import kinds
from lms.notices.models import Notice


@transaction.atomic
def notify(
    *, users: Iterable[Any], kind: str, params: Mapping[str, Any] | None = None, url: str = ""
) -> list[Notice]:
    """Tell each user once. It stands in the same transaction as what it tells about."""
    if not kinds.is_known(kind):
        raise LookupError(f"No app registered the notice kind {kind!r}")
    seen: dict[int, Any] = {user.pk: user for user in users}
    return Notice.objects.bulk_create(
        Notice(user=user, kind=kind, params=dict(params or {}), url=url) for user in seen.values()
    )


def mark_read(*, acting_user: Any, notice: Notice) -> None:
    """Note that the user has seen a notice of theirs."""
    Notice.objects.filter(pk=notice.pk, user=acting_user, read_at=None).update(
        read_at=timezone.now()
    )


def mark_all_read(*, acting_user: Any) -> int:
    """Note that the user has seen all of theirs; returns how many were new."""
    return Notice.objects.filter(user=acting_user, read_at=None).update(read_at=timezone.now())
