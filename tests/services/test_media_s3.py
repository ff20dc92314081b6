"""Uploads and playing with a real S3 (SeaweedFS): presigned parts, playlists, an unreachable
store. The rules are those of tests/media_pipeline; here is what only a real store can show."""

import base64
import hashlib
import re
from datetime import timedelta
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.files.storage import default_storage
from django.utils import timezone

from media_pipeline import conf, jobs, pipeline, s3, services, storage
from media_pipeline.models import Asset, Job, Upload
from tests.factories.media import make_result, make_uploader, make_video, published
from tests.factories.people import UserFactory
from tests.media_pipeline.byte_ranges import CONTRACT, Answer, Place

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db,
    pytest.mark.skipif(not django_settings.S3_BUCKET, reason="needs S3 (make test-services)"),
]


@pytest.fixture(autouse=True)
def _own_folders(settings, tmp_path):
    settings.MEDIA_INCOMING_DIR = tmp_path / "uploads"
    settings.MEDIA_WORK_DIR = tmp_path / "work"


@pytest.fixture(scope="module")
def video(tmp_path_factory):
    """More than one part of 8 MiB."""
    return make_video(
        tmp_path_factory.mktemp("v") / "bai-giang.mp4",
        seconds=6,
        size="640x480",
        options=("-vf", "noise=alls=100:allf=t", "-c:v", "libx264", "-preset", "ultrafast",
                 "-qp", "10", "-c:a", "aac"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def made(video, tmp_path_factory):
    return make_result(video, tmp_path_factory.mktemp("made") / "out")


@pytest.fixture
def owner(client):
    owner = make_uploader()
    client.force_login(owner)
    return owner


def http(method: str, address: str, body: bytes | None = None, **headers: str):
    """A plain request, as a browser makes it: no client library, no credentials."""
    parts = urlsplit(address)
    line = HTTPConnection(parts.netloc, timeout=30)
    line.request(method, f"{parts.path}?{parts.query}", body=body, headers=headers)
    answer = line.getresponse()
    return answer.status, answer.read(), answer.headers


def announce(client, data: bytes, **changes):
    told = {
        "name": "bai-giang.mp4",
        "size": len(data),
        "type": "video/mp4",
        "purpose": "page:12",
        "head": hashlib.sha256(data[: conf.FINGERPRINT_BYTES]).hexdigest(),
        "tail": hashlib.sha256(data[-conf.FINGERPRINT_BYTES :]).hexdigest(),
        "start": base64.b64encode(data[:4096]).decode(),
        **changes,
    }
    return client.post("/tai-len/s3/", told, content_type="application/json")


def send_part(client, place: str, data: bytes, number: int, size: int) -> None:
    address = client.get(f"{place}phan/{number}/").json()["address"]
    status, body, _ = http("PUT", address, data[(number - 1) * size : number * size])
    assert status == 200, body


def test_a_file_sent_in_parts_becomes_an_asset(client, owner, video):
    data = video.read_bytes()
    begun = announce(client, data)
    assert begun.status_code == 201, begun.content
    size, place = begun.json()["part_size"], f"/tai-len/s3/{begun.json()['id']}/"
    assert len(data) > size, "the test file has several parts"
    send_part(client, place, data, 1, size)

    listed = client.get("/tai-len/dang-do/").json()
    assert listed["adapter"] == "s3"
    assert client.get(place).json()["parts"] == [1], "after a reload the first part stands"
    assert client.post(f"{place}xong/").status_code == 409, "not all parts are in"

    for number in range(2, -(-len(data) // size) + 1):
        send_part(client, place, data, number, size)
    done = client.post(f"{place}xong/")
    assert done.status_code == 200, done.content
    asset = Asset.objects.get(pk=done.json()["asset"])
    with default_storage.open(asset.storage_key) as file:
        assert hashlib.sha256(file.read()).digest() == hashlib.sha256(data).digest()
    assert client.post(f"{place}xong/").json()["asset"] == str(asset.pk), "safe to repeat"


def test_nobody_else_gets_an_address_for_a_part(client, owner, video):
    place = f"/tai-len/s3/{announce(client, video.read_bytes()).json()['id']}/"
    client.force_login(UserFactory())
    answers = [
        client.get(place),
        client.get(f"{place}phan/1/"),
        client.post(f"{place}xong/"),
        client.delete(place),
    ]
    assert {a.status_code for a in answers} == {404}


def test_a_text_named_mp4_is_refused_before_a_byte_is_stored(client, owner):
    answer = announce(client, b"chi la van ban " * 1000)
    assert (answer.status_code, answer.json()["code"]) == (415, "not_video")


def test_a_client_that_lied_about_its_first_bytes_is_found_out(client, owner, video):
    text = b"chi la van ban " * 1000
    lie = base64.b64encode(video.read_bytes()[:4096]).decode()
    begun = announce(client, text, start=lie).json()
    place = f"/tai-len/s3/{begun['id']}/"
    send_part(client, place, text, 1, begun["part_size"])
    assert client.post(f"{place}xong/").json()["code"] == "not_video"
    assert not Asset.objects.exists()
    assert not default_storage.exists(Upload.objects.get().storage_key)


def test_a_part_takes_no_more_bytes_than_the_file_has_there(client, owner, video):
    data = video.read_bytes()
    upload = announce(client, data).json()["id"]
    last = -(-len(data) // conf.S3_PART_BYTES)
    rest = data[(last - 1) * conf.S3_PART_BYTES :]
    address = client.get(f"/tai-len/s3/{upload}/phan/{last}/").json()["address"]
    assert http("PUT", address, rest + b"x")[0] == 403
    assert http("PUT", address, data[: conf.S3_PART_BYTES])[0] == 403
    assert http("PUT", address, rest)[0] == 200


def test_a_cancelled_upload_leaves_nothing_in_the_store(client, owner, video):
    data = video.read_bytes()
    begun = announce(client, data).json()
    place = f"/tai-len/s3/{begun['id']}/"
    send_part(client, place, data, 1, begun["part_size"])
    row = Upload.objects.get()
    assert client.delete(place).status_code == 204
    answer = s3.client().list_multipart_uploads(Bucket=django_settings.S3_BUCKET)
    assert row.s3_upload_id not in [u["UploadId"] for u in answer.get("Uploads", [])]


def test_playlists_lead_to_the_store_and_only_with_a_signature(client, owner, video, made):
    asset = published(services.import_file(acting_user=owner, path=video), *made)
    text = client.get(f"/phat/{asset.pk}/240p.m3u8").content.decode()
    address = re.search(r'URI="([^"]+)"', text)[1]
    assert address.startswith(django_settings.S3_PUBLIC_ENDPOINT)
    status, body, headers = http("GET", address, Range="bytes=4-7")
    assert (status, body) == (206, b"ftyp")
    assert headers["Content-Range"].startswith("bytes 4-7/")
    assert http("GET", address, Range="bytes=999999999-")[0] == 416
    assert http("GET", address.split("?")[0])[0] == 403
    altered = address[:-1] + ("0" if address[-1] != "0" else "1")
    assert http("GET", altered)[0] == 403
    for name in ("anh-bia.webp", "anh-nho.webp", "anh-nho.vtt"):
        assert client.get(f"/phat/{asset.pk}/{name}").status_code == 200
    kept = client.get(f"/phat/{asset.pk}/video.mp4?tai-ve=1")
    assert kept.status_code == 302
    assert "attachment" in http("GET", kept["Location"])[2]["Content-Disposition"]
    client.force_login(UserFactory())
    assert client.get(f"/phat/{asset.pk}/240p.m3u8").status_code == 404


def test_bytes_are_answered_as_every_player_needs_them(video, subtests):
    """The table that our own view keeps too (tests/media_pipeline/test_playback.py)."""
    key = storage.put(storage.source_key(), video)
    addresses = {method: s3.presign(method, key, seconds=600) for method in ("GET", "HEAD")}

    def ask(method: str, headers: dict[str, str]) -> Answer:
        return Answer(*http(method, addresses[method], **headers))

    place = Place(ask, video.read_bytes())
    for name, holds in CONTRACT.items():
        if name == "if-range, another":
            continue  # SeaweedFS gives the part. No harm: what lies under a key never changes.
        with subtests.test(name):
            holds(place)


def test_an_address_out_of_date_is_refused_by_the_store(video):
    key = storage.put(storage.source_key(), video)
    old = s3.presign("GET", key, seconds=1, now=timezone.now() - timedelta(minutes=5))
    assert http("GET", old)[0] == 403
    assert http("GET", s3.presign("GET", key, seconds=60), Range="bytes=0-0")[0] == 206


def test_our_signature_equals_the_client_librarys():
    key = "media/Hàm số (1)/a~b.mp4"
    theirs = s3.client().generate_presigned_url(
        "get_object", {"Bucket": django_settings.S3_BUCKET, "Key": key}, ExpiresIn=300
    )
    moment = re.search(r"X-Amz-Date=(\w+)", theirs)[1]
    from datetime import UTC, datetime

    now = datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    ours = s3.presign("GET", key, seconds=300, now=now)
    assert signature_of(ours) == signature_of(theirs)


def signature_of(address: str) -> str:
    return re.search(r"X-Amz-Signature=(\w+)", address)[1]


@pytest.mark.django_db(transaction=True)
def test_an_unreachable_store_is_said_plainly_and_the_job_waits(client, owner, video, monkeypatch):
    """The job's store is a port where nobody listens; nothing is lost."""
    from botocore.config import Config

    asset = services.import_file(acting_user=owner, path=video)
    job = asset.jobs.get()
    with monkeypatch.context() as patch:
        backend = type(default_storage._wrapped)
        dead = backend(
            bucket_name=django_settings.S3_BUCKET,
            endpoint_url="http://127.0.0.1:9",
            access_key="x",
            secret_key="x",
            client_config=Config(connect_timeout=1, retries={"max_attempts": 0}),
        )
        patch.setattr(storage, "default_storage", dead)
        assert pipeline.work(job.pk) is False
    job.refresh_from_db()
    assert (job.state, job.error_code, job.attempts) == (Job.State.QUEUED, "storage", 0)
    answer = client.get(f"/phat/{asset.pk}/trang-thai/").json()
    assert answer["message"]
    Job.objects.update(not_before=timezone.now() - timedelta(seconds=1))
    assert job.pk in jobs.due()
    assert pipeline.work(job.pk) is True


def test_a_damaged_file_in_the_store_is_refused_before_its_turn(video, owner, tmp_path):
    cut = tmp_path / "nua.mp4"
    cut.write_bytes(video.read_bytes()[: video.stat().st_size // 2])
    asset = services.import_file(acting_user=owner, path=cut)
    assert pipeline.check(asset.pk)
    asset.refresh_from_db()
    assert asset.state == Asset.State.FAILED
    assert not list(conf.work_dir().glob("copy-*"))
