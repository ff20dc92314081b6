"""Pictures and PDFs as they come in: looked at before they are opened, cleaned before kept.

Sizes are read from the file's head, so that a picture of 40,000 × 40,000 pixels is refused
before memory is spent on it. Camera data (place, device, time) is taken out of photographs:
pictures of children must not say where they were taken. PDFs are opened in a limited child.
"""

import io
import json
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from content.files.models import Document, Picture
from content.files.picture_metadata import without_metadata
from media_pipeline import limits, storage
from media_pipeline.errors import PassingError

HEAD = 1024
PDF_SECONDS = 8
PDF_MEMORY = 512 * 1024 * 1024
_PDF_CHILD = str(Path(__file__).with_name("pdf_child.py"))
_FORMATS = {"PNG": {"png"}, "JPEG": {"jpg", "jpeg"}, "GIF": {"gif"}, "WEBP": {"webp"}}


def check_picture(file: Any) -> None:
    """Refuse what is no picture of ours, saying why. Raises ValidationError."""
    _check_size(file, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)
    head = _head(file)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ValidationError(
            _(
                "This file is a web page or an SVG drawing, which can carry programs. "
                "Save the picture as PNG or JPEG and choose it again."
            )
        )
    kind, pixels = _open_head(file)
    extension = Path(str(file.name)).suffix.lower().lstrip(".")
    if extension not in _FORMATS[kind]:
        raise ValidationError(
            _(
                "The name ends in “.%(extension)s”, but the file is a %(kind)s picture. "
                "Give it the right ending and choose it again."
            )
            % {"extension": extension[:12], "kind": kind}
        )
    if pixels > settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS:
        raise _too_many_pixels()
    _decode(file)


def clean_picture(file: Any) -> Any:
    """The picture without camera data, turned the right way up; the same file when clean."""
    file.seek(0)
    data = file.read()
    try:
        cleaned = without_metadata(data)
    except Exception:
        raise _damaged() from None
    file.seek(0)
    if cleaned == data:
        return file
    return SimpleUploadedFile(file.name, cleaned, getattr(file, "content_type", "image/jpeg"))


def check_pdf(file: Any) -> int:
    """The number of pages of a PDF; ValidationError with what to do for anything else."""
    _check_size(file, settings.WAGTAILDOCS_MAX_UPLOAD_SIZE)
    head = _head(file)
    # ISO 32000-1, annex H.3.4.1: readers accept the mark within the first 1,024 bytes.
    if b"%PDF-" not in head:
        if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
            raise ValidationError(
                _(
                    "This is a Word, PowerPoint or Excel file with another name. "
                    "Save it as PDF in that program and choose the PDF."
                )
            )
        raise ValidationError(_("This file is not a PDF. Choose a PDF file."))
    try:
        with storage.guarded():
            answer = _ask_child(file)
    except PassingError as trouble:
        raise ValidationError(trouble.message_at_once) from trouble
    if "error" in answer:
        raise ValidationError(_PDF_FAULTS.get(answer["error"], _unreadable)())
    return int(answer["pages"])


def check_room(owner: Any, file: Any) -> None:
    """Refuse a file that would go past what one person's pictures and PDFs may take together.
    Of two at the same moment both may pass: a few megabytes that nobody misses."""
    kept = sum(
        rows.filter(uploaded_by_user=owner).aggregate(total=Sum("file_size"))["total"] or 0
        for rows in (Picture.objects.all(), Document.objects.all())
    )
    limit = settings.FILES_QUOTA_BYTES
    if kept + file.size > limit:
        raise ValidationError(
            _(
                "Your pictures and PDFs take %(kept)s of %(limit)s, so this one has no room. "
                "Delete those that no material uses, or ask the administrator for more room."
            )
            % {"kept": filesizeformat(kept), "limit": filesizeformat(limit)}
        )


def _check_size(file: Any, limit: int) -> None:
    trouble = getattr(file, "trouble", None)  # see `upload_handler`
    if trouble is not None:
        raise ValidationError(trouble.message_at_once)
    if not file.size:
        raise ValidationError(_("This file is empty (0 bytes). Choose another one."))
    if file.size > limit:
        raise ValidationError(
            _("This file has %(size)s; at most %(limit)s fit. Make it smaller and choose it again.")
            % {"size": filesizeformat(file.size), "limit": filesizeformat(limit)}
        )


def _head(file: Any) -> bytes:
    file.seek(0)
    head = file.read(HEAD)
    file.seek(0)
    return head


def _too_many_pixels() -> ValidationError:
    return ValidationError(
        _(
            "This picture has too many pixels. Save it smaller (at most 8,000 × 6,000) "
            "and choose it again."
        )
    )


def _damaged() -> ValidationError:
    return ValidationError(
        _("This picture is damaged or was cut off while it was copied. Choose it again.")
    )


def _open_head(file: Any) -> tuple[str, int]:
    """Kind and number of pixels, from the head alone: `Image.open` decodes nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(_all(file)), formats=list(_FORMATS)) as picture:
                if picture.format == "MPO":  # a JPEG with further ones behind it; they go
                    return "JPEG", picture.width * picture.height
                frames = getattr(picture, "n_frames", 1)
                return str(picture.format), picture.width * picture.height * frames
    except Image.DecompressionBombError:
        raise _too_many_pixels() from None
    except Exception:
        raise ValidationError(
            _("This file is not a picture that can be shown. Choose a PNG, JPEG, GIF or WebP.")
        ) from None


def _decode(file: Any) -> None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(_all(file)), formats=list(_FORMATS)) as picture:
                ImageOps.exif_transpose(picture).load()
    except Exception:
        raise _damaged() from None


def _all(file: Any) -> bytes:
    file.seek(0)
    data: bytes = file.read()
    file.seek(0)
    return data


def _ask_child(file: Any) -> dict[str, Any]:
    """What the limited child says about the PDF; a crash or a hang is an answer too."""
    with tempfile.NamedTemporaryFile(suffix=".pdf") as copy:
        file.seek(0)
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        file.seek(0)
        process = limits.start(
            [sys.executable, "-I", _PDF_CHILD, copy.name],
            cpu_seconds=PDF_SECONDS,
            memory=PDF_MEMORY,
            file_size=0,
        )
        try:
            out, _err = process.communicate(timeout=PDF_SECONDS)
        except subprocess.TimeoutExpired:
            limits.kill(process)
            return {"error": "endless"}
    try:
        return dict(json.loads(out))
    except ValueError:
        return {"error": "unreadable"}


def _unreadable() -> str:
    return _("This PDF is damaged. Save it again in the program it comes from.")


def _locked() -> str:
    return _("This PDF is locked with a password. Save it without one and choose it again.")


def _endless() -> str:
    return _("This PDF is too complicated to be opened. Print it to a new PDF and choose that.")


_PDF_FAULTS = {"unreadable": _unreadable, "locked": _locked, "endless": _endless}
