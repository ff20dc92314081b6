"""The thumbnail track: a WebVTT file that points into the sprite sheet.

The fragment `#xywh=` is Media Fragments URI 1.0 (W3C), which players read for previews.
"""

from media_pipeline.captions_text import stamp


def thumbnails(address: str, *, interval: float, tile: list[int], duration: float) -> str:
    """Cues of `interval` seconds; `tile` is [width, height, columns, count]."""
    width, height, columns, count = tile
    lines = ["WEBVTT", ""]
    for i in range(count):
        start = i * interval
        end = duration if i == count - 1 else min(duration, start + interval)
        if end <= start:
            break
        x, y = (i % columns) * width, (i // columns) * height
        lines += [
            f"{stamp(start)} --> {stamp(end)}",
            f"{address}#xywh={x},{y},{width},{height}",
            "",
        ]
    return "\n".join(lines)
