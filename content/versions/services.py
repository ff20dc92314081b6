"""What becomes of a frozen version: the one write door of this room.

Only `content.review` decides; it reaches these through the thing's own room, which knows what
else follows (its state, its search document).
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from content.curriculum.models import Topic
from content.versions import labels
from content.versions.models import FrozenVersion, VersionFile

BATCH = 200


@transaction.atomic
def freeze(
    *, version: FrozenVersion, topics: Collection[Topic], files: Iterable[VersionFile]
) -> None:
    """Store a version just made of a draft: numbered, labelled, hashed, with links to its files.

    The caller holds the lock on its thing, so that no two versions get one number.
    """
    earlier = FrozenVersion.objects.filter(thing=version.thing).order_by("-number")
    version.number = (earlier.values_list("number", flat=True).first() or 0) + 1
    version.card = labels.write_down(subject=version.subject, topics=topics, unit=version.unit)
    version.content_hash = version.compute_hash()
    version.save()
    version.topics.set(topics)
    VersionFile.objects.bulk_create(files)


@transaction.atomic
def publish(*, version: FrozenVersion, reviewed_by: str) -> None:
    """Make a version what readers see, in the place of the one before.

    Raises ValidationError when its content no longer has the hash that was judged.
    """
    if version.compute_hash() != version.content_hash:
        raise ValidationError(_("This version is damaged and cannot be published."))
    FrozenVersion.objects.filter(thing=version.thing, published=True).update(published=False)
    version.approved_at = timezone.now()
    version.reviewed_by = reviewed_by
    version.published = True
    version.save(update_fields=["approved_at", "reviewed_by", "published"])


@transaction.atomic
def withdraw(*, version: FrozenVersion) -> None:
    """Take a published version from readers; history and files stay."""
    version.withdrawn_at = timezone.now()
    version.published = False
    version.save(update_fields=["withdrawn_at", "published"])


def refresh_labels(*, concept_ids: Collection[int]) -> int:
    """Write the labels of these subjects and topics anew; returns how many versions had others."""
    ids = list(concept_ids)
    under = FrozenVersion.topics.through.objects.filter(topic_id__in=ids)
    rows = FrozenVersion.objects.filter(
        Q(subject__in=ids) | Q(pk__in=under.values("frozenversion_id"))
    )
    rows = rows.select_related("subject").prefetch_related("topics")
    changed: list[FrozenVersion] = []
    count = 0
    for version in rows.order_by("pk").iterator(chunk_size=BATCH):
        # The unit's name stays: it is what the unit was called when it wrote this.
        fresh: dict[str, Any] = labels.write_down(
            subject=version.subject, topics=version.topics.all(), unit=version.labels.unit
        )
        if fresh == version.card:
            continue
        version.card = fresh
        changed.append(version)
        count += 1
        if len(changed) == BATCH:
            FrozenVersion.objects.bulk_update(changed, ["card"])
            changed.clear()
    FrozenVersion.objects.bulk_update(changed, ["card"])
    return count
