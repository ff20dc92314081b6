"""Uploads that browsers send to S3 themselves: JSON beside the tus endpoints, same rules."""

import base64
import binascii
import json
from typing import Any
from uuid import UUID

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    RawPostDataException,
)

from media_pipeline import conf, s3
from media_pipeline.errors import MediaError
from media_pipeline.models import Upload
from media_pipeline.services import Announcement, uploads_s3
from media_pipeline.views.answers import guarded_view, not_found


def _own(request: HttpRequest, upload_id: UUID) -> Upload | None:
    if not s3.enabled():
        raise Http404
    return Upload.objects.filter(
        pk=upload_id, owner_id=request.user.pk, adapter=Upload.Adapter.S3
    ).first()


@guarded_view
def begin(request: HttpRequest) -> HttpResponseBase:
    """POST JSON {name, size, type, purpose, head, tail, start}: announce a file."""
    if not s3.enabled():
        raise Http404
    if request.method != "POST":
        return HttpResponse(status=405)
    told, start = _told(request)
    announced = Announcement(
        name=str(told.get("name", "")),
        size=int(told["size"]),
        declared_type=str(told.get("type", "")),
        purpose=str(told.get("purpose", "")),
        head_sha256=str(told.get("head", "")),
        tail_sha256=str(told.get("tail", "")),
    )
    row = uploads_s3.begin(acting_user=request.user, announced=announced, start=start)
    return JsonResponse({"id": str(row.pk), "part_size": conf.S3_PART_BYTES}, status=201)


def _told(request: HttpRequest) -> tuple[dict[str, Any], bytes]:
    try:
        told = json.loads(request.body)
        int(told["size"])
        return told, base64.b64decode(told.get("start", ""), validate=True)
    except (
        ValueError, OverflowError, KeyError, TypeError, binascii.Error,
        RawPostDataException,  # A form was sent, and has been read as one on its way here.
    ):  # fmt: skip
        raise MediaError("bad_request") from None


@guarded_view
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponseBase:
    """GET: which parts are in. DELETE: forget it."""
    row = _own(request, upload_id)
    if row is None:
        return not_found()
    if request.method == "DELETE":
        uploads_s3.abort(upload=row)
        return HttpResponse(status=204)
    if row.asset_id:
        return JsonResponse({"asset": str(row.asset_id), "size": row.size})
    arrived = uploads_s3.arrived(upload=row)
    return JsonResponse(
        {
            "size": row.size,
            "part_size": conf.S3_PART_BYTES,
            "parts": arrived,
            "offset": row.offset,
        }
    )


@guarded_view
def part(request: HttpRequest, upload_id: UUID, number: int) -> HttpResponseBase:
    """GET: the address where one part goes."""
    row = _own(request, upload_id)
    if row is None or row.state != Upload.State.RECEIVING:
        return not_found()
    return JsonResponse({"address": uploads_s3.part_address(row, number)})


@guarded_view
def complete(request: HttpRequest, upload_id: UUID) -> HttpResponseBase:
    """POST: all parts are in."""
    row = _own(request, upload_id)
    if row is None:
        return not_found()
    if request.method != "POST":
        return HttpResponse(status=405)
    asset = uploads_s3.complete(upload=row)
    return JsonResponse({"asset": str(asset.pk)})
