"""Care for the task queue: tasks whose worker died, workers that are gone.

The queue itself is at-most-once: a task taken by a worker that is then killed stays "running"
for ever. Heartbeats make it at-least-once: such a task is ready again, up to MAX_TRIES, so that
a task that kills its worker each time does not go round for ever. Tasks must bear being run twice.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lms.core.models import WorkerHeartbeat

_log = logging.getLogger(__name__)

HEARTBEAT_SECONDS = 10
SILENT_AFTER = timedelta(seconds=60)
MAX_TRIES = 3


def beat(worker_id: str, queues: str) -> None:
    """Say that this worker lives."""
    WorkerHeartbeat.objects.update_or_create(
        worker_id=worker_id, defaults={"queues": queues, "seen_at": timezone.now()}
    )


def say_goodbye(worker_id: str) -> None:
    """Say that this worker ends."""
    WorkerHeartbeat.objects.filter(worker_id=worker_id).delete()


def living_workers() -> set[str]:
    """Ids of the workers heard of lately."""
    return set(_heard_of().values_list("worker_id", flat=True))


def queues_nobody_works_on() -> list[str]:
    """Those of ours that no living worker takes tasks from."""
    taken = {queue for queues in _heard_of().values_list("queues", flat=True)
             for queue in queues.split(",")}  # fmt: skip
    return [queue for queue in settings.TASK_QUEUES if queue not in taken]


def _heard_of() -> QuerySet[WorkerHeartbeat]:
    return WorkerHeartbeat.objects.filter(seen_at__gt=timezone.now() - SILENT_AFTER)


def give_back(result: DBTaskResult) -> None:
    """Let another worker take this task, unless it was tried often enough."""
    again = len(result.worker_ids) < MAX_TRIES
    values = (
        {"status": TaskResultStatus.READY, "started_at": None, "finished_at": None}
        if again
        else {
            "status": TaskResultStatus.FAILED,
            "finished_at": timezone.now(),
            "exception_class_path": "lms.core.tasks_care.WorkerLost",
            "traceback": "The worker ended while it ran this task.",
        }
    )
    DBTaskResult.objects.filter(pk=result.pk).update(**values)
    _log.warning("task_%s id=%s", "given_back" if again else "given_up", result.pk)


class WorkerLost(Exception):
    """Recorded on a task whose workers died."""


def recover_lost_tasks() -> int:
    """Give back the tasks whose worker fell silent; how many."""
    living = living_workers()
    count = 0
    with transaction.atomic():
        # A task just claimed by a worker whose first beat is on its way is left alone.
        running = DBTaskResult.objects.running().filter(
            started_at__lt=timezone.now() - SILENT_AFTER
        )
        for result in running.select_for_update(skip_locked=True):
            if not result.worker_ids or result.worker_ids[-1] not in living:
                give_back(result)
                count += 1
    return count
