"""What versions do when something happens below them."""

from typing import Any

from django.dispatch import receiver

from content.curriculum.signals import concepts_changed
from content.versions.tasks import write_labels_anew
from lms.core.on_commit import enqueue_on_commit


@receiver(concepts_changed)
def call_concepts_by_their_new_names(sender: Any, *, concept_ids: list[int], **kwargs: Any) -> None:
    """A subject or topic is called something else: cards say so."""
    enqueue_on_commit(write_labels_anew, concept_ids=sorted(concept_ids))
