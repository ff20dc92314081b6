"""What Wagtail's screens show of pictures and documents. This module only registers."""

from typing import Any

from django.http import Http404
from wagtail import hooks

from content.files.policies import document_policy, picture_policy


@hooks.register("construct_image_chooser_queryset")
def only_visible_images(images: Any, request: Any) -> Any:
    """The chooser lists pictures the author may see, and no others."""
    return picture_policy.filter(request.user, "view", images)


@hooks.register("construct_document_chooser_queryset")
def only_visible_documents(documents: Any, request: Any) -> Any:
    """The chooser lists documents the author may see, and no others."""
    return document_policy.filter(request.user, "view", documents)


@hooks.register("before_serve_document")
def only_readers(document: Any, request: Any) -> None:
    """Wagtail's own address of a document follows the same policy as ours."""
    if not document_policy.allows(request.user, "view", document):
        raise Http404
