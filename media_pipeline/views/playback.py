"""Playing: playlists written for one reader, bytes behind signed addresses, pictures, captions.

Every address asks for the right to play and answers 404 otherwise: whether a video exists is
nobody's business. No answer may be kept by a shared cache.
"""

import logging
from uuid import UUID

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
)
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from media_pipeline import hls, ranges, s3, selectors, storage, tokens
from media_pipeline import sprites as sprite_track
from media_pipeline.models import Asset, Caption, Publication, Rendition
from media_pipeline.policies import may_go_on_playing, may_play, may_read_captions, title_for

_log = logging.getLogger(__name__)

PLAYLIST = "application/vnd.apple.mpegurl"


def _published(request: HttpRequest, asset_id: UUID) -> tuple[Asset, Publication]:
    asset = selectors.find(asset_id)
    if asset is None or not may_play(request.user, asset):
        raise Http404
    if not asset.is_ready or asset.published is None:
        raise Http404
    return asset, asset.published


def _private(content: str | bytes, content_type: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def master(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """The list of qualities; `?max=240` and `?audio=1` make it shorter (data saver): browsers
    with HLS of their own cannot be told a level by a script."""
    asset, _publication = _published(request, asset_id)
    rows = selectors.renditions_of(asset)
    sound = [r for r in rows if r.name == "audio"]
    limit = request.GET.get("max", "")
    if request.GET.get("audio") == "1" and sound:
        chosen = sound
    else:
        chosen = selectors.pick(
            rows, max_side=int(limit) if limit.isdecimal() and len(limit) < 6 else None
        )
    text = hls.master_playlist([(r, f"{r.name}.m3u8") for r in chosen])
    return _private(text, PLAYLIST)


@require_safe
def playlist(request: HttpRequest, asset_id: UUID, name: str) -> HttpResponseBase:
    """One quality: every line carries the one address signed for this reader."""
    asset, publication = _published(request, asset_id)
    rendition = Rendition.objects.filter(publication=publication, name=name).first()
    if rendition is None or not rendition.segments:
        raise Http404
    if s3.enabled():
        address = s3.presign("GET", rendition.file_key, seconds=tokens.life(asset))
    else:
        address = tokens.address(asset, rendition, request.user.pk)
    return _private(hls.media_playlist(rendition.segments, address), PLAYLIST)


@require_safe
def media_bytes(
    request: HttpRequest, asset_id: UUID, publication: int, name: str
) -> HttpResponseBase:
    """Bytes of one rendition, for the reader its address was signed for."""
    expires, signature = request.GET.get("e", ""), request.GET.get("k", "")
    if not tokens.holds(asset_id, publication, name, request.user.pk, expires, signature):
        raise Http404
    rendition = (
        Rendition.objects.select_related("publication__asset")
        .filter(publication_id=publication, publication__asset_id=asset_id, name=name)
        .first()
    )
    if rendition is None or not may_go_on_playing(request.user, rendition.publication.asset):
        raise Http404
    return _serve(request, rendition)


def _serve(request: HttpRequest, rendition: Rendition) -> HttpResponseBase:
    publication = rendition.publication
    content_type = "audio/mp4" if rendition.name == "audio" else "video/mp4"
    try:
        return ranges.serve(
            request,
            key=rendition.file_key,
            size=rendition.bytes,
            etag=f'"{publication.pk}-{rendition.name}-{rendition.bytes}"',
            changed=publication.created_at,
            content_type=content_type,
        )
    except FileNotFoundError:
        _log.error("rendition %s has lost its file", rendition.pk)
        raise Http404 from None


@require_safe
def mp4(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """The plain MP4: for browsers without HLS, without scripts, and (`?tai-ve=1`) to keep."""
    asset, publication = _published(request, asset_id)
    rendition = (
        Rendition.objects.select_related("publication")
        .filter(publication=publication, name="mp4")
        .first()
    )
    if rendition is None:
        raise Http404
    keep = request.GET.get("tai-ve") == "1"
    name = f"{title_for(request.user, asset)}.mp4" if keep else ""
    disposition = content_disposition_header(keep, name) or ""
    if s3.enabled():
        query = {"response-content-disposition": disposition} if keep else {}
        response: HttpResponseBase = HttpResponseRedirect(
            s3.presign("GET", rendition.file_key, seconds=tokens.life(asset), query=query)
        )
        response["Cache-Control"] = "private, no-store"
        return response
    response = _serve(request, rendition)
    if keep:
        response["Content-Disposition"] = disposition
    return response


def _small_file(key: str, content_type: str) -> HttpResponse:
    try:
        with storage.open_file(key) as file:
            return _private(file.read(), content_type)
    except FileNotFoundError:
        raise Http404 from None


def _picture(key: str) -> HttpResponse:
    response = _small_file(key, "image/webp")
    # The reader's own browser may keep a picture for the lesson.
    response["Cache-Control"] = "private, max-age=600"
    return response


@require_safe
def poster(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """The still picture."""
    return _picture(_published(request, asset_id)[1].poster_key)


@require_safe
def sprites(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """The sheet of small pictures."""
    return _picture(_published(request, asset_id)[1].sprite_key)


@require_safe
def thumbnails(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """Which small picture belongs to which second."""
    asset, publication = _published(request, asset_id)
    text = sprite_track.thumbnails(
        reverse("media_pipeline:sprites", args=[asset.pk]),
        interval=publication.sprite_interval,
        tile=publication.sprite_tile,
        duration=asset.duration or 0.0,
    )
    return _private(text, "text/vtt; charset=utf-8")


@require_safe
def caption(request: HttpRequest, asset_id: UUID, caption_id: UUID) -> HttpResponseBase:
    """One caption track; a superseded one too, for versions that froze it."""
    row = Caption.objects.select_related("asset").filter(pk=caption_id, asset_id=asset_id).first()
    if row is None or not may_read_captions(request.user, row):
        raise Http404
    return _small_file(row.storage_key, "text/vtt; charset=utf-8")
