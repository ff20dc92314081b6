"""What comes out of files that are not plain, and what hostile files get."""

import subprocess
from pathlib import Path

import pytest
from PIL import Image

from media_pipeline import command, conf, limits
from media_pipeline.errors import MESSAGES, MediaError
from media_pipeline.plan import make_plan
from media_pipeline.probe import probe
from media_pipeline.transcode import transcode
from tests.factories.media import ffmpeg, make_video

X264 = ("-c:v", "libx264", "-preset", "ultrafast")


def refusal(path: Path) -> str:
    with pytest.raises(MediaError) as refused:
        probe(path)
    return refused.value.code


def test_a_plain_file_is_described(video):
    found = probe(video)
    assert (found.width, found.height, found.has_audio, found.channels) == (320, 240, True, 1)
    assert found.fps == pytest.approx(25, abs=0.1)
    assert found.duration == pytest.approx(3, abs=0.1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.mp4", b""),
        ("text.mp4", b"chi la van ban " * 500),
        ("playlist.mp4", b"#EXTM3U\n#EXT-X-TARGETDURATION:4\n#EXTINF:4,\n/etc/passwd\n"),
        ("concat.mp4", b"ffconcat version 1.0\nfile '/etc/hostname'\n"),
        ("picture.mp4", b"<svg xmlns='http://www.w3.org/2000/svg'/>"),
        ("only-head.mp4", b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isomiso2" + b"\x00" * 9000),
    ],
)
def test_what_is_no_video_is_refused(tmp_path, name, content):
    path = tmp_path / name
    path.write_bytes(content)
    assert refusal(path) in {"damaged", "no_video"}


def test_a_picture_named_mp4_is_refused(tmp_path):
    ffmpeg("-f", "lavfi", "-i", "testsrc2=duration=0.04", "-frames:v", "1", str(tmp_path / "a.png"))
    assert refusal((tmp_path / "a.png").rename(tmp_path / "a.mp4")) == "damaged"


def test_a_file_cut_off_behind_its_index_is_refused(tmp_path):
    """ffmpeg would convert half of it and exit with 0."""
    whole = make_video(
        tmp_path / "w.mp4", seconds=8, options=(*X264, "-c:a", "aac", "-movflags", "+faststart")
    )
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    assert refusal(cut) == "truncated"


def test_a_file_cut_off_before_its_index_is_refused(tmp_path, video):
    cut = tmp_path / "cut.mp4"
    cut.write_bytes(video.read_bytes()[: video.stat().st_size // 2])
    assert refusal(cut) == "damaged"


def test_sound_alone_is_refused_and_says_so(tmp_path):
    ffmpeg("-f", "lavfi", "-i", "sine=duration=2", str(tmp_path / "a.mp3"))
    assert refusal(tmp_path / "a.mp3") == "no_video"


def test_a_huge_picture_is_refused(tmp_path):
    path = tmp_path / "huge.mp4"
    ffmpeg("-f", "lavfi", "-i", "color=s=8192x8192:d=0.2:r=10", *X264, str(path))
    assert refusal(path) == "too_large_picture"


def test_a_small_picture_that_claims_to_be_shown_as_a_huge_one_is_refused(tmp_path):
    wide = ("-vf", "setsar=200:max=1000", *X264)
    path = make_video(tmp_path / "w.mp4", seconds=1, options=wide)
    assert refusal(path) == "too_large_picture"


def test_a_picture_whose_container_widens_it_is_shown_as_wide(tmp_path):
    flat = make_video(tmp_path / "flat.mp4", size="320x240", seconds=1)
    path = tmp_path / "wide.mp4"
    ffmpeg("-i", str(flat), "-c", "copy", "-aspect", "16:9", str(path))
    found = probe(path)
    assert (found.width, found.height) == (427, 240)


def test_a_video_of_many_hours_is_refused(tmp_path):
    path = tmp_path / "long.mp4"
    ffmpeg("-f", "lavfi", "-i", "color=s=64x64:r=0.0005:d=30000", *X264, str(path))
    assert refusal(path) == "too_long"


def test_a_reader_that_crashes_is_a_refusal(video, monkeypatch):
    """Too little memory to live stands for any crash of the child."""
    real = limits.start
    monkeypatch.setattr(
        "media_pipeline.probe.limits.start",
        lambda program, **k: real(program, **{**k, "memory": 20 * 1024 * 1024}),
    )
    assert refusal(video) == "probe_crashed"


def test_every_refusal_has_a_sentence():
    for code in ("damaged", "truncated", "no_video", "too_large_picture", "too_long"):
        assert str(MESSAGES[code]).endswith(".")


def plan_of(path: Path):
    return make_plan(probe(path))


def test_rungs_go_by_the_short_side_and_never_above_the_source(tmp_path):
    path = make_video(tmp_path / "a.mp4", size="854x480", seconds=1, audio=None)
    plan = plan_of(path)
    assert [(r.width, r.height) for r in plan.rungs] == [(428, 240), (640, 360), (854, 480)]
    assert not plan.audio


def test_a_tiny_source_gives_one_rung_of_its_own_size(tmp_path):
    path = make_video(tmp_path / "a.mp4", size="160x120", seconds=1)
    assert [(r.name, r.width, r.height) for r in plan_of(path).rungs] == [("120p", 160, 120)]


def test_a_phone_held_upright_gives_upright_rungs(tmp_path):
    flat = make_video(tmp_path / "flat.mp4", size="640x360", seconds=1)
    path = tmp_path / "upright.mp4"
    ffmpeg("-display_rotation", "90", "-i", str(flat), "-c", "copy", str(path))
    plan = plan_of(path)
    assert [(r.width, r.height) for r in plan.rungs] == [(240, 426), (360, 640)]
    made = transcode(path, plan, tmp_path / "out")
    again = probe(next(m.path for m in made.renditions if m.name == "240p"))
    assert (again.width, again.height) == (240, 426)


def test_a_camera_of_sixty_pictures_a_second_becomes_thirty(tmp_path):
    plan = plan_of(make_video(tmp_path / "a.mp4", rate=60, seconds=1))
    assert (plan.fps, plan.gop) == (30, 120)


def test_a_long_lecture_gets_at_most_a_hundred_small_pictures(tmp_path, video):
    from dataclasses import replace

    found = probe(video)
    short, long = make_plan(found), make_plan(replace(found, duration=2400.0))
    assert (short.sprite_interval, short.sprite_count) == (2.0, 2)
    assert (long.sprite_interval, long.sprite_count) == (24.0, 100)


SOURCES = {
    "late-mono.mkv": (*X264, "-c:a", "libvorbis"),
    "webm.webm": (
        "-c:v",
        "libvpx-vp9",
        "-deadline",
        "realtime",
        "-cpu-used",
        "8",
        "-c:a",
        "libopus",
    ),
    "avi.avi": ("-c:v", "mpeg4", "-c:a", "libmp3lame"),
    "full-chroma.mp4": (*X264, "-pix_fmt", "yuv444p", "-c:a", "aac"),
    "odd.mp4": ("-vf", "crop=319:239", *X264, "-pix_fmt", "yuv444p", "-c:a", "aac"),
    "surround.mp4": (*X264, "-ac", "6", "-c:a", "aac"),
    "interlaced.ts": (
        "-c:v",
        "mpeg2video",
        "-flags",
        "+ildct+ilme",
        "-field_order",
        "tt",
        "-c:a",
        "mp2",
    ),
    "hevc.mov": (
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=none",
        "-c:a",
        "aac",
    ),
    "hdr.mov": (
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-pix_fmt",
        "yuv420p10le",
        "-x265-params",
        "log-level=none:colorprim=bt2020:transfer=smpte2084:colormatrix=bt2020nc",
        "-c:a",
        "aac",
    ),
}


@pytest.mark.parametrize("name", SOURCES)
def test_usual_sources_become_the_same_kind_of_stream(tmp_path, name):
    path = make_video(tmp_path / name, seconds=2, options=SOURCES[name])
    plan = plan_of(path)
    assert (plan.interlaced, plan.hdr) == (name == "interlaced.ts", name == "hdr.mov")
    made = {m.name: m for m in transcode(path, plan, tmp_path / "out").renditions}
    assert {"audio", "mp4"} < set(made)
    lowest = made[plan.rungs[0].name]
    assert lowest.codecs.startswith("avc1.4d40")
    assert lowest.index.seconds == pytest.approx(2, abs=0.3)
    found = probe(lowest.path)
    assert (found.codec, found.channels) == ("h264", 1)


def test_a_cover_is_not_taken_for_the_video(tmp_path, video):
    cover, path = tmp_path / "cover.png", tmp_path / "with-cover.mp4"
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=640x480:d=0.04", "-frames:v", "1", str(cover))
    both = ("-i", str(cover), "-i", str(video), "-map", "0", "-map", "1", "-c", "copy")
    ffmpeg(*both, "-disposition:v:0", "attached_pic", str(path))
    found = probe(path)
    assert (found.width, found.height, found.duration) == (320, 240, pytest.approx(3, abs=0.1))
    made = {m.name: m for m in transcode(path, make_plan(found), tmp_path / "out").renditions}
    assert made["240p"].index.seconds == pytest.approx(3, abs=0.3)


def test_a_silent_source_has_no_sound_rendition(tmp_path):
    path = make_video(tmp_path / "a.mp4", seconds=2, audio=None)
    made = transcode(path, plan_of(path), tmp_path / "out")
    assert "audio" not in {m.name for m in made.renditions}
    assert "mp4a" not in made.renditions[0].codecs


@pytest.mark.parametrize("size", ["854x480", "480x854"])
def test_the_poster_of_the_noisiest_video_is_light_and_no_larger_than_a_phone_shows(tmp_path, size):
    noise = ("-vf", "noise=alls=100:allf=t", *X264, "-crf", "18")
    path = make_video(tmp_path / "a.mp4", seconds=2, size=size, audio=None, options=noise)
    plan = plan_of(path)
    poster = transcode(path, plan, tmp_path / "out").poster
    # The same picture as it comes, before it is made lighter.
    raw = tmp_path / "raw.webp"
    base = tmp_path / "out" / plan.download_name / "media.mp4"
    whole = (plan.download.width, plan.download.height)
    subprocess.run(command.poster(base, raw, size=whole, quality=70), check=True)
    assert raw.stat().st_size > 2 * conf.POSTER_BYTES
    assert 0 < poster.stat().st_size <= conf.POSTER_BYTES
    with Image.open(poster) as picture:
        assert max(picture.size) <= 640
        assert picture.width / picture.height == pytest.approx(whole[0] / whole[1], abs=0.03)


def test_a_quiet_picture_keeps_its_sharpness(tmp_path):
    slide = ("-vf", "gblur=sigma=9", *X264, "-c:a", "aac")
    path = make_video(tmp_path / "a.mp4", seconds=2, size="854x480", options=slide)
    poster = transcode(path, plan_of(path), tmp_path / "out").poster
    with Image.open(poster) as picture:
        assert picture.size == (640, 360)


def test_segments_grow_to_four_seconds_alike_in_all_rungs_and_sound_follows(tmp_path):
    path = make_video(tmp_path / "a.mp4", size="640x480", seconds=16)
    made = transcode(path, plan_of(path), tmp_path / "out")
    times = {
        tuple(s[0] for s in m.index.segments)
        for m in made.renditions
        if m.index and m.name != "audio"
    }
    assert times == {(2.0, 3.0, 4.0, 4.0, 3.0)}
    sound = next(m for m in made.renditions if m.name == "audio")
    lengths = [s[0] for s in sound.index.segments]
    assert sum(lengths) == pytest.approx(16, abs=0.3)
    assert all(length == pytest.approx(4, abs=0.1) for length in lengths[:-1])
    ends = [start + size for _seconds, size, start in sound.index.segments]
    assert [start for _seconds, _size, start in sound.index.segments[1:]] == ends[:-1]
    assert ends[-1] == sound.path.stat().st_size


def test_quiet_speech_is_raised_and_does_not_clip(tmp_path):
    path = _quiet(tmp_path)
    plan = plan_of(path)
    made = transcode(path, plan, tmp_path / "out")
    sound = next(m.path for m in made.renditions if m.name == "audio")
    measured = subprocess.run(
        [
            command.program(),
            "-hide_banner",
            "-i",
            str(sound),
            "-af",
            "ebur128=peak=true",
            "-f",
            "null",
            "-",
        ],
        capture_output=True,
        text=True,
    ).stderr.rpartition("Summary")[2]
    loudness = float(measured.split("I:")[1].split()[0])
    peak = float(measured.split("Peak:")[1].split()[0])
    assert loudness == pytest.approx(conf.LOUDNESS_GOAL, abs=3)
    assert peak < 0


def _quiet(folder: Path) -> Path:
    path = folder / "quiet.mp4"
    ffmpeg(
        "-f", "lavfi", "-i", "testsrc2=size=320x240:rate=25:duration=4",
        "-f", "lavfi", "-i", "sine=frequency=300:duration=4",
        "-af", "volume=-12dB", "-ac", "2", *X264, "-c:a", "aac", str(path),
    )  # fmt: skip
    return path


def test_a_child_keeps_to_its_limits(tmp_path):
    """A file larger than allowed stops the program."""
    program = ["/bin/dd", "if=/dev/zero", f"of={tmp_path / 'big'}", "bs=1M", "count=8"]
    process = limits.start(program, cpu_seconds=10, file_size=2 * conf.MIB)
    process.communicate()
    assert process.returncode != 0
    assert (tmp_path / "big").stat().st_size <= 2 * conf.MIB
