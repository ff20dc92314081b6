"""Jobs on a lease: killed workers, passing troubles, refusals, and publishing once."""

import os
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import OperationalError
from django.utils import timezone

from lms.core.worker import Interrupted as WorkerInterrupted
from media_pipeline import conf, jobs, pipeline, services, signals, storage
from media_pipeline.models import Asset, Job, Publication
from media_pipeline.run import Interrupted
from tests.factories.media import converted, make_video
from tests.factories.media_published import caption_of
from tests.factories.people import UserFactory
from tests.small_disk import another_process, small_disk

pytestmark = pytest.mark.django_db
transactional = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asset(video) -> Asset:
    return services.import_file(acting_user=UserFactory(), path=video, name="Bài 1.mp4")


def job_of(asset: Asset) -> Job:
    return asset.jobs.get()


def ago(seconds: float):
    return timezone.now() - timedelta(seconds=seconds)


@pytest.fixture
def heard():
    """Signals that were sent: (name, asset id)."""
    news: list[tuple[str, object, object]] = []

    def ready(sender, asset_id, owner_id, **extra):
        news.append(("ready", asset_id, owner_id))

    def failed(sender, asset_id, owner_id, code, **extra):
        news.append((code, asset_id, owner_id))

    signals.asset_ready.connect(ready)
    signals.asset_failed.connect(failed)
    yield news
    signals.asset_ready.disconnect(ready)
    signals.asset_failed.disconnect(failed)


@transactional
def test_a_finished_job_publishes_and_says_so(asset, heard):
    asset = converted(asset)
    assert asset.is_ready
    assert heard == [("ready", asset.pk, asset.owner_id)]
    names = {r.name for r in asset.published.renditions.all()}
    assert names == {"240p", "audio", "mp4"}
    assert not any(conf.work_dir().iterdir())


def test_a_job_is_claimed_by_one(asset):
    assert jobs.claim(job_of(asset).pk)
    assert jobs.claim(job_of(asset).pk) is None


@transactional
def test_a_done_job_is_not_done_again(asset):
    converted(asset)
    assert pipeline.work(job_of(asset).pk) is False
    assert Publication.objects.count() == 1


def test_whoever_lost_the_lease_can_neither_beat_nor_publish(asset):
    first = jobs.claim(job_of(asset).pk)
    Job.objects.update(lease_until=ago(1))
    second = jobs.claim(first.job_id)
    assert second.number == first.number + 1
    assert not jobs.beat(first, stage="transcoding", percent=50)
    assert not jobs.finish(first)
    assert not jobs.give_up(first, "damaged", "")
    assert jobs.beat(second, stage="transcoding", percent=50)
    assert jobs.finish(second)


@transactional
def test_a_lost_lease_stops_the_conversion_and_leaves_no_files(asset, settings, monkeypatch):
    settings.MEDIA_LEASE_SECONDS = 1
    noticed = []

    def overtaken(source, plan, out, *, progress, cancelled):
        """A conversion without end, that asks as ffmpeg's runner does whether it is wanted."""
        out.mkdir(parents=True)
        (out / "half.mp4").write_bytes(b"x")
        Job.objects.update(lease=99)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if cancelled():
                noticed.append(True)
                raise Interrupted
            time.sleep(0.05)
        raise AssertionError("nobody stopped it")

    monkeypatch.setattr(pipeline, "transcode", overtaken)
    assert pipeline.work(job_of(asset).pk) is False
    assert noticed
    assert not any(conf.work_dir().iterdir())
    assert not Publication.objects.exists()
    assert list(storage.walk(storage.MADE)) == []


@transactional
@pytest.mark.parametrize("step", ["_fetch", "probe"])
def test_a_worker_that_was_overtaken_leaves_the_state_of_the_asset_alone(asset, monkeypatch, step):
    real = getattr(pipeline, step)

    def overtaken(*arguments):
        found = real(*arguments)
        Job.objects.update(lease=99, state=Job.State.DONE)
        Asset.objects.update(state=Asset.State.READY, width=7)
        return found

    monkeypatch.setattr(pipeline, step, overtaken)
    assert pipeline.work(job_of(asset).pk) is False
    asset.refresh_from_db()
    assert (asset.state, asset.width) == (Asset.State.READY, 7)


@transactional
def test_a_conversion_stopped_while_the_file_is_checked_stays_stopped(asset, monkeypatch):
    real = pipeline.probe

    def cancelled(source):
        services.cancel_processing(acting_user=asset.owner, asset=asset)
        return real(source)

    monkeypatch.setattr(pipeline, "probe", cancelled)
    assert pipeline.work(job_of(asset).pk) is False
    asset.refresh_from_db()
    assert (asset.state, asset.error_code) == (Asset.State.FAILED, "cancelled")


def _interrupt(sender, **facts):
    raise WorkerInterrupted


@pytest.fixture
def interrupted_at_publication():
    """A worker told to end in the moment after the publication is committed."""
    signals.asset_ready.connect(_interrupt)
    yield
    signals.asset_ready.disconnect(_interrupt)


@transactional
def test_a_worker_ended_just_after_publishing_keeps_the_files(asset, interrupted_at_publication):
    with pytest.raises(WorkerInterrupted):
        pipeline.work(job_of(asset).pk)
    asset.refresh_from_db()
    assert asset.is_ready
    keys = [asset.published.poster_key, *(r.file_key for r in asset.published.renditions.all())]
    assert set(storage.walk(storage.MADE)) >= set(keys)


@transactional
def test_files_stay_for_the_sweeper_when_the_database_cannot_say_whose_they_are(
    asset, interrupted_at_publication, monkeypatch
):
    def unreachable(**columns):
        raise OperationalError

    monkeypatch.setattr(pipeline.Publication.objects, "filter", unreachable)
    with pytest.raises(WorkerInterrupted):
        pipeline.work(job_of(asset).pk)
    assert list(storage.walk(storage.MADE))


@transactional
def test_a_refused_file_fails_for_good_with_its_reason(heard, tmp_path, video):
    path = tmp_path / "cut.mp4"
    path.write_bytes(video.read_bytes()[:9000])
    asset = converted(services.import_file(acting_user=UserFactory(), path=path))
    assert (asset.state, asset.error_code) == (Asset.State.FAILED, "damaged")
    assert heard == [("damaged", asset.pk, asset.owner_id)]
    assert services.sweep() == 0


def test_a_failed_asset_can_be_tried_again_by_its_owner(asset):
    Job.objects.update(state=Job.State.FAILED, error_code="stalled")
    Asset.objects.update(state=Asset.State.FAILED, error_code="stalled")
    services.retry_processing(acting_user=asset.owner, asset=asset)
    assert [j.state for j in asset.jobs.order_by("pk")] == [Job.State.FAILED, Job.State.QUEUED]
    asset.refresh_from_db()
    assert (asset.state, asset.error_code) == (Asset.State.QUEUED, "")


def test_a_video_that_is_ready_is_not_taken_from_its_readers_by_another_try(asset, client):
    Job.objects.update(state=Job.State.DONE)
    Asset.objects.update(state=Asset.State.READY)
    client.force_login(asset.owner)
    answer = client.post(f"/phat/{asset.pk}/thu-lai/")
    assert (answer.status_code, answer.json()["code"]) == (409, "not_failed")
    asset.refresh_from_db()
    assert asset.is_ready
    assert asset.jobs.count() == 1


def test_a_second_click_on_another_try_starts_nothing(asset, client):
    Job.objects.update(state=Job.State.FAILED, error_code="stalled")
    Asset.objects.update(state=Asset.State.FAILED, error_code="stalled")
    client.force_login(asset.owner)
    answers = [client.post(f"/phat/{asset.pk}/thu-lai/") for _ in range(2)]
    assert [a.status_code for a in answers] == [202, 409]
    assert answers[0].json()["state"] == "queued"
    assert asset.jobs.count() == 2


def test_a_cancelled_job_stops(asset):
    lease = jobs.claim(job_of(asset).pk)
    assert services.cancel_processing(acting_user=asset.owner, asset=asset)
    assert not jobs.beat(lease, stage="transcoding", percent=1)
    asset.refresh_from_db()
    assert asset.error_code == "cancelled"


def test_the_sweep_brings_back_what_was_abandoned_put_off_or_lost(asset):
    job = job_of(asset)
    jobs.delivered([job.pk])
    assert services.sweep() == 0, "just delivered"
    Job.objects.update(delivered_at=ago(conf.REDELIVER_SECONDS + 1))
    assert services.sweep() == 1, "queued and nobody came"
    lease = jobs.claim(job.pk)
    assert services.sweep() == 0, "somebody is at it"
    Job.objects.update(delivered_at=ago(40), lease_until=ago(1))
    assert services.sweep() == 1, "its worker is gone"
    assert services.sweep() == 0, "it waits behind others; once in the queue is enough"
    lease = jobs.claim(job.pk)
    jobs.put_off(lease, "disk_full", "")
    assert services.sweep() == 0, "not yet"
    Job.objects.update(not_before=ago(1))
    assert services.sweep() == 1, "time to try again"


def test_trouble_of_ours_is_no_attempt_and_waits_longer_each_time(asset):
    job = job_of(asset)
    waits = []
    for _ in range(5):
        Job.objects.update(not_before=None)
        lease = jobs.claim(job.pk)
        assert lease, "it is tried for ever"
        jobs.put_off(lease, "disk_full", "")
        job.refresh_from_db()
        waits.append(round((job.not_before - timezone.now()).total_seconds()))
    assert waits == [15, 60, 180, 600, 600]
    assert job.attempts == 0


def test_a_job_that_keeps_killing_its_worker_is_given_up(asset, heard):
    for _ in range(conf.MAX_ATTEMPTS):
        assert jobs.claim(job_of(asset).pk)
        Job.objects.update(lease_until=ago(1))
    assert services.sweep() == 0
    asset.refresh_from_db()
    assert (asset.state, asset.error_code) == (Asset.State.FAILED, "attempts")
    assert heard == [("attempts", asset.pk, asset.owner_id)]


def test_progress_is_live_and_in_words(asset, client):
    client.force_login(asset.owner)
    lease = jobs.claim(job_of(asset).pk)
    Asset.objects.update(state=Asset.State.TRANSCODING)
    jobs.beat(lease, stage=Job.Stage.TRANSCODING, percent=42)
    answer = client.get(f"/phat/{asset.pk}/trang-thai/").json()
    assert (answer["percent"], answer["stage"]) == (42, "transcoding")
    assert answer["stage_label"]
    client.force_login(UserFactory())
    assert client.get(f"/phat/{asset.pk}/trang-thai/").status_code == 404


@transactional
def test_an_unreachable_store_is_said_plainly_and_tried_again(asset, monkeypatch, client):
    from botocore.exceptions import EndpointConnectionError
    from django.core.files.storage import FileSystemStorage

    def unreachable(self, name, mode="rb"):
        raise EndpointConnectionError(endpoint_url="s3")

    with monkeypatch.context() as patch:
        patch.setattr(FileSystemStorage, "_open", unreachable)
        pipeline.work(job_of(asset).pk)
    client.force_login(asset.owner)
    answer = client.get(f"/phat/{asset.pk}/trang-thai/").json()
    assert (answer["state"], answer["error"]) == ("queued", "storage")
    assert answer["message"]
    Job.objects.update(not_before=ago(1))
    assert services.sweep() == 1
    assert converted(asset).is_ready


@transactional
def test_files_nobody_owns_are_swept_after_a_day(asset, settings):
    asset = converted(asset)
    stray = storage.put_bytes(f"{storage.MADE}/{asset.pk}/7-1/240p.mp4", b"x")
    source = storage.put_bytes(storage.source_key(), b"x")
    caption = storage.put_bytes(f"{storage.CAPTIONS}/1.vtt", b"x")
    tracks = [caption_of(asset, "Cũ", superseded=True), caption_of(asset, "Mới")]
    used = [track.storage_key for track in tracks]
    young = services.delete_orphans()
    assert (young["folders"], young["sources"], young["captions"]) == (0, 0, 0), "too young"
    for key in (stray, source, caption, *used):
        os.utime(Path(settings.MEDIA_ROOT) / key, (0, 0))
    counts = services.delete_orphans()
    assert (counts["folders"], counts["sources"], counts["captions"]) == (1, 1, 1)
    asset.refresh_from_db()
    kept = [asset.storage_key, *(r.file_key for r in asset.published.renditions.all()), *used]
    assert all((Path(settings.MEDIA_ROOT) / key).exists() for key in kept)


@transactional
def test_deleting_an_asset_deletes_its_files(asset, settings):
    asset = converted(asset)
    services.delete_asset(acting_user=asset.owner, asset=asset)
    left = [p for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]
    assert left == []


# --- another process -----------------------------------------------------------------------

WORKER = """
root, work, job, lease = sys.argv[1:5]
settings.MEDIA_ROOT, settings.MEDIA_WORK_DIR = Path(root), Path(work)
settings.MEDIA_LEASE_SECONDS = int(lease)
from media_pipeline import pipeline
print("published" if pipeline.work(int(job)) else "not mine", flush=True)
"""


def worker(job: Job, settings, *, prefix: tuple[str, ...] = (), work: str = "", lease: int = 30):
    """A worker process of its own, on the tests' database and files."""
    folder = work or settings.MEDIA_WORK_DIR
    return another_process(WORKER, settings.MEDIA_ROOT, folder, job.pk, lease, prefix=prefix)


def running_ffmpegs(folder: Path) -> list[int]:
    """Processes that name this working folder."""
    found = []
    for entry in Path("/proc").iterdir():
        try:
            if entry.name.isdigit() and str(folder).encode() in (entry / "cmdline").read_bytes():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


@transactional
def test_a_worker_killed_in_the_middle_is_replaced_and_publishes_once(tmp_path, settings):
    path = make_video(tmp_path / "long.mp4", seconds=60, size="854x480")
    asset = services.import_file(acting_user=UserFactory(), path=path)
    job = job_of(asset)
    first = worker(job, settings)
    deadline = time.monotonic() + 60
    while job.percent < 2 and time.monotonic() < deadline:
        time.sleep(0.05)
        job.refresh_from_db()
    assert job.state == Job.State.RUNNING
    assert job.stage == Job.Stage.TRANSCODING
    assert running_ffmpegs(Path(settings.MEDIA_WORK_DIR)), "or their end would say nothing"
    # However slowly the next worker starts: the lease of the first one still runs.
    Job.objects.update(lease_until=timezone.now() + timedelta(hours=1))
    first.send_signal(signal.SIGKILL)
    first.wait()
    deadline = time.monotonic() + 20
    while running_ffmpegs(Path(settings.MEDIA_WORK_DIR)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert running_ffmpegs(Path(settings.MEDIA_WORK_DIR)) == [], "ffmpeg dies with its worker"
    early = worker(job, settings)
    assert early.communicate(timeout=60)[0].strip() == "not mine", "the lease still runs"
    Job.objects.update(lease_until=ago(1))
    assert services.sweep() == 1
    both = [worker(job, settings), worker(job, settings)]
    said = sorted(w.communicate(timeout=240)[0].strip() for w in both)
    assert said == ["not mine", "published"]
    job.refresh_from_db()
    assert (job.state, job.lease, job.attempts) == (Job.State.DONE, 2, 2)
    assert Publication.objects.count() == 1
    folders = {key.split("/")[3] for key in storage.walk(storage.MADE)}
    assert folders == {f"{job.pk}-2"}


@transactional
def test_a_really_full_disk_is_said_plainly_and_the_job_waits(tmp_path, settings):
    small = tmp_path / "small"
    prefix = small_disk(small)
    path = make_video(tmp_path / "video.mp4", seconds=40, size="854x480")
    asset = services.import_file(acting_user=UserFactory(), path=path)
    done = worker(job_of(asset), settings, prefix=prefix, work=str(small))
    said, errors = done.communicate(timeout=120)
    assert said.strip() == "not mine", errors
    job = job_of(asset)
    assert (job.state, job.error_code, job.attempts) == (Job.State.QUEUED, "disk_full", 0)
    Job.objects.update(not_before=None)
    assert converted(asset).is_ready
