"""Background work goes on when a worker dies, and housekeeping is done once."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from lms.core import housekeeping, tasks_care
from lms.core.models import HousekeepingRun
from lms.core.worker import Interrupted, OurWorker, make_worker

pytestmark = [pytest.mark.django_db, pytest.mark.database]
done: list[str] = []


@task()
def note(text: str) -> None:
    done.append(text)


@task()
def interrupted() -> None:
    raise Interrupted


@pytest.fixture(autouse=True)
def _nothing_done(db: None) -> None:
    done.clear()
    DBTaskResult.objects.all().delete()  # what the migrations left to do


def worker(name: str = "w1") -> OurWorker:
    return make_worker(worker_id=name, queues="default", interval=0, batch=True)


def work_off() -> None:
    """As the worker's loop, without its closing of connections: the test's would close too."""
    one = worker()
    for row in DBTaskResult.objects.ready():
        row.claim(one.worker_id)
        one.run_task(row)


def taken_by(name: str, *, minutes_ago: float, tries: int = 1) -> DBTaskResult:
    """A task that a worker took and has not finished."""
    note.enqueue(text="again")
    row = DBTaskResult.objects.get()
    row.status = TaskResultStatus.RUNNING
    row.started_at = timezone.now() - timedelta(minutes=minutes_ago)
    row.worker_ids = [name] * tries
    row.save()
    return row


def test_a_task_whose_worker_died_is_done_by_another() -> None:
    taken_by("dead", minutes_ago=5)
    assert tasks_care.recover_lost_tasks() == 1
    work_off()
    assert done == ["again"]


def test_a_task_that_a_living_worker_does_is_left_alone() -> None:
    taken_by("alive", minutes_ago=50)
    tasks_care.beat("alive", "default")
    assert tasks_care.recover_lost_tasks() == 0


def test_a_task_taken_a_moment_ago_is_left_alone() -> None:
    taken_by("starting", minutes_ago=0.1)
    assert tasks_care.recover_lost_tasks() == 0


def test_a_task_that_kills_its_workers_does_not_go_round_for_ever() -> None:
    row = taken_by("dead", minutes_ago=5, tries=tasks_care.MAX_TRIES)
    tasks_care.recover_lost_tasks()
    row.refresh_from_db()
    assert row.status == TaskResultStatus.FAILED
    assert "worker" in row.traceback


def test_a_worker_that_must_end_gives_its_task_back() -> None:
    interrupted.enqueue()
    first = worker()
    first._interrupted = True
    first.run_task(claimed(first))
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY


def test_a_task_that_fails_by_itself_is_not_given_back() -> None:
    interrupted.enqueue()
    first = worker()
    first.run_task(claimed(first))
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def claimed(by: OurWorker) -> DBTaskResult:
    row = DBTaskResult.objects.get()
    row.claim(by.worker_id)
    return row


@pytest.fixture
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(housekeeping, "_duties", {})


def test_housekeeping_is_done_once_however_many_workers_ask(only_ours: None) -> None:
    housekeeping.register(lambda: done.append("sweep"), 60, name="sweep")
    housekeeping.run_due()
    housekeeping.run_due()
    assert done == ["sweep"]
    HousekeepingRun.objects.update(started_at=timezone.now() - timedelta(seconds=61))
    housekeeping.run_due()
    assert done == ["sweep", "sweep"]


def test_one_duty_that_fails_does_not_stop_the_others(only_ours: None) -> None:
    def fails() -> None:
        raise RuntimeError("no")

    housekeeping.register(fails, 60, name="fails")
    housekeeping.register(lambda: done.append("sweep"), 60, name="sweep")
    assert housekeeping.run_due() == ["fails", "sweep"]
    assert done == ["sweep"]
