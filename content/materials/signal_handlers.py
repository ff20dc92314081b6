"""What materials do when something happens below them."""

from typing import Any

from django.dispatch import receiver

from content.curriculum.signals import concepts_changed
from content.materials.tasks import reindex_concepts
from lms.core.on_commit import enqueue_on_commit


@receiver(concepts_changed)
def search_by_the_new_names(sender: Any, *, concept_ids: list[int], **kwargs: Any) -> None:
    """A subject, strand or topic is called something else: materials are found by that name."""
    enqueue_on_commit(reindex_concepts, concept_ids=sorted(concept_ids))
