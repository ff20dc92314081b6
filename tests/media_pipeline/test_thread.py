"""The whole way: a file comes in by tus, is converted, and plays."""

import re

import pytest

from media_pipeline.models import Asset, Upload
from tests.factories.media import converted, make_uploader
from tests.media_pipeline.tus import Tus

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_uploaded_video_is_converted_and_plays(client, video):
    owner = make_uploader()
    client.force_login(owner)
    asset = Asset.objects.get(pk=Tus(client).send(video, purpose="page:12"))
    assert asset.state == Asset.State.QUEUED
    assert Upload.objects.get().state == Upload.State.DONE

    asset = converted(asset)
    assert asset.state == Asset.State.READY, asset.error_code
    assert (asset.width, asset.height, asset.has_audio) == (320, 240, True)

    place = f"/phat/{asset.pk}"
    master = client.get(f"{place}/master.m3u8")
    assert master["Cache-Control"] == "private, no-store"
    assert "RESOLUTION=320x240" in master.content.decode()
    playlist = client.get(f"{place}/240p.m3u8").content.decode()
    address = re.search(r'URI="([^"]+)"', playlist)[1]
    answer = client.get(address, headers={"Range": "bytes=4-7"})
    assert answer.status_code == 206
    assert b"".join(answer.streaming_content) == b"ftyp"
    for name in ("video.mp4", "anh-bia.webp", "anh-nho.webp", "anh-nho.vtt", "trang-thai/"):
        assert client.get(f"{place}/{name}").status_code == 200, name
