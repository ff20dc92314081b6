"""Taking camera data out of pictures, without decoding them again where that can be helped.

Containers are taken apart by their specifications: JPEG (ITU-T T.81, annex B), PNG (ISO/IEC
15948, clause 11.3), WebP (RFC 9649) and GIF (GIF89a). A picture that only its EXIF data turns
the right way up is turned for good. One that programs show although it is not put together as
specified is decoded and written anew, so that nothing hides where it was not looked for.
"""

import io
import struct
from typing import Any

from PIL import Image, ImageOps, ImageSequence

_ORIENTATION = 0x0112  # EXIF 2.32, table 4
_JPEG_START = b"\xff\xd8"
_PNG_START = b"\x89PNG\r\n\x1a\n"
_PNG_TELLING = {b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"}
# APP1 (EXIF, XMP), APP13 (Photoshop, IPTC) and comments; APP0, APP2 (colour profile) and APP14
# (Adobe's colour transform) are needed to show the picture as it is.
_JPEG_TELLING = {0xE1, *range(0xE3, 0xEE), 0xEF, 0xFE}
_START_OF_SCAN, _END_OF_PICTURE = 0xDA, 0xD9
_WEBP_TELLING = {b"EXIF", b"XMP "}
_WEBP_EXIF_XMP_FLAGS = 0x08 | 0x04
_GIF_EXTENSION, _GIF_PICTURE, _GIF_END = 0x21, 0x2C, 0x3B
_GIF_TIMING, _GIF_TEXT, _GIF_PROGRAM = 0xF9, 0x01, 0xFF
# How often an animation runs; other programs' blocks (XMP) tell who made it.
_GIF_PROGRAMS = {b"NETSCAPE2.0", b"ANIMEXTS1.0"}
# Pillow's name of a JPEG with further pictures behind it, as many telephones write: a preview or
# the depth. Of these the first one is kept.
_SEVERAL = "MPO"
JPEG_QUALITY = 92


class _NotAsSpecified(Exception):
    """The container cannot be taken apart with certainty."""


def without_metadata(data: bytes) -> bytes:
    """The same picture, telling nothing about camera, place or author. Raises an exception
    when it can neither be taken apart nor decoded; it never gives back what it did not look
    through."""
    if _orientation(data) > 1:
        data = _turned(data)
    try:
        return _clean(data)
    except _NotAsSpecified:
        return _clean(_written_anew(data))


def _clean(data: bytes) -> bytes:
    if data.startswith(_JPEG_START):
        return _clean_jpeg(data)
    if data.startswith(_PNG_START):
        return _clean_png(data)
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return _clean_webp(data)
    if data[:6] in {b"GIF87a", b"GIF89a"}:
        return _clean_gif(data)
    raise _NotAsSpecified


def _orientation(data: bytes) -> int:
    try:
        with Image.open(io.BytesIO(data)) as picture:
            if picture.format != _SEVERAL and getattr(picture, "n_frames", 1) > 1:
                return 1
            return int(picture.getexif().get(_ORIENTATION, 1) or 1)
    except Exception:
        return 1


def _turned(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as picture:
        kind, profile = picture.format, picture.info.get("icc_profile")
        kind = "JPEG" if kind == _SEVERAL else kind
        upright = ImageOps.exif_transpose(picture)
        out = io.BytesIO()
        options = {} if kind == "PNG" else {"quality": JPEG_QUALITY}
        upright.save(out, kind, icc_profile=profile, **options)
    return out.getvalue()


def _written_anew(data: bytes) -> bytes:
    """The pixels alone, in a new file of the same kind."""
    with Image.open(io.BytesIO(data)) as picture:
        kind, profile = picture.format, picture.info.get("icc_profile")
        frames = [_bare(frame) for frame in ImageSequence.Iterator(picture)]
        times = {"duration": picture.info.get("duration", 100), "loop": picture.info.get("loop", 0)}
    out = io.BytesIO()
    if kind == _SEVERAL:
        kind, frames = "JPEG", frames[:1]
    options: dict[str, Any] = {"quality": JPEG_QUALITY} if kind in {"JPEG", "WEBP"} else {}
    if len(frames) > 1:
        options |= {"save_all": True, "append_images": frames[1:], **times}
    frames[0].save(out, kind, icc_profile=profile, **options)
    return out.getvalue()


def _bare(frame: Image.Image) -> Image.Image:
    """A copy that carries nothing that its writer would write along."""
    copy = frame.copy()
    shown = ("transparency", "background", "disposal")
    copy.info = {name: frame.info[name] for name in shown if name in frame.info}
    return copy


def _clean_jpeg(data: bytes) -> bytes:
    """The telling segments go, and whatever was hung on after the end mark or put between
    segments, which programs skip."""
    kept, at, has_scan = [_JPEG_START], 2, False
    while at + 4 <= len(data):
        marker = data[at + 1]
        if data[at] != 0xFF or marker in {0x00, 0xFF}:
            at += 1
            continue
        if marker == _END_OF_PICTURE:
            return b"".join([*kept, data[at : at + 2]])
        end = at + 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0x01 or 0xD0 <= marker <= 0xD8 or end < at + 4 or end > len(data):
            raise _NotAsSpecified
        if marker == _START_OF_SCAN:
            end, has_scan = _scan_end(data, end), True
        if marker not in _JPEG_TELLING:
            kept.append(data[at:end])
        at = end
    if not has_scan:
        raise _NotAsSpecified
    return b"".join([*kept, b"\xff\xd9"])


def _scan_end(data: bytes, at: int) -> int:
    """Where the coded picture data ends: at a mark that is neither stuffing nor a restart."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        if data[at + 1] != 0 and not 0xD0 <= data[at + 1] <= 0xD7:
            return at
        at += 2


def _clean_png(data: bytes) -> bytes:
    kept, at = [_PNG_START], len(_PNG_START)
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        name = data[at + 4 : at + 8]
        if name not in _PNG_TELLING:
            kept.append(data[at : at + length + 12])
        at += length + 12
        if name == b"IEND":
            break
    return b"".join(kept)


def _clean_webp(data: bytes) -> bytes:
    kept, at = [], 12
    while at + 8 <= len(data):
        name, length = data[at : at + 4], struct.unpack("<I", data[at + 4 : at + 8])[0]
        padded = length + length % 2
        chunk = data[at : at + 8 + padded]
        if name == b"VP8X":
            chunk = chunk[:8] + bytes([chunk[8] & ~_WEBP_EXIF_XMP_FLAGS]) + chunk[9:]
        if name not in _WEBP_TELLING:
            kept.append(chunk)
        at += 8 + padded
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _clean_gif(data: bytes) -> bytes:
    """Comments and other programs' blocks go, and whatever was hung on after the end mark."""
    at = 13 + _colours(data, 10)
    kept = [data[:at]]
    while at < len(data) and data[at] != _GIF_END:
        begin, mark = at, data[at]
        label = data[at + 1 : at + 2]
        if mark == _GIF_EXTENSION and label:
            at = _blocks_end(data, at + 2)
            keep = label[0] in {_GIF_TIMING, _GIF_TEXT} or (
                label[0] == _GIF_PROGRAM and data[begin + 3 : begin + 14] in _GIF_PROGRAMS
            )
        elif mark == _GIF_PICTURE:
            at = _blocks_end(data, at + 11 + _colours(data, at + 9))
            keep = True
        else:
            raise _NotAsSpecified
        if keep:
            kept.append(data[begin:at])
    return b"".join([*kept, bytes([_GIF_END])])


def _colours(data: bytes, flags_at: int) -> int:
    """The length of the table of colours that these flags announce."""
    if flags_at >= len(data):
        raise _NotAsSpecified
    flags = data[flags_at]
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _blocks_end(data: bytes, at: int) -> int:
    """Behind a chain of blocks, each led by its length and the last of length 0."""
    while at < len(data):
        length = data[at]
        at += 1 + length
        if not length:
            return at
    raise _NotAsSpecified
