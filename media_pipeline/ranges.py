"""Byte ranges (RFC 9110, 14): 206, 416, If-Range, HEAD. Django itself serves whole files only."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.http import http_date, parse_http_date_safe

from media_pipeline import conf, storage

_ONE_RANGE = re.compile(r"^bytes=\s*(\d{0,18})-(\d{0,18})\s*$")


class NotSatisfiable(Exception):
    """No byte of the asked range exists."""


def parse(header: str, size: int) -> tuple[int, int] | None:
    """First and last byte asked for; None when the header is to be ignored.

    Several ranges at once are ignored (RFC 9110, 14.2 lets a server): no player asks for them.
    """
    found = _ONE_RANGE.match(header)
    if found is None or found.group(1) == found.group(2) == "":
        return None
    first, last = found.groups()
    if not first:
        if int(last) == 0 or size == 0:
            raise NotSatisfiable
        return max(0, size - int(last)), size - 1
    if last and int(last) < int(first):
        return None
    if int(first) >= size:
        raise NotSatisfiable
    return int(first), min(int(last), size - 1) if last else size - 1


def _still_same(request: HttpRequest, etag: str, changed: datetime) -> bool:
    """If-Range: a range is given only of the file the player already has a part of."""
    condition = request.headers.get("If-Range", "").strip()
    if not condition:
        return True
    if condition.startswith(('"', "W/")):
        return condition == etag  # Strong comparison: a weak one never matches.
    return parse_http_date_safe(condition) == int(changed.timestamp())


def serve(
    request: HttpRequest, *, key: str, size: int, etag: str, changed: datetime, content_type: str
) -> HttpResponseBase:
    """A stored file, whole or in part, streamed."""
    response: HttpResponseBase
    if etag in [tag.strip() for tag in request.headers.get("If-None-Match", "").split(",")]:
        response = HttpResponse(status=304)
        return _common(response, request, etag, changed)
    try:
        asked = parse(request.headers.get("Range", ""), size)
    except NotSatisfiable:
        asked = (-1, -1)
    if asked is not None and not _still_same(request, etag, changed):
        asked = None
    if asked == (-1, -1):
        response = HttpResponse(status=416, content_type=content_type)
        response["Content-Range"] = f"bytes */{size}"
        return _common(response, request, etag, changed)
    first, last = asked or (0, size - 1)
    if request.method == "HEAD":
        response = HttpResponse(content_type=content_type)
    else:
        response = StreamingHttpResponse(_Part(key, first, last), content_type=content_type)
    response["Content-Length"] = str(last - first + 1)
    if asked is not None:
        response.status_code = 206
        response["Content-Range"] = f"bytes {first}-{last}/{size}"
    return _common(response, request, etag, changed)


def _common(response: Any, request: HttpRequest, etag: str, changed: datetime) -> Any:
    response["Accept-Ranges"] = "bytes"
    response["ETag"] = etag
    response["Last-Modified"] = http_date(changed.timestamp())
    response["Cache-Control"] = "private, no-store"
    # Compressing would change the bytes that ranges count, and video gains nothing by it.
    request.META["HTTP_ACCEPT_ENCODING"] = "identity"
    return response


class _Part:
    """Bytes of a stored file. It is opened before the answer begins, so that a store that cannot
    be reached is no broken answer; Django closes it with the answer."""

    def __init__(self, key: str, first: int, last: int) -> None:
        self.file = storage.open_file(key)
        self.file.seek(first)
        self.left = last - first + 1

    def __iter__(self) -> Iterator[bytes]:
        while self.left > 0:
            piece = self.file.read(min(conf.READ_BLOCK, self.left))
            if not piece:
                return
            self.left -= len(piece)
            yield piece

    def close(self) -> None:
        self.file.close()
