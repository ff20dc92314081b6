"""Of two workers as they run in a school, one is really killed: the other one goes on with its
video by itself. What each part does then is held by test_jobs."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from lms.core.models import WorkerHeartbeat
from media_pipeline import services, storage
from media_pipeline.models import Asset, Job, Publication
from tests.factories.media import make_video
from tests.factories.people import UserFactory
from tests.small_disk import another_process

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
LEASE = 3
AFTERWARDS = 10
"""Seconds after the end of the lease in which somebody has to have the job again."""
# The worker itself, with a short lease.
WORKER = """
root, work, lease = sys.argv[1:4]
settings.MEDIA_ROOT, settings.MEDIA_WORK_DIR = Path(root), Path(work)
settings.MEDIA_LEASE_SECONDS = int(lease)
from lms.core import worker
worker.run(worker_id=str(os.getpid()), queues="media", interval=0.2, batch=False)
"""
Workers = dict[str, "subprocess.Popen[str]"]


@pytest.fixture
def workers(settings: Any, transactional_db: None) -> Iterator[Workers]:
    """Two, by what they call themselves; whatever still runs at the end is killed."""
    DBTaskResult.objects.all().delete()
    WorkerHeartbeat.objects.all().delete()
    places = (settings.MEDIA_ROOT, settings.MEDIA_WORK_DIR)
    started = [another_process(WORKER, *places, LEASE) for _ in range(2)]
    yield {str(process.pid): process for process in started}
    for process in started:
        process.kill()
        process.communicate()


def eventually(what: Callable[[], Any], seconds: float) -> None:
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "did not happen in time"
        time.sleep(0.05)


def who_works() -> str:
    """The worker that took the task of the job last."""
    return str(DBTaskResult.objects.running().latest("started_at").worker_ids[-1])


def test_another_worker_takes_the_job_when_the_lease_is_over_and_publishes_once(
    tmp_path: Path, workers: Workers
) -> None:
    path = make_video(tmp_path / "long.mp4", seconds=60, size="854x480")
    eventually(lambda: WorkerHeartbeat.objects.count() == len(workers), 60)
    job = services.import_file(acting_user=UserFactory(), path=path).jobs.get()

    def now() -> Job:
        job.refresh_from_db()
        return job

    eventually(lambda: now().stage == Job.Stage.TRANSCODING and job.percent >= 2, 60)
    first = who_works()
    dying = workers.pop(first)
    dying.kill()
    killed = time.monotonic()
    dying.wait()
    left = now()
    lease, until = left.lease, left.lease_until
    assert left.state == Job.State.RUNNING
    assert until is not None

    eventually(lambda: now().lease > lease, killed + LEASE + AFTERWARDS - time.monotonic())
    assert timezone.now() > until, "nobody took it while the lease ran"
    [second] = workers
    assert who_works() == second
    eventually(lambda: now().state == Job.State.DONE, 240)
    assert Publication.objects.count() == 1
    assert Asset.objects.get().is_ready
    folders = {key.split("/")[3] for key in storage.walk(storage.MADE)}
    assert folders == {f"{job.pk}-{job.lease}"}
