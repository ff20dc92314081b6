"""The narrated videos: who has one, how long they are spoken, captions that follow the voice."""

import array
import subprocess
import wave
from pathlib import Path

import imageio_ffmpeg
import pytest
import webvtt
import yaml

from content.materials.models.metadata import Kind
from lms.demo import materials, texts, video
from tests.factories.media import make_result

VIDEO_KINDS = {Kind.VIDEO_LECTURE, Kind.TELEVISED_LECTURE}
SECONDS = {Kind.VIDEO_LECTURE: (4 * 60, 6 * 60), Kind.TELEVISED_LECTURE: (90, 3 * 60)}
WITH_VIDEO = {text.video: text for text in texts.read_all(materials.TEXTS) if text.video}
SLIP = 0.3
LOUD = 500  # Of 32,767; what the voice leaves before and after a sentence is far below.


def script_of(path: Path) -> dict:  # type: ignore[type-arg]
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="module", params=sorted(video.SCRIPTS.glob("*.yaml")), ids=lambda p: p.stem)
def spoken(request, tmp_path_factory):  # type: ignore[no-untyped-def]
    """The sound, the captions and the seconds of each slide, without drawing the video."""
    folder = tmp_path_factory.mktemp("voice")
    sound, cues, lengths = video._speak(script_of(request.param)["slides"], folder / "voice.wav")
    captions = folder / "captions.vtt"
    captions.write_text(video._vtt(cues), encoding="utf-8")
    return sound, list(webvtt.read(str(captions))), lengths


def loud_moments(sound: Path) -> list[float]:
    """Seconds at which somebody is heard, a hundredth at a time."""
    with wave.open(str(sound)) as file:
        return loud_in(file.readframes(file.getnframes()), file.getframerate())


def loud_in(pcm: bytes, rate: int) -> list[float]:
    samples = array.array("h", pcm)
    width = rate // 100
    starts = range(0, len(samples), width)
    return [s / rate for s in starts if max(map(abs, samples[s : s + width])) > LOUD]


def seconds_of(time: webvtt.models.Timestamp) -> float:
    """With the thousandths, which webvtt's own sum leaves out."""
    return time.hours * 3600 + time.minutes * 60 + time.seconds + time.milliseconds / 1000


@pytest.mark.parametrize("kind", sorted(VIDEO_KINDS))
def test_every_material_of_a_video_kind_holds_a_video_of_its_own(kind: str) -> None:
    of_this_kind = [text for text in texts.read_all(materials.TEXTS) if text.kind == kind]
    assert len(of_this_kind) >= 2
    for text in of_this_kind:
        script = script_of(video.SCRIPTS / f"{text.video}.yaml")
        assert script["title"] == text.title
    assert len({text.video for text in of_this_kind}) == len(of_this_kind)


def test_every_script_is_shown_by_a_material_of_a_video_kind() -> None:
    assert {path.stem for path in video.SCRIPTS.glob("*.yaml")} == set(WITH_VIDEO)
    assert {text.kind for text in WITH_VIDEO.values()} == VIDEO_KINDS


def test_each_takes_as_long_as_its_kind_lets_expect(spoken, request) -> None:  # type: ignore[no-untyped-def]
    sound, _captions, lengths = spoken
    with wave.open(str(sound)) as file:
        seconds = file.getnframes() / file.getframerate()
    slug = request.node.callspec.params["spoken"].stem
    shortest, longest = SECONDS[Kind(WITH_VIDEO[slug].kind)]
    assert shortest <= seconds <= longest
    assert sum(lengths) == pytest.approx(seconds, abs=0.01), "the slides last as long as the voice"


@pytest.mark.parametrize("path", sorted(video.SCRIPTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_machine_voice_says_that_it_is_one(path: Path) -> None:
    script = script_of(path)
    opening = " ".join(shown for _said, shown in video._sentences(script["slides"][0]))
    assert "giọng máy" in opening
    assert "giọng máy" in script["voice_notice"]


def check_captions(captions: list[webvtt.Caption], loud: list[float]) -> None:
    """Each begins and ends with a sentence that is heard, and nothing is said without one."""
    heard = 0
    for cue in captions:
        start, end = seconds_of(cue.start_time), seconds_of(cue.end_time)
        # Half a pause to each side: the sentences before and after are not looked at.
        around = [t for t in loud if start - 0.17 <= t <= end + 0.17]
        assert around, f"nothing is heard at {cue.start}"
        assert abs(around[0] - start) <= SLIP, cue.start
        assert abs(around[-1] - end) <= SLIP, cue.end
        heard += len(around)
    assert heard == len(loud), "nothing is said without a caption"


def test_each_caption_begins_and_ends_with_the_voice(spoken) -> None:  # type: ignore[no-untyped-def]
    sound, captions, _lengths = spoken
    check_captions(captions, loud_moments(sound))


def decoded(path: Path) -> bytes:
    """The sound of a finished file as it is heard: each sample at its time, from time 0 on."""
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-i", str(path), "-vn",
        "-af", "aresample=async=1:first_pts=0", "-ac", "1", "-ar", "16000", "-f", "s16le", "-",
    ]  # fmt: skip
    return subprocess.run(command, check=True, capture_output=True, timeout=60).stdout


@pytest.mark.slow
def test_the_captions_keep_to_the_voice_in_every_rendition_of_a_converted_lecture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = script_of(video.SCRIPTS / "nguyen-phan.yaml")
    script["slides"] = [
        {**slide, "narration": slide["narration"][:3]} for slide in script["slides"][:3]
    ]
    (tmp_path / "short.yaml").write_text(yaml.safe_dump(script), encoding="utf-8")
    monkeypatch.setattr(video, "SCRIPTS", tmp_path)
    made = video.make_video("short", tmp_path)
    captions = list(webvtt.read(str(made.captions)))
    assert len(captions) == 9

    plan, result = make_result(made.video, tmp_path / "out")

    # Bits a second, sound included; of slides this is what a data plan is asked for.
    rates = {one.name: 8 * one.path.stat().st_size / plan.duration for one in result.renditions}
    assert rates.keys() >= {"audio", "mp4", "240p"}
    assert rates["480p"] <= 150_000, rates
    for rendition in result.renditions:
        check_captions(captions, loud_in(decoded(rendition.path), 16000))


def test_a_time_a_hair_below_a_second_is_written_as_that_second() -> None:
    assert video._stamp(59.9997) == "00:01:00.000"
    assert video._stamp(3661.25) == "01:01:01.250"
