"""Trouble of the storage: known by what it is, and told to whoever asked."""

import errno
import sqlite3

import psycopg
import pytest
from botocore.exceptions import EndpointConnectionError
from django.conf import settings as django_settings
from django.core.files.storage import FileSystemStorage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError

from media_pipeline import storage, tokens
from media_pipeline.errors import MediaError, PassingError
from media_pipeline.models import Caption
from tests.factories.media import AssetFactory
from tests.factories.media_published import caption_of, published_asset
from tests.factories.people import UserFactory
from tests.media_pipeline.test_captions import SRT

pytestmark = pytest.mark.django_db


def database_error(cause: Exception) -> OperationalError:
    error = OperationalError(str(cause))
    error.__cause__ = cause
    return error


FULL = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EDQUOT, "Disk quota exceeded"),
    database_error(sqlite3.OperationalError("database or disk is full")),
    database_error(psycopg.errors.DiskFull("could not extend file")),
]


@pytest.mark.parametrize("error", FULL, ids=["disk", "quota", "SQLite", "PostgreSQL"])
def test_a_full_disk_is_known_whoever_meets_it(error):
    with pytest.raises(PassingError, match="disk_full"), storage.guarded():
        raise error


@pytest.mark.parametrize(
    "error",
    [
        FileNotFoundError(),
        OSError(errno.EACCES, "Permission denied"),
        database_error(sqlite3.OperationalError("database is locked")),
        MediaError("damaged"),
        ValueError(),
    ],
)
def test_other_errors_stay_what_they_are(error):
    with pytest.raises(type(error)) as raised, storage.guarded():
        raise error
    assert raised.value is error


def test_sqlite_really_says_so(tmp_path):
    with sqlite3.connect(tmp_path / "small.sqlite3") as small:
        small.execute("PRAGMA max_page_count = 4")
        small.execute("CREATE TABLE texts (text)")
        with pytest.raises(sqlite3.OperationalError) as raised:
            small.execute("INSERT INTO texts VALUES (zeroblob(100000))")
    assert storage.trouble_of(database_error(raised.value)).code == "disk_full"


def unreachable(self, name, mode="rb"):
    raise EndpointConnectionError(endpoint_url="s3")


@pytest.mark.parametrize("place", ["anh-bia.webp", "anh-nho.webp", "phu-de", "video.mp4", "240p"])
def test_what_cannot_be_read_now_is_503_with_words(client, monkeypatch, place):
    asset = published_asset(UserFactory())
    client.force_login(asset.owner)
    path = f"/phat/{asset.pk}/{place}"
    if place == "phu-de":
        path = f"/phat/{asset.pk}/phu-de/{caption_of(asset).pk}.vtt"
    if place == "240p":
        rendition = asset.published.renditions.get(name="240p")
        path = tokens.address(asset, rendition, asset.owner_id)
    monkeypatch.setattr(FileSystemStorage, "_open", unreachable)
    answer = client.get(path)
    assert (answer.status_code, answer["Retry-After"]) == (503, "60")
    assert "kho lưu tệp" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


def test_captions_whose_file_is_gone_are_not_found(client):
    asset = published_asset(UserFactory())
    track = caption_of(asset)
    storage.delete(track.storage_key)
    client.force_login(asset.owner)
    assert client.get(f"/phat/{asset.pk}/phu-de/{track.pk}.vtt").status_code == 404


@pytest.mark.skipif(bool(django_settings.S3_BUCKET), reason="the store itself answers there")
def test_a_video_whose_file_is_gone_is_not_found(client):
    asset = published_asset(UserFactory())
    storage.delete(asset.published.renditions.get(name="mp4").file_key)
    client.force_login(asset.owner)
    assert client.get(f"/phat/{asset.pk}/video.mp4").status_code == 404


def test_captions_on_a_full_disk_are_refused_in_words_that_say_to_come_back(client, monkeypatch):
    def full(self, name, content):
        raise FULL[0]

    asset = AssetFactory()
    before = caption_of(asset)
    client.force_login(asset.owner)
    monkeypatch.setattr(FileSystemStorage, "_save", full)
    file = SimpleUploadedFile("phu-de.srt", SRT.encode())
    answer = client.post(f"/phat/{asset.pk}/phu-de/", {"file": file, "language": "vi"})
    assert answer.status_code == 507
    assert "thử lại sau" in answer.json()["message"]
    assert list(Caption.objects.filter(superseded=False)) == [before]
