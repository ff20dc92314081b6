"""What the queue carries: keys only. What the documents look like is asked when it runs."""

from django_tasks import task

from search import services


@task()
def update_documents(keys: list[str]) -> None:
    """Bring documents up to date in every index."""
    services.update(keys)
