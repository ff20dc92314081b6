"""How the segments that ffmpeg cut are offered to a player."""

import pytest

from media_pipeline import conf, hls
from media_pipeline.hls import Index
from media_pipeline.transcode import Made, _with_first_segment

LENGTHS = (*conf.FIRST_SEGMENTS, conf.SEGMENT_SECONDS, conf.SEGMENT_SECONDS)


def index(bytes_per_second: int) -> Index:
    segments, start = [], 800
    for seconds in LENGTHS:
        segments.append((float(seconds), seconds * bytes_per_second, start))
        start += seconds * bytes_per_second
    return Index(map=(800, 0), segments=tuple(segments))


def offered(tmp_path, lowest: int, next_one: int) -> list[list[float]]:
    made = [
        Made("240p", tmp_path / "a", index(lowest)), Made("480p", tmp_path / "b", index(next_one)),
    ]  # fmt: skip
    return [[s[0] for s in one.index.segments] for one in _with_first_segment(made) if one.index]


def test_a_light_video_begins_with_one_segment_in_every_quality(tmp_path) -> None:
    assert offered(tmp_path, 9_000, 20_000) == [[5, 4, 4], [5, 4, 4]]


def test_a_heavy_video_begins_with_short_ones_in_every_quality(tmp_path) -> None:
    assert offered(tmp_path, 23_000, 80_000) == [[2, 3, 4, 4], [2, 3, 4, 4]]


def test_segments_put_together_lose_no_byte_and_no_time() -> None:
    before, after = index(9_000), index(9_000).with_one_first(2)
    assert after.seconds == before.seconds
    assert after.segments[0] == (5.0, 45_000, 800)
    assert after.segments[1:] == before.segments[2:]
    assert after.as_json()["target"] == 5
    assert "#EXTINF:5.000000,\n#EXT-X-BYTERANGE:45000@800" in hls.media_playlist(
        after.as_json(), "240p.mp4"
    )


@pytest.mark.parametrize("count", [1, 2, 5])
def test_a_video_shorter_than_its_first_segments_keeps_what_it_has(count: int) -> None:
    short = Index(map=(800, 0), segments=((1.5, 9_000, 800),))
    assert short.with_one_first(count) == short
