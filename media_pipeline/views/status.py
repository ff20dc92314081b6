"""For those who make it: how far it is, another try, captions."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse

from media_pipeline import conf, selectors, services
from media_pipeline.errors import MediaError
from media_pipeline.policies import may_follow, owns
from media_pipeline.views.answers import guarded_view, not_found


@guarded_view
def show(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """GET: progress as JSON, for those who write with the video."""
    asset = selectors.find(asset_id)
    if asset is None or not may_follow(request.user, asset):
        return not_found()
    return JsonResponse(selectors.status(asset))


@guarded_view
def retry(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """POST: convert a failed file once more."""
    asset = owns(request.user, asset_id)
    if asset is None:
        return not_found()
    if request.method != "POST":
        return HttpResponse(status=405)
    services.retry_processing(acting_user=request.user, asset=asset)
    asset.refresh_from_db()
    return JsonResponse(selectors.status(asset), status=202)


@guarded_view
def captions(request: HttpRequest, asset_id: UUID) -> HttpResponseBase:
    """POST multipart {file, language, label, made_by_machine}: attach a caption file."""
    asset = owns(request.user, asset_id)
    if asset is None:
        return not_found()
    if request.method != "POST":
        return HttpResponse(status=405)
    file = request.FILES.get("file")
    if file is None:
        raise MediaError("caption_format")
    if (file.size or 0) > conf.MAX_CAPTION_BYTES:
        raise MediaError("caption_big", status=413)
    caption = services.attach_captions(
        acting_user=request.user,
        asset=asset,
        content=file.read(),
        language=request.POST.get("language", "vi"),
        label=request.POST.get("label", ""),
        made_by_machine=request.POST.get("made_by_machine") == "1",
        original_name=file.name or "",
    )
    return JsonResponse(
        {
            "id": str(caption.pk),
            "language": caption.language,
            "label": caption.label,
            "cues": caption.cues,
        },
        status=201,
    )
