"""What materials do when something happens below them."""

from typing import Any

from django.db.models.signals import pre_save
from django.dispatch import receiver
from wagtail.signals import page_published, pre_page_move

from content.curriculum.signals import concepts_changed
from content.materials import guards
from content.materials.models import MaterialPage
from content.materials.tasks import reindex_concepts
from lms.core.on_commit import enqueue_on_commit


@receiver(concepts_changed)
def search_by_the_new_names(sender: Any, *, concept_ids: list[int], **kwargs: Any) -> None:
    """A subject, strand or topic is called something else: materials are found by that name."""
    enqueue_on_commit(reindex_concepts, concept_ids=sorted(concept_ids))


@receiver(page_published, sender=MaterialPage)
def keep_reviewed(sender: Any, *, instance: MaterialPage, revision: Any, **kwargs: Any) -> None:
    """Something published a material."""
    guards.after_publish(instance, revision)


@receiver(pre_save, sender=MaterialPage)
def no_alias(sender: Any, *, instance: MaterialPage, **kwargs: Any) -> None:
    """Something is about to save a material."""
    guards.refuse_alias(instance)


@receiver(pre_page_move)
def no_move(sender: Any, *, instance: Any, **kwargs: Any) -> None:
    """Something is about to move a page."""
    if isinstance(instance.specific, MaterialPage):
        guards.refuse_move()
