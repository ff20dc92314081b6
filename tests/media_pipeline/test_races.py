"""Two requests of one person at the same moment, on connections of their own."""

import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from django.test import Client

from media_pipeline import services, storage
from media_pipeline.errors import MediaError
from media_pipeline.models import Asset, Upload
from media_pipeline.services import announcing, finishing, receiving
from tests.beside import WAIT, Beside, Held
from tests.factories.media import make_uploader
from tests.media_pipeline.tus import Tus

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def owner():
    return make_uploader()


def test_two_files_announced_at_once_do_not_pass_the_quota_together(owner, settings, monkeypatch):
    settings.MEDIA_QUOTA_BYTES = 15_000
    counting, both = announcing._total, threading.Barrier(2, timeout=1)

    def slowly(rows: Any) -> int:
        """Counts, and lets the other one count too before either writes its row."""
        counted = counting(rows)
        with suppress(threading.BrokenBarrierError):
            both.wait()  # In vain: the other one waits for our row, as it should.
        return counted

    monkeypatch.setattr(announcing, "_total", slowly)
    announced = services.Announcement(name="a.mp4", size=10_000)

    def announce() -> Any:
        return services.create_upload(acting_user=owner, announced=announced)

    results = [thread.result() for thread in [Beside(announce), Beside(announce)]]
    refused = [one for one in results if isinstance(one, MediaError)]
    assert [one.code for one in refused] == ["quota"], results
    assert Upload.objects.count() == 1


def whole_upload(owner: Any, data: bytes) -> tuple[str, Callable[[], Any]]:
    """An upload all of whose bytes are in and that is no asset yet: its address, and a question
    for it as a browser asks."""
    client = Client()
    client.force_login(owner)
    address = Tus(client).create(len(data))["Location"]
    upload = Upload.objects.get()
    storage.incoming_path(upload.pk).write_bytes(data)
    Upload.objects.update(offset=len(data))
    return address, lambda: Tus(client).head(address)


@pytest.mark.parametrize("step", ["_move", "register_asset"])
def test_of_two_that_finish_an_upload_one_is_told_to_ask_again(owner, video, monkeypatch, step):
    data = video.read_bytes()
    _address, ask = whole_upload(owner, data)
    held = Held(getattr(finishing, step))
    monkeypatch.setattr(finishing, step, held)
    first = Beside(ask)
    assert held.reached.wait(WAIT)
    second = ask()
    assert second.status_code == 423
    held.let_go.set()
    finished = first.result()
    assert finished.status_code == 200, finished
    asset = Asset.objects.get()
    assert finished["Upload-Asset"] == ask()["Upload-Asset"] == str(asset.pk)
    with storage.open_file(asset.storage_key) as file:
        assert file.read() == data
    assert list(storage.walk(storage.SOURCES)) == [asset.storage_key]


def test_one_whose_turn_ran_out_while_it_moved_the_file_breaks_nothing(owner, video, monkeypatch):
    """A store so slow that the lease ends before the file has arrived there."""
    _address, ask = whole_upload(owner, video.read_bytes())
    held = Held(finishing.register_asset)
    monkeypatch.setattr(finishing, "register_asset", held)
    first = Beside(ask)
    assert held.reached.wait(WAIT)
    Upload.objects.update(writer_until=None, writer="")
    second = ask()
    held.let_go.set()
    statuses = {second.status_code, first.result().status_code}
    assert statuses <= {200, 409, 423}
    assert 200 in statuses
    assert ask()["Upload-Asset"] == str(Asset.objects.get().pk)


def test_a_question_asked_before_the_file_was_moved_does_not_begin_it_again(owner, video):
    data = video.read_bytes()
    _address, ask = whole_upload(owner, data)
    asked = Upload.objects.get()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(finishing, "register_asset", lambda **told: None)
        finishing.finish_upload(upload=Upload.objects.get())
    assert receiving.reconcile(asked) == len(data)
    assert Upload.objects.get().offset == len(data)
    with pytest.raises(MediaError, match="busy"):
        finishing._move(asked)
    assert ask()["Upload-Asset"] == str(Asset.objects.get().pk)
