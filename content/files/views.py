"""The files themselves. Each view says who may; the policies decide."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from content.files.models import Document, Picture, PictureRendition
from content.files.policies import document_policy, picture_policy
from media_pipeline import storage


@require_safe
def picture(request: HttpRequest, image_uuid: UUID, rendition_id: int) -> FileResponse:
    """Those who may view the picture (see `picture_policy`); 404 for everyone else."""
    allowed = picture_policy.filter(request.user, "view", Picture.objects.all())
    rendition = get_object_or_404(
        PictureRendition.objects.filter(image__in=allowed.values("pk")),
        pk=rendition_id,
        image__uuid=image_uuid,
    )
    return _private_file(rendition.file.name)


@require_safe
def document(request: HttpRequest, document_uuid: UUID) -> FileResponse:
    """Those who may view the document (see `document_policy`); 404 for everyone else."""
    allowed = document_policy.filter(request.user, "view", Document.objects.all())
    found = get_object_or_404(allowed, uuid=document_uuid)
    return _private_file(found.file.name, filename=f"{found.title}.pdf")


def _private_file(name: str, filename: str = "") -> FileResponse:
    """A stored file for one reader: never a shared cache, never able to run anything."""
    try:
        file = storage.open_file(name)
        file.seek(0)  # An S3 file is fetched now, not when the answer has begun.
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, filename=filename)
    response["Cache-Control"] = "private, max-age=3600"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'"
    response["X-Content-Type-Options"] = "nosniff"
    return response
