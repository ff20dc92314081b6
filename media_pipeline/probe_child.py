"""Look into an upload, alone in a limited process: `python probe_child.py PATH LIMITS-JSON`.

Prints one JSON object: what the file holds, or {"error": code}. Whatever a hostile file does to
the decoder happens here; a crash of this process is a refusal. Imports only PyAV.
"""

import json
import sys
from typing import Any

import av

av.logging.set_level(None)


class Refused(Exception):
    """The file is not something we convert."""


def _open(path: str, limits: dict[str, Any]) -> Any:
    options = {
        "protocol_whitelist": limits["protocols"],
        "format_whitelist": limits["formats"],
    }
    return av.open(path, mode="r", options=options, metadata_errors="ignore", timeout=60)


def _streams(container: Any, limits: dict[str, Any]) -> tuple[Any, Any]:
    if len(container.streams) > limits["streams"]:
        raise Refused("too_many_streams")
    pictures = [s for s in container.streams.video if not _is_cover(s)]
    if not pictures:
        raise Refused("no_video")
    video = max(pictures, key=lambda s: s.codec_context.width or 0)
    audio = container.streams.audio[0] if container.streams.audio else None
    if (video.codec_context.width or 0) * (video.codec_context.height or 0) > limits["pixels"]:
        raise Refused("too_large_picture")
    return video, audio


def _is_cover(stream: Any) -> bool:
    return bool(stream.disposition & av.stream.Disposition.attached_pic)


def _first_frame(container: Any, video: Any) -> Any:
    for frame in container.decode(video):
        return frame
    raise Refused("damaged")


def _spans(container: Any, wanted: set[int]) -> tuple[float, float, int]:
    """Seconds of the whole, seconds of the picture, and pictures counted.

    ffmpeg converts a file whose end is missing without an error, so the packets are counted
    against the duration that the header promises. No decoding: this is quick.
    """
    spans: dict[str, list[float]] = {}
    pictures = 0
    for packet in container.demux([container.streams[i] for i in wanted]):
        if packet.pts is None:
            continue
        start = float(packet.pts * packet.time_base)
        end = start + float((packet.duration or 0) * packet.time_base)
        span = spans.setdefault(packet.stream.type, [start, end])
        span[:] = [min(span[0], start), max(span[1], end)]
        pictures += packet.stream.type == "video"
    if not spans or not pictures:
        return 0.0, 0.0, 0
    whole = max(s[1] for s in spans.values()) - min(s[0] for s in spans.values())
    return whole, spans["video"][1] - spans["video"][0], pictures


def _fps(video: Any, pictures: int, seconds: float) -> float:
    """The average rate: for a screen recording with varying rate the nominal one is a guess."""
    if pictures > 1 and seconds > 0:
        return pictures / seconds
    return float(video.average_rate or video.base_rate or 25)


def probe(path: str, limits: dict[str, Any]) -> dict[str, Any]:
    """What is in the file; raises Refused or an av error."""
    with _open(path, limits) as container:
        video, audio = _streams(container, limits)
        promised = (container.duration or 0) / av.time_base
        if promised > limits["seconds"]:
            raise Refused("too_long")
        frame = _first_frame(container, video)
        if frame.width * frame.height > limits["pixels"]:
            raise Refused("too_large_picture")
        context = video.codec_context
        found = {
            "format": container.format.name,
            "video_index": video.index,
            "audio_index": audio.index if audio else None,
            "codec": context.name,
            "pix_fmt": frame.format.name,
            "width": frame.width,
            "height": frame.height,
            "rotation": frame.rotation,
            "interlaced": bool(frame.interlaced_frame),
            "transfer": int(frame.color_trc or 0),
            "channels": audio.codec_context.channels if audio else 0,
        }
        # What the container says goes before what the pictures say, as in ffmpeg.
        found["sar"] = float(video.sample_aspect_ratio or context.sample_aspect_ratio or 1)
        # A few pixels may claim to be shown as a line of millions.
        shown = round(frame.width * found["sar"])
        if not 0 < shown * frame.height <= limits["pixels"]:
            raise Refused("too_large_picture")
        wanted = {video.index} | ({audio.index} if audio else set())
    with _open(path, limits) as container:
        seconds, picture_seconds, pictures = _spans(container, wanted)
    if seconds > limits["seconds"]:
        raise Refused("too_long")
    if seconds < limits["min_seconds"] or not pictures:
        raise Refused("too_short")
    if promised - seconds > max(1.0, 0.01 * promised):
        raise Refused("truncated")
    return {**found, "duration": seconds, "fps": _fps(video, pictures, picture_seconds)}


def main() -> None:
    """Print the findings; never anything from the file as text."""
    try:
        answer = probe(sys.argv[1], json.loads(sys.argv[2]))
    except Refused as refused:
        answer = {"error": str(refused)}
    except (av.FFmpegError, ValueError, LookupError, ArithmeticError) as error:
        answer = {"error": "damaged", "detail": type(error).__name__}
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
