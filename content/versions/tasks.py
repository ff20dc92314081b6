"""What the queue does for versions."""

from django_tasks import task

from content.versions import services


@task()
def write_labels_anew(concept_ids: list[int]) -> None:
    """Bring the cards of these subjects and topics up to date."""
    services.refresh_labels(concept_ids=concept_ids)
