"""The narrated demo videos: slides drawn by Pillow, a machine voice, captions cut to the voice.

Everything is made from videos/<slug>.yaml at seeding, so that the repository stays small. Each
sentence is spoken on its own; its caption begins and ends with its sound.
"""

import io
import subprocess
import textwrap
import wave
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import imageio_ffmpeg
import yaml
from PIL import Image, ImageDraw

from lms.demo import figures, voice
from lms.demo.lettering import draw_line

SCRIPTS = Path(__file__).parent / "videos"
SIZE = (1280, 720)
PAPER, INK, SOFT, RIVER, LONGAN = "#FBF8F2", "#1F1A15", "#5B5248", "#0B5A5E", "#B8701A"
PAUSE_START, PAUSE_SENTENCE, PAUSE_SLIDE = 0.4, 0.35, 0.9
CAPTION_WIDTH = 42


@dataclass(frozen=True)
class Made:
    """The two files of a video."""

    video: Path
    captions: Path


@dataclass(frozen=True)
class Cue:
    """A sentence as it is shown, with its seconds."""

    start: float
    end: float
    text: str


def make_video(slug: str, folder: Path) -> Made:
    """Draw, speak and join one video."""
    script = yaml.safe_load((SCRIPTS / f"{slug}.yaml").read_text(encoding="utf-8"))
    slides = script["slides"]
    sound, cues, lengths = _speak(slides, folder / "voice.wav")
    pictures = []
    for number, slide in enumerate(slides, 1):
        picture = folder / f"slide-{number:02}.png"
        notice = script["voice_notice"] if number == 1 else ""
        draw_slide(slide, number, len(slides), script["title"], notice).save(picture)
        pictures.append(picture)
    video = _join(pictures, lengths, sound, folder)
    captions = folder / "captions.vtt"
    captions.write_text(_vtt(cues), encoding="utf-8")
    return Made(video, captions)


def _sentences(slide: dict[str, Any]) -> list[tuple[str, str]]:
    """What is said and what the caption shows, sentence by sentence."""
    found: list[tuple[str, str]] = []
    for entry in slide["narration"]:
        if isinstance(entry, dict):
            found.append((str(entry["say"]), str(entry.get("show", entry["say"]))))
        else:
            found.append((entry, entry))
    return found


def _speak(slides: list[dict[str, Any]], target: Path) -> tuple[Path, list[Cue], list[float]]:
    """The whole narration in one sound file, the captions, and the seconds of each slide."""
    cues: list[Cue] = []
    lengths: list[float] = []
    samples = bytearray()
    with voice.Voice() as speaker:
        for slide in slides:
            before = len(samples)
            samples += speaker.silence(PAUSE_START)
            for said, shown in _sentences(slide):
                start = len(samples) / 2 / speaker.rate
                samples += speaker.say(said)
                cues.append(Cue(start, len(samples) / 2 / speaker.rate, shown))
                samples += speaker.silence(PAUSE_SENTENCE)
            samples += speaker.silence(PAUSE_SLIDE)
            lengths.append((len(samples) - before) / 2 / speaker.rate)
        with wave.open(str(target), "wb") as file:
            file.setnchannels(1)
            file.setsampwidth(2)
            file.setframerate(speaker.rate)
            file.writeframes(bytes(samples))
    return target, cues, lengths


def draw_slide(
    slide: dict[str, Any], number: int, total: int, title: str, notice: str
) -> Image.Image:
    """One slide: heading, lines, beside them a figure where the script names one, and where we
    are."""
    image = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 16, SIZE[1]), fill=RIVER)
    draw_line(draw, (72, 62), title, size=26, fill=SOFT)
    y = 150
    for line in textwrap.wrap(slide["heading"], 38):
        draw_line(draw, (72, y), line, size=54, fill=RIVER)
        y += 72
    draw.rectangle((72, y - 42, 192, y - 36), fill=LONGAN)
    letters = 56
    if "figure" in slide:
        letters = 28
        _place(image, slide["figure"], y - 20)
    y += 40
    for line in slide["lines"]:
        for part in textwrap.wrap(line, letters, break_on_hyphens=False) or [""]:
            draw_line(draw, (72, y), part, size=40, fill=INK)
            y += 58
        y += 14
    if notice:
        draw_line(draw, (72, SIZE[1] - 40), notice, size=26, fill=SOFT)
    draw_line(draw, (SIZE[0] - 130, SIZE[1] - 40), f"{number}/{total}", size=26, fill=SOFT)
    return image


def _place(image: Image.Image, name: str, top: int) -> None:
    """A figure on the right, as large as it fits below the heading."""
    with Image.open(io.BytesIO(figures.png(name))) as png:
        picture = png.convert("RGB")
    picture.thumbnail((560, SIZE[1] - top - 70))
    image.paste(picture, (SIZE[0] - 60 - picture.width, top))


def _join(pictures: list[Path], lengths: list[float], sound: Path, folder: Path) -> Path:
    """Slides shown as long as they are spoken about, with the voice, as one MP4."""
    listing = folder / "slides.txt"
    lines = [f"file '{p}'\nduration {n:.3f}" for p, n in zip(pictures, lengths, strict=True)]
    listing.write_text("\n".join([*lines, f"file '{pictures[-1]}'"]), encoding="utf-8")
    target = folder / "video.mp4"
    command = [
        imageio_ffmpeg.get_ffmpeg_exe(), "-nostdin", "-v", "error", "-y",
        "-f", "concat", "-safe", "0", "-i", str(listing), "-i", str(sound),
        "-vf", "fps=25,format=yuv420p", "-c:v", "libx264", "-preset", "veryfast", "-crf", "20",
        "-tune", "stillimage", "-c:a", "aac", "-b:a", "96k", "-shortest",
        "-movflags", "+faststart", str(target),
    ]  # fmt: skip
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL, timeout=900)
    return target


def _vtt(cues: list[Cue]) -> str:
    """Captions as WebVTT, at most two lines a cue."""
    parts = ["WEBVTT\n"]
    for cue in cues:
        text = "\n".join(textwrap.wrap(cue.text, CAPTION_WIDTH, break_on_hyphens=False))
        parts.append(f"{_stamp(cue.start)} --> {_stamp(cue.end)}\n{text}\n")
    return "\n".join(parts)


def _stamp(seconds: float) -> str:
    whole, milli = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}.{milli:03}"
