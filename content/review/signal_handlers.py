"""What review does when something happens below it."""

from datetime import date
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from content.review import services
from content.review.models import ReviewTask
from content.versions.models import FrozenVersion
from content.versions.signals import version_submitted
from lms.people.models import Membership
from lms.people.models.facts import Role

LONG_AGO = date(2000, 1, 1)


@receiver(version_submitted)
def begin_review(
    sender: Any, *, version: FrozenVersion, acting_user: Any, note: str, **kwargs: Any
) -> None:
    """A version was frozen: open its first task, in the same transaction."""
    services.open_review(acting_user=acting_user, version=version, note=note)


@receiver(post_save, sender=Membership)
def find_people_anew(sender: Any, *, instance: Membership, **kwargs: Any) -> None:
    """Somebody came or left: those who are asked may be others now. The workers find them anew,
    a queue or desk that is opened before that does so itself. Rights do not wait for it; they
    are asked at each action."""
    if instance.role in {Role.STUDENT, Role.GUARDIAN}:
        return
    ReviewTask.objects.filter(state=ReviewTask.State.OPEN).update(checked_on=LONG_AGO)
