"""The worker: django-tasks-db's loop, with a heartbeat, housekeeping and an end in time.

Heartbeat and housekeeping run in a thread each: a task of many minutes (a video) holds neither
up, and a long sweep does not silence the heart (a silent worker counts as dead, and its task is
given to another). Told to end, the worker gives its task a few seconds, then gives it back to the
queue: the one who stops a server does not wait for a video.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

from django.db import close_old_connections, connections
from django.db.utils import Error as DatabaseTrouble
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from lms.core import housekeeping, tasks_care

_log = logging.getLogger(__name__)
HOUSEKEEPING_SECONDS = 5.0


class Interrupted(BaseException):
    """The worker must end now. Not an Exception: no task shall swallow it."""


class OurWorker(Worker):
    """Ends within `grace` seconds of SIGTERM or SIGINT, and loses no task by it."""

    def __init__(self, *, grace: float = 4.0, **options: Any) -> None:
        super().__init__(**options)
        self.grace = grace
        self._interrupted = False

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        """Stop taking tasks; interrupt the one that runs when its time is up."""
        _log.info("worker_stopping worker_id=%s", self.worker_id)
        self.running = False
        if not self.running_task:
            raise SystemExit(0)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
        signal.signal(signal.SIGALRM, self._interrupt)
        signal.setitimer(signal.ITIMER_REAL, self.grace)

    def _interrupt(self, signum: int, frame: FrameType | None) -> None:
        if self.running_task:
            self._interrupted = True
            raise Interrupted

    def run_task(self, db_task_result: DBTaskResult) -> None:
        """As the base class does, but an interrupted task goes back to the queue."""
        super().run_task(db_task_result)
        signal.setitimer(signal.ITIMER_REAL, 0)
        if self._interrupted and db_task_result.status == TaskResultStatus.FAILED:
            tasks_care.give_back(db_task_result)


class Rounds(threading.Thread):
    """Does one small thing again and again beside the tasks, until told to end."""

    def __init__(self, name: str, job: Callable[[], object], *, every: float) -> None:
        super().__init__(name=name, daemon=True)
        self.job = job
        self.every = every
        self._end = threading.Event()

    def run(self) -> None:
        """At once, then every `every` seconds."""
        while True:
            self._once()
            if self._end.wait(self.every):
                break
        connections.close_all()

    def _once(self) -> None:
        close_old_connections()
        try:
            self.job()
        except DatabaseTrouble:
            # A database that is away for a moment must not end the rounds for good.
            _log.exception("worker_rounds_failed name=%s", self.name)

    def ask_to_end(self) -> None:
        """End before the next round."""
        self._end.set()


def make_worker(*, worker_id: str, queues: str, interval: float, batch: bool) -> OurWorker:
    """A worker for these queues, comma between them, that has not begun."""
    return OurWorker(
        worker_id=worker_id,
        queue_names=queues.split(","),
        excluded_queue_names=[],
        interval=interval,
        batch=batch,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
    )


def run(*, worker_id: str, queues: str, interval: float, batch: bool) -> None:
    """Work until told to end (or, with `batch`, until nothing is left to do)."""
    worker = make_worker(worker_id=worker_id, queues=queues, interval=interval, batch=batch)
    worker.configure_signals()
    beat = partial(tasks_care.beat, worker_id, queues)
    heart = Rounds("heartbeat", beat, every=tasks_care.HEARTBEAT_SECONDS)
    house = Rounds("housekeeping", housekeeping.run_due, every=HOUSEKEEPING_SECONDS)
    heart.start()
    house.start()
    try:
        worker.run()
    finally:
        _end_all(house, heart)
        _say_goodbye(worker_id)


def _end_all(*rounds: Rounds) -> None:
    """Wait a moment for all together: whoever started us does not wait long before it kills, and
    what hangs in a round dies with the process."""
    for one in rounds:
        one.ask_to_end()
    until = time.monotonic() + 3
    for one in rounds:
        one.join(timeout=max(0.0, until - time.monotonic()))


def _say_goodbye(worker_id: str) -> None:
    # The signal may have come in the middle of a query: a connection of our own.
    connections.close_all()
    try:
        tasks_care.say_goodbye(worker_id)
    except DatabaseTrouble:
        _log.warning("worker_goodbye_failed worker_id=%s", worker_id)
