"""A real worker process: told to end it loses no task, and a long sweep leaves it alive."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from lms.core.models import WorkerHeartbeat
from tests.lms.core.server import ROOT, database_url
from tests.lms.core.worker_process import work_until_ended

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
Start = Callable[..., subprocess.Popen[bytes]]
COMMAND = ("manage.py", "worker", "--queues", "default", "--interval", "0.1")


@pytest.fixture(autouse=True)
def _empty_queue(transactional_db: None) -> None:
    DBTaskResult.objects.all().delete()
    WorkerHeartbeat.objects.all().delete()


@pytest.fixture
def start() -> Iterator[Start]:
    """Start a worker on the tests' database; whatever still runs at the end is killed."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(*command: str) -> subprocess.Popen[bytes]:
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "lms.settings.test",
            "DATABASE_URL": database_url(),
            "PYTHONPATH": str(ROOT),
        }
        process = subprocess.Popen(
            [sys.executable, "-W", "ignore", *command], cwd=ROOT, env=environment
        )
        started.append(process)
        return process

    yield begin
    for process in started:
        process.kill()
        process.wait()


def eventually(what: Callable[[], Any], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.1)


def begun_by(note: Path) -> int:
    return int(note.read_text() or 0) if note.exists() else 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_told_to_end_it_gives_its_task_back_and_another_takes_it(
    start: Start, tmp_path: Path, number: int
) -> None:
    note = tmp_path / "note"
    work_until_ended.enqueue(note=str(note))
    first = start(*COMMAND)
    eventually(lambda: begun_by(note) == first.pid)

    first.send_signal(number)

    assert first.wait(timeout=60) == 0
    row = DBTaskResult.objects.get()
    assert row.status == TaskResultStatus.READY
    assert len(row.worker_ids) == 1
    assert not WorkerHeartbeat.objects.exists(), "it takes leave"
    second = start(*COMMAND)
    eventually(lambda: begun_by(note) == second.pid)
    row.refresh_from_db()
    assert row.status == TaskResultStatus.RUNNING
    assert len(row.worker_ids) == 2


def test_told_to_end_while_it_waits_it_ends_and_takes_leave(start: Start) -> None:
    idle = start(*COMMAND)
    eventually(WorkerHeartbeat.objects.exists)
    idle.send_signal(signal.SIGTERM)
    assert idle.wait(timeout=60) == 0
    assert not WorkerHeartbeat.objects.exists()


def test_its_heart_beats_while_a_duty_takes_its_time(start: Start, tmp_path: Path) -> None:
    note = tmp_path / "note"
    slow = start("-m", "tests.lms.core.worker_process", str(note))
    eventually(lambda: begun_by(note) == slow.pid)
    seen = set()

    def beats() -> bool:
        seen.update(WorkerHeartbeat.objects.values_list("seen_at", flat=True))
        return len(seen) >= 4

    eventually(beats)
    slow.send_signal(signal.SIGTERM)
    assert slow.wait(timeout=60) == 0
    assert not WorkerHeartbeat.objects.exists()
