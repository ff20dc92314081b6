"""tus 1.0.0 (tus.io/protocols/resumable-upload): core, creation, checksum, termination,
expiration. Thin: the rules are in `services.receiving`."""

import base64
import binascii
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.urls import reverse
from django.utils.http import http_date

from media_pipeline import s3, selectors, services, widget_labels
from media_pipeline.errors import MediaError
from media_pipeline.models import Upload
from media_pipeline.services import uploads_s3
from media_pipeline.services.receiving import reconcile
from media_pipeline.views import answers
from media_pipeline.views.answers import guarded_view, not_found

VERSION = "1.0.0"
EXTENSIONS = "creation,checksum,termination,expiration"
ALGORITHMS = ("sha1", "sha256")
MOST_DIGITS = 18
"""So many always fit into a column."""


def _method(request: HttpRequest) -> str:
    return request.headers.get("X-HTTP-Method-Override", request.method or "").upper()


def _stamp(response: HttpResponseBase) -> HttpResponseBase:
    response["Tus-Resumable"] = VERSION
    return response


def _wrong_version(request: HttpRequest) -> HttpResponseBase | None:
    if request.headers.get("Tus-Resumable") == VERSION:
        return None
    response = HttpResponse(status=412)
    response["Tus-Version"] = VERSION
    return response


@guarded_view
def creation(request: HttpRequest) -> HttpResponseBase:
    """OPTIONS: what we can do. POST: announce a file."""
    if _method(request) == "OPTIONS":
        response = HttpResponse(status=204)
        response["Tus-Version"] = VERSION
        response["Tus-Extension"] = EXTENSIONS
        response["Tus-Max-Size"] = str(settings.MEDIA_MAX_UPLOAD_BYTES)
        response["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
        return _stamp(response)
    if _method(request) != "POST":
        return _stamp(HttpResponse(status=405))
    if refused := _wrong_version(request):
        return _stamp(refused)
    length = _number(request, "Upload-Length")
    if length is None:
        raise MediaError("bad_request", status=400, detail="Upload-Length")
    told = _metadata(request.headers.get("Upload-Metadata", ""))
    announced = services.Announcement(
        name=told.get("filename", ""),
        size=length,
        declared_type=told.get("filetype", ""),
        purpose=told.get("purpose", ""),
        head_sha256=told.get("head", ""),
        tail_sha256=told.get("tail", ""),
    )
    upload = services.create_upload(acting_user=request.user, announced=announced)
    response = HttpResponse(status=201)
    response["Location"] = reverse("media_pipeline:upload", args=[upload.pk])
    response["Upload-Expires"] = http_date(upload.expires_at.timestamp())
    return _stamp(response)


def _number(request: HttpRequest, header: str) -> int | None:
    """A number of bytes; None for what is none, or has more digits than any file."""
    text = request.headers.get(header, "")
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else None


def _metadata(header: str) -> dict[str, str]:
    """`key base64,key base64`."""
    told = {}
    for pair in header.split(","):
        key, _, value = pair.strip().partition(" ")
        try:
            told[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise MediaError("bad_request", detail="Upload-Metadata") from None
    return told


@guarded_view
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponseBase:
    """HEAD: how far. PATCH: more. DELETE: forget it. Only for the owner."""
    actions = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete}
    action = actions.get(_method(request))
    if action is None:
        return _stamp(HttpResponse(status=405))
    if refused := _wrong_version(request):
        return _stamp(refused)
    row = Upload.objects.filter(
        pk=upload_id, owner_id=request.user.pk, adapter=Upload.Adapter.TUS
    ).first()
    if row is None:
        return _stamp(not_found())
    try:
        return _stamp(action(request, row))
    except MediaError as error:
        return _stamp(answers.error(error.code, error.message, error.status))


def _place(row: Upload, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(row.offset)
    response["Upload-Length"] = str(row.size)
    response["Upload-Expires"] = http_date(row.expires_at.timestamp())
    if row.asset_id is not None:
        response["Upload-Asset"] = str(row.asset_id)
    return response


def _head(request: HttpRequest, row: Upload) -> HttpResponseBase:
    if row.state == Upload.State.REFUSED:
        raise MediaError(row.error_code or "bad_request", status=410)
    reconcile(row)
    if row.offset == row.size and row.state == Upload.State.RECEIVING:
        # Killed after the last byte and before the asset: catch up.
        services.finish_upload(upload=row)
    return _place(row, 200)


def _patch(request: HttpRequest, row: Upload) -> HttpResponseBase:
    if request.content_type != "application/offset+octet-stream":
        return HttpResponse(status=415)
    offset, length = _number(request, "Upload-Offset"), _number(request, "Content-Length")
    if offset is None:
        raise MediaError("bad_request", status=400)
    if length is None:
        return HttpResponse(status=411)
    row.offset = services.append_chunk(
        upload=row,
        offset=offset,
        source=request,
        length=length,
        checksum=_checksum(request.headers.get("Upload-Checksum", "")),
    )
    if row.offset == row.size:
        services.finish_upload(upload=row)
    return _place(row, 204)


def _checksum(header: str) -> tuple[str, bytes] | None:
    if not header:
        return None
    algorithm, _, digest = header.partition(" ")
    if algorithm not in ALGORITHMS:
        raise MediaError("bad_request", status=400, detail="Upload-Checksum")
    try:
        return algorithm, base64.b64decode(digest, validate=True)
    except binascii.Error:
        raise MediaError("bad_request", status=400, detail="Upload-Checksum") from None


def _delete(request: HttpRequest, row: Upload) -> HttpResponseBase:
    if row.state == Upload.State.DONE:
        return HttpResponse(status=204)
    services.abort_upload(upload=row)
    return HttpResponse(status=204)


@guarded_view
def unfinished(request: HttpRequest) -> HttpResponseBase:
    """GET: this person's uploads that can go on, so that a draft can ask for the file again."""
    wanted = request.GET.get("muc-dich", "")
    rows = [u for u in selectors.unfinished_uploads(request.user) if wanted in ("", u.purpose)]
    if s3.enabled():
        uploads_s3.look_up(u for u in rows if u.adapter == Upload.Adapter.S3)
    return JsonResponse(
        {
            "adapter": _adapter(),
            "max_bytes": settings.MEDIA_MAX_UPLOAD_BYTES,
            "labels": widget_labels.labels(),
            "scripts": widget_labels.scripts(),
            "uploads": [_described(u) for u in rows if u.state == Upload.State.RECEIVING],
        }
    )


def _adapter() -> str:
    return Upload.Adapter.S3 if s3.enabled() else Upload.Adapter.TUS


def _described(row: Upload) -> dict[str, Any]:
    name = "s3_upload" if row.adapter == Upload.Adapter.S3 else "upload"
    return {
        "id": str(row.pk),
        "adapter": row.adapter,
        "address": reverse(f"media_pipeline:{name}", args=[row.pk]),
        "name": row.name,
        "size": row.size,
        "offset": reconcile(row) if row.adapter == Upload.Adapter.TUS else row.offset,
        "purpose": row.purpose,
        "head": row.head_sha256,
        "tail": row.tail_sha256,
    }
