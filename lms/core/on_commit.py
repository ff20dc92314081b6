"""Start background work only once the data it needs is really in the database."""

from functools import partial
from typing import Any

from django.db import transaction
from django_tasks.base import Task


def enqueue_on_commit(task: Task[Any, Any], **arguments: Any) -> None:
    """Put `task` in the queue when the current transaction commits, never if it rolls back."""
    transaction.on_commit(partial(task.enqueue, **arguments))
