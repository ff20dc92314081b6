"""What the rooms below have for the desk."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from content.materials import selectors as materials
from content.materials.models.drafts import ReviewState
from content.materials.purposes import material_of_purpose
from content.review import selectors as review
from lms.home.desk import Waiting
from media_pipeline.models import Asset

SHOWN = 20


def to_fix(user: Any) -> list[Waiting]:
    """Materials that came back with remarks."""
    returned = materials.materials_of(user).filter(review_state=ReviewState.SENT_BACK)[:SHOWN]
    return [
        Waiting(
            title=material.title,
            what=_("Sent back: read the remarks, fix and submit again"),
            url=reverse("review:author", args=[material.uuid]),
            state="sent_back",
            icon="undo",
        )
        for material in returned
    ]


def to_review(user: Any) -> list[Waiting]:
    """Decisions that are this person's to take."""
    return [
        Waiting(
            title=task.version.title,
            what=str(task.step.label),
            url=reverse("review:desk", args=[task.uuid]),
            state="in_review",
            icon="review",
            due=task.due_on,
        )
        for task in review.queue_for(user)[:SHOWN]
    ]


def uploads(user: Any) -> list[Waiting]:
    """Videos on their way, and those that failed."""
    assets = Asset.objects.filter(owner=user).exclude(state=Asset.State.READY)
    return [
        Waiting(
            title=asset.name,
            what=str(asset.get_state_display()),
            url=_editor_of(asset),
            state="failed" if asset.state == Asset.State.FAILED else "processing",
            icon="video",
        )
        for asset in assets.order_by("-created_at")[:SHOWN]
    ]


def _editor_of(asset: Asset) -> str:
    """The editor of the material a video was uploaded for."""
    number = material_of_purpose(asset.purpose)
    if number is None:
        return reverse("home:desk")
    return reverse("materials_editor:edit", args=[number])
