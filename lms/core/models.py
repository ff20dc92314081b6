"""What running processes tell each other through the database. No domain model lives here."""

from django.db import models


class WorkerHeartbeat(models.Model):
    """A worker says that it lives.

    `/readyz` reads it, and a task whose worker fell silent is given to another one.
    """

    worker_id = models.CharField(max_length=64, unique=True)
    queues = models.CharField(max_length=200)
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.worker_id


class HousekeepingRun(models.Model):
    """When a piece of housekeeping last began, so that of several workers one does it."""

    name = models.CharField(max_length=200, unique=True)
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name
