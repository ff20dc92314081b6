"""Playlists of our own (RFC 8216): read what ffmpeg wrote, write what a viewer gets.

ffmpeg's own master playlist names no frame rate and leaves sound out of its bandwidths, so
ours is written from the stored sizes of the segments and from the codec bytes of the file.
"""

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

AUDIO_CODEC = "mp4a.40.2"  # AAC-LC, RFC 6381
_RANGE = re.compile(r"(\d+)@(\d+)")


@dataclass(frozen=True)
class Index:
    """One media playlist: where its header and its segments lie in the one file."""

    map: tuple[int, int]
    segments: tuple[tuple[float, int, int], ...]

    @property
    def seconds(self) -> float:
        """Length of all segments."""
        return sum(s[0] for s in self.segments)

    @property
    def peak(self) -> int:
        """BANDWIDTH: bits a second of the heaviest segment (RFC 8216, 4.3.4.2).

        A last segment of a fraction of a second says nothing about the line and is left out.
        """
        counted = [s for s in self.segments if s[0] >= 1] or list(self.segments)
        return max(math.ceil(8 * s[1] / max(s[0], 0.04)) for s in counted)

    @property
    def mean(self) -> int:
        """AVERAGE-BANDWIDTH."""
        return math.ceil(8 * sum(s[1] for s in self.segments) / max(self.seconds, 0.04))

    def as_json(self) -> dict[str, Any]:
        """What is stored with the rendition."""
        return {
            "target": math.ceil(max(s[0] for s in self.segments)),
            "map": list(self.map),
            "list": [list(s) for s in self.segments],
        }

    def size_of_first(self, count: int) -> int:
        """Bytes of the first segments together."""
        return sum(size for _seconds, size, _start in self.segments[:count])

    def with_one_first(self, count: int) -> "Index":
        """The first segments put together into one."""
        first = self.segments[:count]
        one = (sum(s[0] for s in first), self.size_of_first(count), first[0][2])
        return Index(map=self.map, segments=(one, *self.segments[count:]))

    def joined(self, seconds: float) -> "Index":
        """Neighbours put together until each segment is at least so long: sound has no key frames
        to cut at, and a request for every two seconds of it would be waste."""
        segments: list[tuple[float, int, int]] = []
        for length, size, start in self.segments:
            if segments and segments[-1][0] < seconds - 0.1:
                before = segments.pop()
                segments.append((before[0] + length, before[1] + size, before[2]))
            else:
                segments.append((length, size, start))
        return Index(map=self.map, segments=tuple(segments))


def read_index(text: str) -> Index:
    """Parse a single-file media playlist."""
    header = (0, 0)
    segments: list[tuple[float, int, int]] = []
    seconds = 0.0
    for line in text.splitlines():
        if line.startswith("#EXT-X-MAP:"):
            header = _byterange(line)
        elif line.startswith("#EXTINF:"):
            seconds = float(line[8:].split(",")[0])
        elif line.startswith("#EXT-X-BYTERANGE:"):
            length, offset = _byterange(line)
            segments.append((seconds, length, offset))
    if not segments or not header[0]:
        raise ValueError("not a single-file playlist")
    return Index(map=header, segments=tuple(segments))


def _byterange(line: str) -> tuple[int, int]:
    found = _RANGE.search(line)
    if found is None:
        raise ValueError("no byte range")
    return int(found[1]), int(found[2])


def video_codec(path: Path) -> str:
    """`avc1.PPCCLL` from the avcC box (ISO/IEC 14496-15, 5.3.3.1; RFC 6381, 3.3)."""
    with path.open("rb") as file:
        head = file.read(16_384)
    at = head.find(b"avcC")
    if at < 0 or head[at + 4] != 1:
        raise ValueError("no avcC box")
    return "avc1." + head[at + 5 : at + 8].hex()


def media_playlist(segments: dict[str, Any], address: str) -> str:
    """The playlist of one rendition, with one address on every line."""
    length, offset = segments["map"]
    lines = [
        "#EXTM3U",
        "#EXT-X-VERSION:7",
        f"#EXT-X-TARGETDURATION:{segments['target']}",
        "#EXT-X-MEDIA-SEQUENCE:0",
        "#EXT-X-PLAYLIST-TYPE:VOD",
        "#EXT-X-INDEPENDENT-SEGMENTS",
        f'#EXT-X-MAP:URI="{address}",BYTERANGE="{length}@{offset}"',
    ]
    for seconds, size, start in segments["list"]:
        lines += [f"#EXTINF:{seconds:.6f},", f"#EXT-X-BYTERANGE:{size}@{start}", address]
    lines.append("#EXT-X-ENDLIST\n")
    return "\n".join(lines)


def master_playlist(variants: list[tuple[Any, str]]) -> str:
    """The master over (rendition, address) pairs, lowest first: players start with the first."""
    lines = ["#EXTM3U", "#EXT-X-VERSION:7", "#EXT-X-INDEPENDENT-SEGMENTS"]
    for rendition, address in variants:
        marks = [
            f"BANDWIDTH={rendition.peak_bandwidth}",
            f"AVERAGE-BANDWIDTH={rendition.mean_bandwidth}",
            f'CODECS="{rendition.codecs}"',
        ]
        if rendition.width:
            marks.append(f"RESOLUTION={rendition.width}x{rendition.height}")
            marks.append(f"FRAME-RATE={rendition.fps:.3f}")
        lines += ["#EXT-X-STREAM-INF:" + ",".join(marks), address]
    return "\n".join(lines) + "\n"
