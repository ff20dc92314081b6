"""A new file is looked into at once, whatever is being converted before it."""

from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from media_pipeline import conf, jobs, pipeline, services, storage
from media_pipeline.errors import PassingError
from media_pipeline.models import Asset, Job
from media_pipeline.tasks import check_asset
from tests.factories.media import make_uploader

pytestmark = pytest.mark.django_db


@pytest.fixture
def cut(video, tmp_path) -> Path:
    """A video without its second half."""
    path = tmp_path / "nua.mp4"
    path.write_bytes(video.read_bytes()[: video.stat().st_size // 2])
    return path


def taken(path: Path) -> Asset:
    return services.import_file(acting_user=make_uploader(), path=path)


def status(asset: Asset, client) -> dict:
    client.force_login(asset.owner)
    return client.get(f"/phat/{asset.pk}/trang-thai/").json()


def test_a_damaged_file_is_refused_before_its_turn(video, cut, client):
    before, asset = taken(video), taken(cut)
    assert check_asset.call(asset_id=str(asset.pk))
    told = status(asset, client)
    assert told["state"] == "failed"
    assert "hỏng" in told["message"]
    assert asset.jobs.get().state == Job.State.FAILED
    assert before.jobs.get().state == Job.State.QUEUED
    assert jobs.claim(asset.jobs.get().pk) is None


@pytest.mark.django_db(transaction=True)
def test_the_check_waits_behind_no_conversion_and_nothing_waits_behind_it(cut):
    asset = taken(cut)
    queues = DBTaskResult.objects.values_list("queue_name", "args_kwargs")
    check = {"args": [], "kwargs": {"asset_id": str(asset.pk)}}
    assert ("checks", check) in queues


def test_a_sound_file_keeps_its_place(video):
    asset = taken(video)
    assert not pipeline.check(asset.pk)
    asset.refresh_from_db()
    assert asset.state == Asset.State.QUEUED
    assert asset.jobs.get().state == Job.State.QUEUED
    assert not list(conf.work_dir().glob("copy-*"))


def test_a_file_that_is_being_converted_is_left_to_its_worker(cut):
    asset = taken(cut)
    lease = jobs.claim(asset.jobs.get().pk)
    assert lease
    assert not pipeline.check(asset.pk)
    assert jobs.beat(lease, stage="probing", percent=0)
    asset.refresh_from_db()
    assert asset.error_code == ""


def test_trouble_of_ours_refuses_nobody(cut, monkeypatch):
    def away(key):
        raise PassingError("storage", status=503)

    asset = taken(cut)
    monkeypatch.setattr(storage, "at_hand", away)
    assert not pipeline.check(asset.pk)
    assert asset.jobs.get().state == Job.State.QUEUED


def test_a_slow_machine_refuses_nobody(video, monkeypatch):
    monkeypatch.setattr(conf, "PROBE_WALL_SECONDS", 0)
    asset = taken(video)
    assert not pipeline.check(asset.pk)
    assert asset.jobs.get().state == Job.State.QUEUED


def test_a_file_deleted_meanwhile_is_nobodys_affair(cut):
    asset = taken(cut)
    services.delete_asset(acting_user=asset.owner, asset=asset)
    assert not pipeline.check(asset.pk)
