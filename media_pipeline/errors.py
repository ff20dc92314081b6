"""What can go wrong, as a code that is stored and a sentence that a teacher can act on."""

from django.utils.translation import gettext_lazy as _

MESSAGES = {
    # Before and while uploading
    "may_not_upload": _("Only people who write learning materials can upload videos."),
    "purpose": _(
        "It is not clear which material this video is for. "
        "Load the page again, then choose the file once more."
    ),
    "too_big": _("This file is too big: at most %(limit)s. Cut the video or lower its quality."),
    "empty": _("This file is empty (0 bytes). Please choose the video file again."),
    "not_video": _(
        "This is not a video file. Please choose an MP4, MOV, MKV, WebM, AVI, MPEG or WMV file."
    ),
    "quota": _(
        "There is no room left in your storage. Delete videos that you no longer need, "
        "or ask the administrator for more room."
    ),
    "total_quota": _("The storage of the whole system is full. Please tell the administrator."),
    "busy": _("This file is being uploaded from another window. Please go on there."),
    "other_file": _(
        "This is not the file that was being uploaded. Please choose exactly the same file, "
        "or start again with the new one."
    ),
    "expired": _("This upload was left unfinished for too long. Please upload the file again."),
    "checksum": _("A part of the file was damaged on its way; it will be sent again."),
    "bad_request": _("The upload was interrupted. Please choose the file again."),
    # While probing
    "damaged": _(
        "This file is damaged or is not a video. Try to open it on your computer; "
        "if it plays there, save it as MP4 and upload it again."
    ),
    "truncated": _(
        "This video is cut off: its end is missing. "
        "Copy it from the camera or computer once more, then upload it again."
    ),
    "no_video": _("This file has sound but no picture. Please choose a video file."),
    "too_large_picture": _(
        "The picture of this video is too large (at most 4096 × 2304). "
        "Save it at 1920 × 1080 and upload it again."
    ),
    "too_long": _("This video is longer than 6 hours. Please cut it into parts."),
    "too_short": _("This video is shorter than a moment. Please check the file."),
    "too_many_streams": _("This file has too many tracks. Save it as a plain MP4 file."),
    "probe_crashed": _(
        "This file could not be read safely. Save it as MP4 with another program "
        "and upload it again."
    ),
    # While transcoding
    "transcode": _(
        "The video could not be converted. Save it as MP4 (H.264) and upload it again; "
        "if that fails too, tell the administrator."
    ),
    "stalled": _("Converting made no progress and was stopped. Please try again."),
    "attempts": _(
        "Converting was interrupted several times and was stopped. "
        "Please try again, or tell the administrator."
    ),
    "not_failed": _("This video did not fail, so there is nothing to try again."),
    "cancelled": _("Converting was stopped on request."),
    # Passing troubles: the job waits and tries again by itself
    "disk_full": _(
        "The disk of the server is full. Nothing is lost; it will be tried again by itself. "
        "Please tell the administrator."
    ),
    "storage": _(
        "The file store cannot be reached at the moment. Nothing is lost; "
        "it will be tried again by itself."
    ),
    # The same where nobody tries again by itself: a form, a page
    "disk_full_now": _(
        "The disk of the server is full, so this did not work. "
        "Please tell the administrator and try again later."
    ),
    "storage_now": _(
        "The file store cannot be reached at the moment, so this did not work. "
        "Please try again in a few minutes; if it still fails, tell the administrator."
    ),
    # Captions
    "caption_format": _("Captions must be a VTT or SRT file. This file is neither."),
    "caption_encoding": _("The text of this file cannot be read. Save it as UTF-8."),
    "caption_empty": _("There is no caption with a time in this file. Please check it."),
    "caption_big": _("This caption file is too big (at most 2 MB)."),
}

WORTH_ANOTHER_TRY = frozenset({"transcode", "stalled", "attempts", "cancelled"})
"""Failures that the same file may not meet again; the others are the file's own."""


class MediaError(Exception):
    """Something a person is told about. `status` is the HTTP status it deserves."""

    def __init__(self, code: str, *, status: int = 400, detail: str = "", **values: object) -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code = code
        self.status = status
        self.detail = detail
        self.values = values

    @property
    def message(self) -> str:
        """The sentence for the reader, in the active language."""
        return message_for(self.code, **self.values)


class PassingError(MediaError):
    """Trouble of ours that passes (full disk, unreachable storage): wait and try again."""

    @property
    def message_at_once(self) -> str:
        """The sentence where nobody tries again by itself: a form, a page."""
        return message_for(f"{self.code}_now")


def message_for(code: str, **values: object) -> str:
    """The sentence for a stored code; an empty one for no error."""
    if not code:
        return ""
    text = str(MESSAGES.get(code, MESSAGES["transcode"]))
    return text % values if values else text
