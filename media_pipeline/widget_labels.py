"""Words and script addresses for `<ph-video-upload>`, so that translation stays on the server.

The element asks `/tai-len/dang-do/` for them; a form widget need not pass any.
"""

from typing import Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.templatetags.static import static
from django.utils.translation import gettext as _

from media_pipeline.errors import message_for


def scripts() -> dict[str, str]:
    """Addresses of the scripts the element loads itself (hashed names in production)."""
    return {
        "upload": static("media_pipeline/upload.js"),
        "tus": static("vendor/tus/tus.min.js"),
    }


def labels() -> dict[str, Any]:
    """All words of the element in the active language. `{name}` and the like are filled there."""
    limit = filesizeformat(settings.MEDIA_MAX_UPLOAD_BYTES)
    return {
        "choose": _("Choose a video file"),
        "limit": _("MP4, MOV, MKV, WebM, AVI, MPEG or WMV; at most %(limit)s") % {"limit": limit},
        "progress": _("Progress"),
        "checking": _("Checking the file"),
        "sending": _("Uploading: {percent} % ({sent} of {size}). You can go on writing."),
        "waiting": _("Waiting for the network. The upload goes on by itself."),
        "paused": _("Paused"),
        "finishing": _("Putting the parts together"),
        "pause": _("Pause"),
        "resume": _("Go on"),
        "cancel": _("Cancel the upload"),
        "cancelled": _("The upload was cancelled."),
        "unfinished": _("The upload of “{name}” ({size}) stopped at {percent} %."),
        "again": _("Choose exactly the same file to go on"),
        "drop": _("Forget this upload"),
        "other_file": _("This is not “{name}”. Please choose exactly the same file."),
        "empty": message_for("empty"),
        "too_big": message_for("too_big", limit=limit),
        "failed": _("The upload failed. Please choose the file again."),
        "gone": _("This video does not exist any more. Please choose a file."),
        "converting": _("{stage}: {percent} %. You can go on writing."),
        "queued": _("{stage}. You can go on writing."),
        "ready": _("The video is ready."),
        "kept": _("The video that stood here before is kept."),
        "retry": _("Try again"),
        "replace": _("Choose another file"),
        "poster": _("First picture of the video"),
        "captions": _("Captions"),
        "captions_choose": _("Choose a caption file (VTT or SRT)"),
        "captions_language": _("Language of the captions"),
        "captions_machine": _("Made by a machine"),
        "captions_none": _("No captions yet."),
        "captions_have": _("{label}: {cues} lines"),
        "captions_sending": _("Reading the captions"),
        "captions_done": _("Captions taken: {cues} lines."),
        "languages": {"vi": "Tiếng Việt", "en": "English"},
    }
