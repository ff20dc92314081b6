"""Playing: who may, for how long, and byte for byte as RFC 9110 wants it."""

import re
import time
from http.client import HTTPConnection
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.test import Client

from lms.core import media_rights
from media_pipeline import hls, ranges, selectors, services, storage, tokens
from media_pipeline.models import Asset
from tests.factories.media import make_result, make_video, published
from tests.factories.media_published import caption_of
from tests.factories.people import UserFactory
from tests.media_pipeline.byte_ranges import CONTRACT, Answer, Place

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def source(tmp_path_factory):
    return make_video(tmp_path_factory.mktemp("v") / "a.mp4", seconds=6, size="640x480")


@pytest.fixture(scope="module")
def made(source, tmp_path_factory):
    return make_result(source, tmp_path_factory.mktemp("made") / "out")


@pytest.fixture
def asset(source, made) -> Asset:
    cache.clear()
    asset = services.import_file(acting_user=UserFactory(), path=source, name="Bài 5 – Hàm số.mp4")
    return published(asset, *made)


@pytest.fixture
def owner(client, asset):
    client.force_login(asset.owner)
    return client


@pytest.fixture
def allowed(monkeypatch):
    """People whom some app lets play everything."""
    people: list[object] = []
    monkeypatch.setattr(media_rights, "_rights", [lambda user, asset_id: user in people])
    return people


def address_of(client, asset, name="240p") -> str:
    text = client.get(f"/phat/{asset.pk}/{name}.m3u8").content.decode()
    return re.search(r'URI="([^"]+)"', text)[1]


def body(answer) -> bytes:
    return b"".join(answer.streaming_content)


def whole_file(asset, name="240p") -> bytes:
    key = asset.published.renditions.get(name=name).file_key
    with storage.open_file(key) as file:
        return file.read()


PLACES = [
    "master.m3u8",
    "240p.m3u8",
    "audio.m3u8",
    "video.mp4",
    "video.mp4?tai-ve=1",
    "anh-bia.webp",
    "anh-nho.webp",
    "anh-nho.vtt",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_stranger_gets_nothing_and_a_reader_does(asset, client, allowed, place):
    reader = UserFactory()
    client.force_login(reader)
    path = f"/phat/{asset.pk}/{place}"
    assert client.get(path).status_code == 404
    allowed.append(reader)
    answer = client.get(path)
    assert answer.status_code == 200
    assert "private" in answer["Cache-Control"] or "no-store" in answer["Cache-Control"]


def test_a_visitor_gets_nothing(asset, client):
    answers = {client.get(f"/phat/{asset.pk}/{place}").status_code for place in PLACES}
    assert answers == {404}
    assert client.get(f"/phat/{asset.pk}/trang-thai/").status_code == 401


def test_how_far_it_is_and_the_files_name_are_for_those_who_write_with_it(
    asset, client, allowed, monkeypatch
):
    reader, writer = UserFactory(), UserFactory()
    allowed += [reader, writer]
    monkeypatch.setattr(media_rights, "_editors", [lambda user, asset_id: user == writer])
    answers = {}
    for who in (reader, writer, asset.owner):
        client.force_login(who)
        answers[who] = client.get(f"/phat/{asset.pk}/trang-thai/").status_code
    assert answers == {reader: 404, writer: 200, asset.owner: 200}


def test_a_reader_reads_the_tracks_that_were_reviewed_and_no_newer_one(
    asset, client, allowed, monkeypatch
):
    reader, writer = UserFactory(), UserFactory()
    allowed += [reader, writer]
    frozen, fresh = (caption_of(asset, text, superseded=not text) for text in ("", "Mới"))
    monkeypatch.setattr(media_rights, "_captions", [lambda user, pk: pk == frozen.pk])
    monkeypatch.setattr(media_rights, "_editors", [lambda user, asset_id: user == writer])

    def found(user) -> list[int]:
        client.force_login(user)
        places = [f"/phat/{asset.pk}/phu-de/{track.pk}.vtt" for track in (frozen, fresh)]
        return [client.get(place).status_code for place in places]

    assert found(reader) == [200, 404]
    assert found(writer) == [200, 200]
    assert found(asset.owner) == [200, 200]


def test_a_visitor_may_play_what_is_public(asset, client, monkeypatch):
    monkeypatch.setattr(media_rights, "_rights", [lambda user, asset_id: True])
    assert client.get(f"/phat/{asset.pk}/master.m3u8").status_code == 200
    assert client.get(address_of(client, asset)).status_code == 200


def test_an_asset_that_is_not_there_answers_like_a_forbidden_one(client, asset):
    client.force_login(UserFactory())
    answers = [client.get(f"/phat/{pk}/master.m3u8") for pk in (uuid4(), asset.pk)]
    assert {a.status_code for a in answers} == {404}


def test_the_master_names_codecs_rates_and_honest_bandwidths(owner, asset):
    text = owner.get(f"/phat/{asset.pk}/master.m3u8").content.decode()
    lines = text.splitlines()
    assert lines[0] == "#EXTM3U"
    assert [line for line in lines if not line.startswith("#")] == [
        "240p.m3u8",
        "360p.m3u8",
        "480p.m3u8",
    ]
    first = lines[3]
    assert 'CODECS="avc1.4d' in first
    assert "mp4a.40.2" in first
    assert "RESOLUTION=320x240" in first
    assert "FRAME-RATE=25.000" in first
    peak = int(re.search(r":BANDWIDTH=(\d+)", first)[1])
    mean = int(re.search(r"AVERAGE-BANDWIDTH=(\d+)", first)[1])
    index = asset.published.renditions.get(name="240p").segments
    assert peak == max(-(-8 * size // seconds) for seconds, size, _ in index["list"])
    assert mean <= peak


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("max=240", ["240p"]),
        ("max=360", ["240p", "360p"]),
        ("max=100", ["240p"]),
        ("max=x", ["240p", "360p", "480p"]),
        (f"max={'9' * 5000}", ["240p", "360p", "480p"]),
        ("audio=1", ["audio"]),
    ],
)
def test_the_data_saver_gets_a_shorter_master(owner, asset, query, names):
    text = owner.get(f"/phat/{asset.pk}/master.m3u8?{query}").content.decode()
    found = [line.removesuffix(".m3u8") for line in text.splitlines() if line[0] != "#"]
    assert found == names


def test_megabytes_come_from_stored_sizes(asset):
    sizes = {r.name: r.bytes for r in asset.published.renditions.all()}
    found = selectors.playable(asset)
    assert found.megabytes["480p"] == round(sizes["480p"] / 1e6, 1)


def test_a_playlist_covers_the_file_without_a_gap(owner, asset):
    text = owner.get(f"/phat/{asset.pk}/240p.m3u8").content.decode()
    index = hls.read_index(text)
    at = index.map[1] + index.map[0]
    for _seconds, length, offset in index.segments:
        assert offset == at
        at += length
    assert at == len(whole_file(asset))
    assert text.rstrip().endswith("#EXT-X-ENDLIST")


def test_every_line_carries_the_one_address(owner, asset):
    text = owner.get(f"/phat/{asset.pk}/240p.m3u8").content.decode()
    assert len(set(re.findall(r"/phat/\S+?(?=\"|\s)", text))) == 1


# --- byte ranges ---------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_bytes_are_answered_as_every_player_needs_them(asset, live_server, subtests):
    """The table that the object store keeps too (tests/services/test_media_s3.py)."""
    client = Client()
    client.force_login(asset.owner)
    address = address_of(client, asset)
    cookie = f"sessionid={client.cookies['sessionid'].value}"
    host = live_server.url.removeprefix("http://")

    def ask(method: str, headers: dict[str, str]) -> Answer:
        line = HTTPConnection(host, timeout=60)
        try:
            line.request(method, address, headers={**headers, "Cookie": cookie})
            answer = line.getresponse()
            return Answer(answer.status, answer.read(), answer.headers)
        finally:
            line.close()

    place = Place(ask, whole_file(asset))
    for name, holds in CONTRACT.items():
        with subtests.test(name):
            holds(place)


@pytest.mark.parametrize("header", ["bytes=99999999999-", "bytes=-0"])
def test_a_range_behind_the_end_is_416(owner, asset, header):
    answer = owner.get(address_of(owner, asset), headers={"Range": header})
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(whole_file(asset))}"


@pytest.mark.parametrize(
    "header",
    ["bytes=5-2", "bytes=a-b", "seconds=1-2", "bytes=0-1,5-6", "bytes=-", f"bytes=0-{'9' * 5000}"],
)
def test_a_range_that_makes_no_sense_is_ignored(owner, asset, header):
    answer = owner.get(address_of(owner, asset), headers={"Range": header})
    assert answer.status_code == 200
    assert body(answer) == whole_file(asset)


def test_if_range_gives_a_part_only_of_the_same_file(owner, asset):
    address = address_of(owner, asset)
    plain = owner.get(address)
    body(plain)

    def asked(condition: str) -> int:
        headers = {"Range": "bytes=0-9", "If-Range": condition}
        answer = owner.get(address, headers=headers)
        body(answer)
        return answer.status_code

    assert asked(plain["ETag"]) == 206
    assert asked(plain["Last-Modified"]) == 206
    assert asked('"another"') == 200
    assert asked(f"W/{plain['ETag']}") == 200
    assert asked("Mon, 01 Jan 2001 00:00:00 GMT") == 200


def test_head_tells_the_size_without_bytes(owner, asset):
    answer = owner.head(address_of(owner, asset))
    assert int(answer["Content-Length"]) == len(whole_file(asset))
    assert answer["Accept-Ranges"] == "bytes"
    assert answer.content == b""
    part = owner.head(address_of(owner, asset), headers={"Range": "bytes=0-9"})
    assert (part.status_code, part["Content-Length"]) == (206, "10")


def test_bytes_are_never_compressed_on_the_way(owner, asset):
    headers = {"Range": "bytes=0-99999", "Accept-Encoding": "gzip"}
    answer = owner.get(address_of(owner, asset), headers=headers)
    assert "Content-Encoding" not in answer
    assert body(answer) == whole_file(asset)[:100000]


def test_only_reading_is_allowed(owner, asset):
    assert owner.post(address_of(owner, asset)).status_code == 405


# --- signed addresses ----------------------------------------------------------------------


def test_an_address_lives_as_long_as_the_video_and_half_an_hour(owner, asset, monkeypatch):
    address = address_of(owner, asset)
    now = time.time()
    monkeypatch.setattr(tokens.time, "time", lambda: now + asset.duration + 1700)
    assert owner.head(address).status_code == 200
    monkeypatch.setattr(tokens.time, "time", lambda: now + asset.duration + 1900)
    assert owner.head(address).status_code == 404


@pytest.mark.parametrize("change", ["signature", "expiry", "rendition", "none", "digits", "asset"])
def test_an_altered_address_is_worth_nothing(owner, asset, change):
    address = address_of(owner, asset)
    altered = {
        "signature": address[:-1] + ("A" if address[-1] != "A" else "B"),
        "expiry": re.sub(r"e=(\d+)", lambda m: f"e={int(m[1]) + 1}", address),
        "rendition": address.replace("240p.mp4", "480p.mp4"),
        "none": address.split("?")[0],
        "digits": re.sub(r"e=\d+", f"e={'9' * 5000}", address),
        "asset": address.replace(str(asset.pk), str(uuid4())),
    }[change]
    assert owner.get(altered).status_code == 404


def test_an_address_passed_on_is_worth_nothing(asset, owner, allowed):
    address = address_of(owner, asset)
    other = UserFactory()
    allowed.append(other)
    stranger = Client()
    assert stranger.get(address).status_code == 404
    stranger.force_login(other)
    assert stranger.get(address).status_code == 404


def test_a_right_taken_away_ends_the_playing(asset, client, allowed):
    reader = UserFactory()
    allowed.append(reader)
    client.force_login(reader)
    address = address_of(client, asset)
    assert client.head(address).status_code == 200
    allowed.clear()
    cache.clear()  # Half a minute later.
    assert client.head(address).status_code == 404


def test_bytes_of_a_deleted_asset_are_gone(owner, asset, django_capture_on_commit_callbacks):
    address = address_of(owner, asset)
    with django_capture_on_commit_callbacks(execute=True):
        services.delete_asset(acting_user=asset.owner, asset=asset)
    assert owner.get(address).status_code == 404


def test_the_person_is_not_written_in_the_address(owner, asset):
    address = address_of(owner, asset)
    assert set(re.findall(r"[?&](\w+)=", address)) == {"e", "k"}


def test_a_playlist_of_forty_minutes_is_written_within_five_milliseconds(asset):
    segments = {"target": 4, "map": [800, 0], "list": [[4.0, 9999, i * 9999] for i in range(600)]}
    rendition = asset.published.renditions.get(name="240p")
    best = 9.0
    for _ in range(5):
        begun = time.thread_time()  # Of this thread alone: the machine may be busy.
        hls.media_playlist(segments, tokens.address(asset, rendition, 1))
        best = min(best, time.thread_time() - begun)
    assert best < 0.005


# --- the rest ------------------------------------------------------------------------------


def test_a_download_keeps_its_vietnamese_name(owner, asset):
    answer = owner.get(f"/phat/{asset.pk}/video.mp4?tai-ve=1")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "H%C3%A0m%20s%E1%BB%91.mp4" in answer["Content-Disposition"]
    data = body(answer)
    assert data.find(b"moov") < data.find(b"mdat"), "the index stands first"


def test_a_readers_download_is_named_after_what_they_read_not_after_the_file(
    asset, client, allowed, monkeypatch
):
    reader = UserFactory()
    allowed.append(reader)
    client.force_login(reader)
    place = f"/phat/{asset.pk}/video.mp4?tai-ve=1"
    assert client.get(place)["Content-Disposition"] == 'attachment; filename="video.mp4"'
    monkeypatch.setattr(media_rights, "_titles", [lambda user, asset_id: "Hypebol"])
    assert client.get(place)["Content-Disposition"] == 'attachment; filename="Hypebol.mp4"'


def test_small_pictures_point_into_the_sheet_and_cover_the_video(owner, asset):
    from io import BytesIO

    from PIL import Image

    text = owner.get(f"/phat/{asset.pk}/anh-nho.vtt").content.decode()
    sheet = Image.open(BytesIO(owner.get(f"/phat/{asset.pk}/anh-nho.webp").content))
    places = [tuple(map(int, m.split(","))) for m in re.findall(r"#xywh=([\d,]+)", text)]
    assert len(places) == 3
    assert all(x + w <= sheet.width and y + h <= sheet.height for x, y, w, h in places)
    assert "00:00:00.000 --> 00:00:02.000" in text


def test_the_poster_is_a_picture(owner, asset):
    answer = owner.get(f"/phat/{asset.pk}/anh-bia.webp")
    assert answer["Content-Type"] == "image/webp"
    assert answer.content[8:12] == b"WEBP"


def test_nothing_plays_before_it_is_ready(client):
    from tests.factories.media import AssetFactory

    asset = AssetFactory()
    client.force_login(asset.owner)
    assert client.get(f"/phat/{asset.pk}/master.m3u8").status_code == 404
    assert selectors.playable(asset) is None


def test_what_a_player_needs_costs_three_queries(asset, django_assert_max_num_queries):
    asset = selectors.find(asset.pk)
    with django_assert_max_num_queries(3):
        assert selectors.playable(asset).master == f"/phat/{asset.pk}/master.m3u8"


def test_anonymous_ids_do_not_collide_with_people(asset):
    rendition = asset.published.renditions.get(name="240p")
    assert tokens.address(asset, rendition, None) != tokens.address(asset, rendition, 1)
    assert AnonymousUser().pk is None


def test_a_range_parser_never_answers_outside_the_file():
    for size in (1, 10, 1000):
        for header in ("bytes=0-", "bytes=-1", "bytes=-2000", "bytes=0-5000"):
            first, last = ranges.parse(header, size)
            assert 0 <= first <= last < size
