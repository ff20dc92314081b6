"""Numbers of the pipeline, each with the reason it has that value.

Those a deployer changes come from the settings (`MEDIA_*`); the others were measured or follow
from a specification and change only together with a new measurement.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

MIB = 1024 * 1024


@dataclass(frozen=True)
class Rung:
    """One video quality: short side in pixels, constant rate factor, cap in kbit/s."""

    short_side: int
    crf: int
    cap: int


# 240p needs crf 26 to keep slide text legible; the caps bound motion, not slides.
RUNGS = (Rung(240, 26, 150), Rung(360, 26, 320), Rung(480, 25, 600), Rung(720, 25, 1300))
AUDIO_KBIT = 32
SEGMENT_SECONDS = 4
FIRST_SEGMENTS = (2, 3)
"""Seconds of the segments before those of SEGMENT_SECONDS: short, so that the first picture comes
soon on a slow line, and growing, so that each is there before the one before it has been played
(the heaviest 240p at 400 kbit/s: a first picture within 2.5 s and no stop)."""
FIRST_BYTES = 50_000
"""What comes through 400 kbit/s in a second. Where the lowest quality's first segments are no
more together, as those of slides, they are one: Chromium goes up to the next quality after the
first segment, reads that file from its beginning, and needs the time."""
MAX_FPS = 30
MIN_FPS = 5
DOWNLOAD_SHORT_SIDE = 480
"""The one plain MP4 for download and for browsers without HLS is this quality or less."""

LOUDNESS_GOAL = -16.0
"""LUFS; leaves about 3 dB for the limiter (see `command._sound`)."""
MAX_GAIN_DB = 20.0

POSTER_BYTES = 9_000
"""What the poster may cost of the 100 kB that a lecture page has before its video plays."""
POSTER_TRIES = ((640, 70), (640, 50), (640, 30), (480, 30), (320, 30), (160, 10))
"""Longest side and WebP quality, tried in turn until the poster is small enough. Slides pass at
640; noise in every pixel goes further down."""

SPRITE_WIDTH = 160
SPRITE_COLUMNS = 10
SPRITE_PICTURES = 100
SPRITE_MIN_SECONDS = 2.0

PROTOCOLS = "file"
FORMATS = "mov,matroska,avi,mpegts,mpeg,asf,flv,mp3,wav,ogg,flac,aac"
"""Demuxers an upload may be. Playlists, concat scripts and pictures are not among them: they
could name other files or addresses."""
MAX_STREAMS = 8
MAX_PIXELS = 4096 * 2304
MAX_SECONDS = 6 * 3600
MIN_SECONDS = 0.2

PROBE_WALL_SECONDS = 120
STALL_SECONDS = 60
MEMORY_BYTES = 3 * 1024**3
OUTPUT_FILE_BYTES = 20 * 1024**3

LEASE_SECONDS = 30
BEAT_SECONDS = 2
MAX_ATTEMPTS = 3
REDELIVER_SECONDS = 60
"""A queued job that nobody took for so long is put in the queue again."""
RETRY_SECONDS = (15, 60, 180, 600)
"""Waits after a full disk or an unreachable storage; the last one repeats."""

UPLOAD_DAYS = 7
UPLOAD_LEASE_SECONDS = 15
"""A connection that has been silent for so long may be replaced by a new one: phones leave
dead connections behind."""
UPLOAD_BLOCK = 4 * MIB
"""Bytes written and synced before the offset moves on."""
SNIFF_BYTES = 4096
FINGERPRINT_BYTES = 256 * 1024
"""Head and tail of a file that a browser hashes, to know the same file again."""
S3_PART_BYTES = 8 * MIB
ORPHAN_HOURS = 24
MAX_CAPTION_BYTES = 2 * MIB
MAX_CAPTION_CUES = 20_000

TOKEN_SLACK_SECONDS = 30 * 60
"""Signed addresses live as long as the video and half an hour of pauses."""
RIGHTS_CACHE_SECONDS = 30
READ_BLOCK = 256 * 1024


def incoming_dir() -> Path:
    """Where unfinished uploads lie: local or shared disk, one filesystem with MEDIA_ROOT."""
    return Path(getattr(settings, "MEDIA_INCOMING_DIR", settings.DATA_DIR / "uploads"))


def work_dir() -> Path:
    """Where jobs work; everything in it may be deleted when no worker runs."""
    return Path(getattr(settings, "MEDIA_WORK_DIR", settings.DATA_DIR / "media-work"))


def lease_seconds() -> int:
    """How long a worker may be silent before another takes its job."""
    return int(getattr(settings, "MEDIA_LEASE_SECONDS", LEASE_SECONDS))
