"""The ffmpeg commands, built with ffmpeg-python. One process makes all renditions at once:
decoding once instead of once per rendition is what makes a heavy source bearable."""

from itertools import accumulate
from pathlib import Path
from typing import Any

import ffmpeg
import imageio_ffmpeg

from media_pipeline import conf
from media_pipeline.plan import Plan


def program() -> str:
    """The ffmpeg program from the wheel."""
    return str(imageio_ffmpeg.get_ffmpeg_exe())


def _input(path: Path, **options: Any) -> Any:
    """An input that can neither name other files nor addresses."""
    return ffmpeg.input(
        str(path),
        protocol_whitelist=conf.PROTOCOLS,
        format_whitelist=conf.FORMATS,
        **options,
    )


def _compile(output: Any, *extra: str) -> list[str]:
    quiet = ["-nostdin", "-hide_banner", "-v", "error", *extra, "-y"]
    command = ffmpeg.compile(output, cmd=program())
    return [command[0], *quiet, *command[1:]]


def _picture(source: Any, plan: Plan) -> Any:
    """Clean up the picture before it is split: deinterlace, tone-map, constant rate."""
    video = source[str(plan.video_index)]
    if plan.interlaced:
        video = video.filter("bwdif")
    if plan.hdr:
        video = (
            video.filter("zscale", t="linear", npl=100)
            .filter("format", "gbrpf32le")
            .filter("zscale", p="bt709")
            .filter("tonemap", "hable", desat=0)
            .filter("zscale", t="bt709", m="bt709", r="tv")
        )
    return video.filter("fps", plan.fps).filter("format", "yuv420p")


def _mono(source: Any, plan: Plan) -> Any:
    """Downmix with `pan`: asking the encoder for one channel would add 3 dB and clip.

    Surround goes to stereo first, where ffmpeg weighs the centre (the voice) as ITU-R BS.775.
    """
    sound = source[str(plan.audio_index)]
    if plan.stereo:
        sound = sound.filter("aformat", channel_layouts="stereo")
        # As a name and a value: as one word its equals sign would be escaped away.
        sound = sound.filter("pan", **{"mono|c0": ".5*c0+.5*c1"})
    return sound


def _sound(source: Any, plan: Plan, gain: float) -> Any:
    return (
        _mono(source, plan)
        .filter("volume", f"{gain:.1f}dB")
        .filter("alimiter", limit=0.7, level=0)
        .filter("aresample", 48000, **{"async": 1, "first_pts": 0})
    )


def loudness(path: Path, plan: Plan) -> list[str]:
    """Measure the loudness of the downmix (EBU R 128); the summary goes to stderr."""
    measured = _mono(_input(path, vn=None), plan).filter("ebur128", framelog="quiet")
    command = _compile(measured.output("-", format="null"))
    command[command.index("error")] = "info"
    return command


def ladder(path: Path, plan: Plan, gain: float, out: Path) -> list[str]:
    """All renditions and the sound alone, in one process.

    The sheet of previews is a step of its own: ffmpeg tells no progress before every output has
    written something, and the sheet writes only at the end.
    """
    source = _input(path)
    pictures = _picture(source, plan).filter_multi_output("split", len(plan.rungs))
    streams = [_scaled(pictures[i], rung) for i, rung in enumerate(plan.rungs)]
    names = [f"v:{i}" + (f",a:{i}" if plan.audio else "") for i in range(len(plan.rungs))]
    variants = [f"{names[i]},name:{rung.name}" for i, rung in enumerate(plan.rungs)]
    if plan.audio:
        count = len(plan.rungs) + 1
        sounds = _sound(source, plan, gain).filter_multi_output("asplit", count)
        streams += [sounds[i] for i in range(count)]
        variants.append(f"a:{len(plan.rungs)},name:audio")
    hls = ffmpeg.output(
        *streams,
        str(out / "%v" / "index.m3u8"),
        format="hls",
        **_encoding(plan),
        # Less than any distance of key frames: each key frame begins a segment.
        hls_time=min(conf.FIRST_SEGMENTS),
        hls_playlist_type="vod",
        hls_segment_type="fmp4",
        hls_flags="single_file+independent_segments",
        hls_segment_filename=str(out / "%v" / "media.mp4"),
        var_stream_map=" ".join(variants),
    )
    return _compile(hls, "-progress", "pipe:1", "-stats_period", "1")


def _scaled(picture: Any, rung: Any) -> Any:
    return picture.filter("scale", rung.width, rung.height, flags="bicubic").filter("setsar", 1)


def _encoding(plan: Plan) -> dict[str, Any]:
    options: dict[str, Any] = {
        "c:v": "libx264",
        "preset:v": "veryfast",
        "profile:v": "main",
        "g:v": plan.gop,
        "keyint_min:v": plan.gop,
        "sc_threshold:v": 0,
        "map_metadata": -1,
        "map_chapters": -1,
    }
    times = ",".join(map(str, accumulate(conf.FIRST_SEGMENTS)))
    for i, rung in enumerate(plan.rungs):
        options[f"crf:v:{i}"] = rung.crf
        # For each stream anew: given for all of them, the others get the first time only.
        options[f"force_key_frames:v:{i}"] = times
        options[f"maxrate:v:{i}"] = f"{rung.cap}k"
        options[f"bufsize:v:{i}"] = f"{2 * rung.cap}k"
    if plan.audio:
        options |= {"c:a": "aac", "b:a": f"{conf.AUDIO_KBIT}k"}
    return options


def sheet(rendition: Path, plan: Plan, out: Path) -> list[str]:
    """The sheet of preview pictures, from the smallest finished rendition."""
    # From zero, wherever its first picture stands: a second-long video whose first picture is a
    # little late would give no picture at all.
    rows = -(-plan.sprite_count // conf.SPRITE_COLUMNS)
    picture = (
        _input(rendition)["v"]
        .filter("fps", f"1/{plan.sprite_interval:.6f}", start_time=0, round="up")
        .filter("scale", plan.sprite_width, plan.sprite_height)
        .filter("tile", f"{conf.SPRITE_COLUMNS}x{rows}")
    )
    options = {"frames:v": 1, "c:v": "libwebp", "quality": 60, "map_metadata": -1}
    return _compile(picture.output(str(out), **options))


def download(rendition: Path, out: Path) -> list[str]:
    """Rewrite a finished rendition as one plain MP4 whose index stands first."""
    copied = _input(rendition).output(str(out), c="copy", movflags="+faststart")
    return _compile(copied)


def poster(rendition: Path, out: Path, *, size: tuple[int, int], quality: int) -> list[str]:
    """The most typical of the first hundred pictures of a finished rendition."""
    picture = _input(rendition)["v"].filter("thumbnail", 100).filter("scale", *size)
    options = {"frames:v": 1, "c:v": "libwebp", "quality": quality}
    return _compile(picture.output(str(out), **options))
