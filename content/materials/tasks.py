"""What the queue does for materials."""

from django_tasks import task

from content.materials import selectors
from search import services as search

# One task of a few seconds each: a worker that stops loses little, and others get their turn.
BATCH = 200


@task()
def reindex_concepts(concept_ids: list[int]) -> None:
    """Bring the published materials of these subjects, strands and topics up to date in search."""
    keys = selectors.search_keys_of(concept_ids)
    for first in range(0, len(keys), BATCH):
        search.enqueue_update(keys[first : first + BATCH])
