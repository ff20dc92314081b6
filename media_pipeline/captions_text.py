"""Caption files as teachers have them into plain WebVTT. No database.

SRT and VTT, in UTF-8 with or without a mark, UTF-16, or the old Vietnamese Windows code page.
Markup is dropped: captions are read aloud, searched and shown in other places as text.
"""

import html
import io
import re
import unicodedata
from dataclasses import dataclass

import webvtt

from media_pipeline import conf
from media_pipeline.errors import MediaError

_TAG = re.compile(r"</?[A-Za-z][^<>\n]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_ARROW = re.compile(r"^\s*(?:\d+:)?\d{1,2}:\d{2}[.,]\d{1,3}\s+-->\s+", re.MULTILINE)


@dataclass(frozen=True)
class Cue:
    """One caption; times in seconds."""

    start: float
    end: float
    text: str


def read_cues(content: bytes) -> list[Cue]:
    """Cues in order of time; MediaError says what is wrong with the file."""
    if len(content) > conf.MAX_CAPTION_BYTES:
        raise MediaError("caption_big", status=413)
    text = _decode(content).replace("\r\n", "\n").replace("\r", "\n")
    is_vtt = text.startswith("WEBVTT")
    if not is_vtt and not _ARROW.search(text):
        raise MediaError("caption_format")
    try:
        parsed = webvtt.from_string(text) if is_vtt else _from_srt(text)
        cues = [
            Cue(_seconds(c.start), _seconds(c.end), _plain(c.raw_text)) for c in parsed.captions
        ]
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError, ValueError):
        raise MediaError("caption_format") from None
    cues = sorted((c for c in cues if c.text and c.end > c.start), key=lambda c: c.start)
    if not cues or len(cues) > conf.MAX_CAPTION_CUES:
        raise MediaError("caption_empty")
    return cues


def _from_srt(text: str) -> webvtt.WebVTT:
    return webvtt.from_buffer(io.BytesIO(text.strip().encode() + b"\n"), format="srt")


def _decode(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\x00" in content[:200]:
        encodings = ["utf-16-le" if content[1:2] == b"\x00" else "utf-16-be"]
    else:
        encodings = ["utf-8-sig", "cp1258"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not any(unicodedata.category(c) == "Cc" and c not in "\n\r\t\f" for c in text):
            return unicodedata.normalize("NFC", text)
    raise MediaError("caption_encoding")


def _plain(text: str) -> str:
    """Text without markup. Entities are decoded once, after tags went: `&lt;` stays a sign."""
    lines = [" ".join(_TAG.sub("", line).split()) for line in text.split("\n")]
    return html.unescape("\n".join(line for line in lines if line))


def _seconds(stamp: str) -> float:
    *hours, minutes, rest = stamp.replace(",", ".").split(":")
    return 3600 * int(hours[0] if hours else 0) + 60 * int(minutes) + float(rest)


def write_vtt(cues: list[Cue]) -> str:
    """WebVTT again, with `&` and `<` escaped (W3C WebVTT, cue text)."""
    lines = ["WEBVTT", ""]
    for cue in cues:
        escaped = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        lines += [f"{stamp(cue.start)} --> {stamp(cue.end)}", escaped, ""]
    return "\n".join(lines)


def stamp(seconds: float) -> str:
    """A WebVTT timestamp."""
    milliseconds = round(seconds * 1000)
    hours, rest = divmod(milliseconds, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}.{rest % 1000:03}"
