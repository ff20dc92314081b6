"""Receiving files by tus 1.0: the protocol, and what a school's lines and laptops do to it."""

import base64
import hashlib
import threading
from datetime import timedelta

import pytest
from django.utils import timezone

from media_pipeline import conf, services, storage
from media_pipeline.models import Asset, Upload
from tests.factories.media import make_uploader
from tests.factories.people import UserFactory
from tests.media_pipeline.tus import Tus
from tests.small_disk import another_process, small_disk

pytestmark = pytest.mark.django_db
MP4_HEAD = b"\x00\x00\x00\x18ftypisom" + b"\x00" * 4096


@pytest.fixture
def owner():
    return make_uploader()


@pytest.fixture
def tus(client, owner):
    client.force_login(owner)
    return Tus(client)


def begin(tus: Tus, size: int = 10_000, **told: str) -> str:
    return tus.create(size, **told)["Location"]


def message(answer) -> str:
    return answer.json()["message"]


def test_the_server_says_what_it_can(tus):
    answer = tus.client.options("/tai-len/")
    assert answer["Tus-Version"] == "1.0.0"
    assert {"creation", "checksum", "termination"} <= set(answer["Tus-Extension"].split(","))
    assert "sha1" in answer["Tus-Checksum-Algorithm"]


def test_a_client_of_another_version_is_told_ours(tus):
    answer = tus.client.post("/tai-len/", headers={"Tus-Resumable": "0.2.2"})
    assert answer.status_code == 412
    assert answer["Tus-Version"] == "1.0.0"


def test_an_announced_upload_starts_at_nought(tus):
    answer = tus.head(begin(tus))
    assert (answer["Upload-Offset"], answer["Upload-Length"]) == ("0", "10000")
    assert answer["Cache-Control"] == "no-store"


def test_a_declaration_of_ten_gigabytes_is_refused_at_once(tus):
    answer = tus.create(10 * 1024**3)
    assert answer.status_code == 413
    assert message(answer)
    assert not Upload.objects.exists()


def test_an_empty_file_is_refused_at_once(tus):
    assert tus.create(0).status_code == 422


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 19, "-1", "²", "1e9", ""])
def test_a_size_or_place_that_is_no_number_of_bytes_is_refused(tus, number):
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": number}
    assert tus.client.post("/tai-len/", headers=headers).status_code == 400
    assert not Upload.objects.exists()
    assert tus.patch(begin(tus), number, MP4_HEAD).status_code == 400


def test_what_a_client_tells_about_a_file_is_cleaned_of_null_bytes(tus):
    begin(tus, filename="a\x00.mp4", filetype="video\x00/mp4", purpose="page:\x0012", head="a\x00b")
    row = Upload.objects.get()
    told = (row.name, row.declared_type, row.purpose, row.head_sha256)
    assert told == ("a.mp4", "video/mp4", "page:12", "ab")


@pytest.mark.parametrize(
    "purpose", ["demo:quang-hop-o-thuc-vat", "demo:/tmp/evil", "page:", "page:²", "page:1 2", "x"]
)
def test_a_client_uploads_for_a_page_or_for_nothing(tus, monkeypatch, purpose):
    """Other rooms act on a purpose: what this machine imports itself cannot be claimed."""
    answer = tus.create(1000, purpose=purpose)
    assert answer.status_code == 422
    assert "tải lại trang" in message(answer)
    monkeypatch.setattr("media_pipeline.s3.enabled", lambda: True)
    told = {"name": "a.mp4", "size": 1000, "purpose": purpose}
    answer = tus.client.post("/tai-len/s3/", told, content_type="application/json")
    assert answer.status_code == 422
    assert not Upload.objects.exists()
    assert tus.create(1000, purpose="").status_code == 201


@pytest.mark.parametrize("size", ["1e999", "9" * 5000, '"²"', "null", "[]"])
def test_a_size_for_s3_that_is_no_number_is_refused(tus, monkeypatch, size):
    monkeypatch.setattr("media_pipeline.s3.enabled", lambda: True)
    body = f'{{"name": "a.mp4", "size": {size}}}'
    answer = tus.client.post("/tai-len/s3/", body, content_type="application/json")
    assert answer.status_code == 400


def test_a_quota_counts_what_is_still_coming_in(tus, settings):
    settings.MEDIA_QUOTA_BYTES = 15_000
    assert tus.create(10_000).status_code == 201
    assert tus.create(10_000).json()["code"] == "quota"


def test_the_whole_system_has_a_quota_too(tus, settings):
    settings.MEDIA_TOTAL_QUOTA_BYTES = 5_000
    assert tus.create(10_000).json()["code"] == "total_quota"


HOSTILE = {
    "text": b"day chi la mot tep van ban " * 400,
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>" * 100,
    "html": b"<!doctype html><script>alert(1)</script>" * 200,
    "docx": b"PK\x03\x04\x14\x00\x06\x00" + b"word/document.xml" * 500,
    "playlist": b"#EXTM3U\n#EXT-X-VERSION:3\nhttp://127.0.0.1/secret.ts\n" * 200,
    "ffconcat": b"ffconcat version 1.0\nfile /etc/passwd\n" * 200,
    "png": b"\x89PNG\r\n\x1a\n" + b"\x00" * 9000,
    "heic": b"\x00\x00\x00\x18ftypheic" + b"\x00" * 9000,
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_what_is_no_video_is_refused_on_its_first_piece(tus, kind):
    body = HOSTILE[kind]
    address = begin(tus, len(body), filename="bai-giang.mp4")
    answer = tus.patch(address, 0, body)
    assert answer.status_code == 415
    assert answer.json()["code"] == "not_video"
    assert Upload.objects.get().state == Upload.State.REFUSED
    assert not list(conf.incoming_dir().iterdir())
    assert tus.patch(address, 0, MP4_HEAD).status_code == 422
    assert not Asset.objects.exists()


def test_nobody_else_can_see_write_or_delete_an_upload(tus, client):
    address = begin(tus)
    client.force_login(UserFactory())
    answers = [tus.head(address), tus.patch(address, 0, MP4_HEAD), tus.delete(address)]
    assert [a.status_code for a in answers] == [404, 404, 404]
    assert Upload.objects.count() == 1


def test_a_visitor_is_asked_to_sign_in(client):
    assert Tus(client).create(100).status_code == 401
    assert client.get("/tai-len/dang-do/").status_code == 401


def test_a_forged_form_of_another_site_is_refused(owner):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    assert Tus(strict).create(100).status_code == 403


def test_a_wrong_offset_is_a_conflict_and_changes_nothing(tus):
    address = begin(tus)
    tus.patch(address, 0, MP4_HEAD)
    assert tus.patch(address, 10, b"x").status_code == 409
    assert tus.head(address)["Upload-Offset"] == str(len(MP4_HEAD))


def test_more_than_was_declared_is_refused(tus):
    address = begin(tus, 100)
    assert tus.patch(address, 0, MP4_HEAD).status_code == 413


def test_a_piece_needs_the_right_content_type(tus):
    address = begin(tus)
    headers = {"Tus-Resumable": "1.0.0", "Upload-Offset": "0"}
    answer = tus.client.patch(address, b"x", content_type="text/plain", headers=headers)
    assert answer.status_code == 415


def test_a_damaged_piece_does_not_count(tus):
    address = begin(tus)
    wrong = base64.b64encode(hashlib.sha256(b"other").digest()).decode()
    answer = tus.patch(address, 0, MP4_HEAD, **{"Upload-Checksum": f"sha256 {wrong}"})
    assert answer.status_code == 460
    assert tus.head(address)["Upload-Offset"] == "0"
    right = base64.b64encode(hashlib.sha256(MP4_HEAD).digest()).decode()
    answer = tus.patch(address, 0, MP4_HEAD, **{"Upload-Checksum": f"sha256 {right}"})
    assert answer["Upload-Offset"] == str(len(MP4_HEAD))


def test_a_cancelled_upload_is_gone(tus):
    address = begin(tus)
    tus.patch(address, 0, MP4_HEAD)
    assert tus.delete(address).status_code == 204
    assert tus.head(address).status_code == 404
    assert not list(conf.incoming_dir().iterdir())


def test_the_second_window_is_refused_while_the_first_writes(tus):
    address = begin(tus)
    soon = timezone.now() + timedelta(seconds=10)
    Upload.objects.update(writer="the other window", writer_until=soon)
    answer = tus.patch(address, 0, MP4_HEAD)
    assert answer.status_code == 423
    assert message(answer)


def test_a_connection_that_died_silently_is_replaced(tus):
    address = begin(tus)
    past = timezone.now() - timedelta(seconds=1)
    Upload.objects.update(writer="a dead connection", writer_until=past)
    assert tus.patch(address, 0, MP4_HEAD).status_code == 204


class _DroppedLine:
    """A request whose line drops after some bytes."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def read(self, size: int = -1, /) -> bytes:
        if not self.data:
            raise OSError("connection reset")
        piece, self.data = self.data[:size], self.data[size:]
        return piece


def test_what_came_before_the_line_dropped_is_kept(tus, owner):
    begin(tus, 100_000)
    upload = Upload.objects.get()
    came = services.append_chunk(
        upload=upload, offset=0, source=_DroppedLine(MP4_HEAD), length=100_000
    )
    assert came == len(MP4_HEAD)
    upload.refresh_from_db()
    assert (upload.offset, upload.writer) == (len(MP4_HEAD), "")


class _ReplacedMeanwhile:
    """A slow request that another one replaces while it waits for bytes."""

    def __init__(self, upload: Upload) -> None:
        self.upload = upload
        self.left = [MP4_HEAD]

    def read(self, size: int = -1, /) -> bytes:
        Upload.objects.filter(pk=self.upload.pk).update(writer="the new connection")
        return self.left.pop() if self.left else b""


def test_a_replaced_connection_writes_nothing_any_more(tus):
    begin(tus, 100_000)
    upload = Upload.objects.get()
    with pytest.raises(Exception, match="busy"):
        services.append_chunk(upload=upload, offset=0, source=_ReplacedMeanwhile(upload))
    upload.refresh_from_db()
    assert (upload.offset, upload.writer) == (0, "the new connection")


def test_bytes_written_before_a_kill_and_never_counted_are_cut_off(tus):
    """kill -9 between write and commit: the file is longer than the row says."""
    address = begin(tus, 10_000)
    tus.patch(address, 0, MP4_HEAD)
    path = storage.incoming_path(Upload.objects.get().pk)
    with path.open("ab") as file:
        file.write(b"never counted")
    assert tus.head(address)["Upload-Offset"] == str(len(MP4_HEAD))
    tus.patch(address, len(MP4_HEAD), b"y" * 10)
    assert path.read_bytes() == MP4_HEAD + b"y" * 10


def test_a_file_shorter_than_the_row_corrects_the_row(tus):
    address = begin(tus, 10_000)
    tus.patch(address, 0, MP4_HEAD)
    path = storage.incoming_path(Upload.objects.get().pk)
    path.write_bytes(MP4_HEAD[:1000])
    assert tus.head(address)["Upload-Offset"] == "1000"


def test_a_kill_after_the_last_byte_is_made_good_by_the_next_question(tus, video):
    data = video.read_bytes()
    address = begin(tus, len(data))
    upload = Upload.objects.get()
    storage.incoming_path(upload.pk).write_bytes(data)
    Upload.objects.update(offset=len(data))
    answer = tus.head(address)
    assert answer["Upload-Asset"] == str(Asset.objects.get().pk)


def test_a_kill_after_the_file_was_moved_is_made_good_by_the_next_question(tus, video, monkeypatch):
    data = video.read_bytes()
    address = begin(tus, len(data))
    with monkeypatch.context() as patch:
        patch.setattr("media_pipeline.services.finishing.register_asset", _killed)
        with pytest.raises(KeyboardInterrupt):
            tus.patch(address, 0, data)
    assert not list(conf.incoming_dir().iterdir()), "the file is in the storage"
    listed = tus.client.get("/tai-len/dang-do/").json()["uploads"]
    assert [u["offset"] for u in listed] == [len(data)]
    answer = tus.head(address)
    assert answer["Upload-Offset"] == str(len(data))
    assert answer["Upload-Asset"] == str(Asset.objects.get().pk)
    with storage.open_file(Asset.objects.get().storage_key) as file:
        assert file.read() == data


def _killed(**told):
    raise KeyboardInterrupt


def test_the_same_file_goes_on_and_another_file_is_found_out(tus, video):
    data = video.read_bytes()
    head = hashlib.sha256(data[: conf.FINGERPRINT_BYTES]).hexdigest()
    tail = hashlib.sha256(data[-conf.FINGERPRINT_BYTES :]).hexdigest()
    address = begin(tus, len(data), head=head, tail=tail, purpose="page:12")
    tus.patch(address, 0, data[:5000])
    listed = tus.client.get("/tai-len/dang-do/").json()["uploads"]
    assert [(u["offset"], u["purpose"], u["head"]) for u in listed] == [(5000, "page:12", head)]
    other = data[:5000] + bytes(len(data) - 5000)
    answer = tus.patch(address, 5000, other[5000:])
    assert (answer.status_code, answer.json()["code"]) == (422, "other_file")


def test_unfinished_uploads_are_only_ones_own(tus, client):
    begin(tus)
    client.force_login(UserFactory())
    assert client.get("/tai-len/dang-do/").json()["uploads"] == []


def test_an_upload_left_for_too_long_expires_and_is_swept(tus):
    address = begin(tus)
    tus.patch(address, 0, MP4_HEAD)
    Upload.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert tus.patch(address, len(MP4_HEAD), b"x").status_code == 410
    assert services.delete_orphans()["uploads"] == 1
    assert not list(conf.incoming_dir().iterdir())


def test_a_file_name_is_never_a_path(tus, video):
    answer = tus.send(video, piece=10**9)
    Asset.objects.filter(pk=answer).delete()
    begin(tus, filename="../../etc/passwd\x00.mp4")
    assert Upload.objects.latest("created_at").name == "passwd.mp4"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_at_once_never_mix_their_bytes(owner, settings, video):
    """Really at the same time, on two connections: one writes, the other is sent away."""
    from django.db import connection
    from django.test import Client

    data = video.read_bytes()
    first = Client()
    first.force_login(owner)
    address = begin(Tus(first), len(data))
    statuses: list[int] = []

    def tab() -> None:
        client = Client()
        client.force_login(owner)
        statuses.append(Tus(client).patch(address, 0, data).status_code)
        connection.close()

    tabs = [threading.Thread(target=tab) for _ in range(4)]
    for thread in tabs:
        thread.start()
    for thread in tabs:
        thread.join()
    assert statuses.count(204) == 1
    assert set(statuses) <= {204, 409, 423}
    assert Asset.objects.count() == 1


KILLED = """
settings.MEDIA_INCOMING_DIR = Path(sys.argv[2])
from media_pipeline import services
from media_pipeline.models import Upload
from media_pipeline.services import receiving
def die(self, start, end):
    os.kill(os.getpid(), 9)
receiving.Turn.move_offset = die
row = Upload.objects.get(pk=sys.argv[1])
import io
services.append_chunk(upload=row, offset=row.offset, source=io.BytesIO(b"z" * 3000), length=3000)
"""


@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_write_and_commit_loses_and_doubles_nothing(tus):
    address = begin(tus, 100_000)
    tus.patch(address, 0, MP4_HEAD)
    upload = Upload.objects.get()
    killed = another_process(KILLED, upload.pk, conf.incoming_dir())
    _said, errors = killed.communicate(timeout=120)
    assert killed.returncode == -9, errors
    path = storage.incoming_path(upload.pk)
    assert path.stat().st_size == len(MP4_HEAD) + 3000
    assert tus.head(address)["Upload-Offset"] == str(len(MP4_HEAD))
    assert tus.patch(address, len(MP4_HEAD), b"a" * 5).status_code == 423
    Upload.objects.update(writer_until=timezone.now() - timedelta(seconds=1))
    assert tus.patch(address, len(MP4_HEAD), b"a" * 5).status_code == 204
    assert path.read_bytes() == MP4_HEAD + b"a" * 5


ONTO_A_FULL_DISK = """
from django.contrib.auth import get_user_model
from django.test import Client
from tests.media_pipeline.tus import Tus
disk, pk, video = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
settings.MEDIA_ROOT, settings.MEDIA_INCOMING_DIR = disk / "files", disk / "in"
client = Client()
client.force_login(get_user_model().objects.get(pk=pk))
tus, data = Tus(client), video.read_bytes()
address = tus.create(len(data))["Location"]
half = len(data) // 2
assert tus.patch(address, 0, data[:half]).status_code == 204
ballast = disk / "ballast"
free = os.statvfs(disk)
ballast.write_bytes(bytes(free.f_bavail * free.f_frsize - 8192))
answer = tus.patch(address, half, data[half:])
print(answer.status_code, answer.json()["code"])
print(answer.json()["message"])
print(tus.head(address)["Upload-Offset"] == str(half))
ballast.unlink()
print(tus.patch(address, half, data[half:]).status_code)
"""


@pytest.mark.django_db(transaction=True)
def test_a_really_full_disk_is_said_plainly_and_the_upload_goes_on_later(owner, tmp_path, video):
    disk = tmp_path / "disk"
    prefix = small_disk(disk, "4m")
    done = another_process(ONTO_A_FULL_DISK, disk, owner.pk, video, prefix=prefix)
    said, errors = done.communicate(timeout=120)
    lines = said.splitlines()
    assert lines, errors
    assert lines[0] == "507 disk_full"
    assert "đã đầy" in lines[1]
    assert lines[2:] == ["True", "204"], "what had come in stayed, and the rest follows"
    assert Asset.objects.get().size == video.stat().st_size
