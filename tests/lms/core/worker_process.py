"""What the tests of real worker processes run and queue (see test_worker_process)."""

import os
import sys
import time
from pathlib import Path

from django_tasks import task


@task()
def work_until_ended(note: str) -> None:
    """Work that never ends by itself; says in a file which process does it."""
    Path(note).write_text(str(os.getpid()), encoding="utf-8")
    while True:
        time.sleep(0.05)


def with_a_duty_that_hangs(note: str) -> None:
    """A worker whose only housekeeping never ends, and whose heart beats quickly."""
    import django

    django.setup()
    from lms.core import housekeeping, tasks_care, worker

    def hang() -> None:
        Path(note).write_text(str(os.getpid()), encoding="utf-8")
        time.sleep(3600)

    tasks_care.HEARTBEAT_SECONDS = 0.1  # type: ignore[assignment]
    housekeeping._duties.clear()
    housekeeping.register(hang, 3600, name="hang")
    worker.run(worker_id="slow-house", queues="default", interval=0.1, batch=False)


if __name__ == "__main__":
    with_a_duty_that_hangs(sys.argv[1])
