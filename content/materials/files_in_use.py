"""Deleting a picture or PDF that a frozen version uses: told which one, and nothing is deleted.

Versions hold protected links to their files (`VersionFile`), so the database refuses in any case;
here the refusal becomes words.
"""

from typing import Any
from uuid import UUID

from django.db.models import ProtectedError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from content.files.models import Document, Picture
from content.files.policies import document_policy, picture_policy
from content.versions.models import FrozenVersion, VersionFile
from content.versions.policies import version_policy

# Wagtail's screens that delete one file: the name in the address, and what it names.
_IMAGE = ("image_id", "image", picture_policy, Picture)
_DOCUMENT = ("document_id", "document", document_policy, Document)
_ONE_OF_MANY = ("doc_id", *_DOCUMENT[1:])
_SCREENS: dict[str, tuple[str, str, Any, Any]] = {
    "wagtailimages:delete": _IMAGE,
    "wagtailimages:delete_multiple": _IMAGE,
    "wagtaildocs:delete": _DOCUMENT,
    "wagtaildocs:delete_multiple": _ONE_OF_MANY,
}


def answer(request: HttpRequest, name: str, kwargs: dict[str, Any]) -> HttpResponse | None:
    """The page that refuses, before Wagtail asks "are you sure"; None where nothing stands in
    the way, or the file is none of the user's business (Wagtail's own refusal follows)."""
    if name not in _SCREENS:
        return None
    key, link, policy, model = _SCREENS[name]
    file = policy.filter(request.user, "view", model.objects.filter(pk=kwargs[key])).first()
    if file is None:
        return None
    used_in = FrozenVersion.objects.filter(files__in=VersionFile.objects.filter(**{link: file}))
    if not used_in.exists():
        return None
    return _refusal(request, used_in, title=file.title)


def answer_error(request: HttpRequest, error: ProtectedError) -> HttpResponse | None:
    """The same for screens that delete many at once. Django raises before it deletes anything."""
    uses = [one for one in error.protected_objects if isinstance(one, VersionFile)]
    if not uses:
        return None
    used_in = FrozenVersion.objects.filter(pk__in={use.version_id for use in uses})
    return _refusal(request, used_in, title="")


def _refusal(request: HttpRequest, used_in: Any, *, title: str) -> HttpResponse:
    """Names the materials that the user may know of, and counts the others."""
    pages = used_in.values("thing").distinct().count()
    seen = version_policy.filter(request.user, "view", FrozenVersion.objects.all())
    mine = used_in.filter(pk__in=seen.values("pk")).order_by("title", "-number").distinct()
    known: dict[UUID, FrozenVersion] = {}
    for version in mine:
        known.setdefault(version.thing, version)
    if not request.accepts("text/html"):
        text = _("A material uses this file, so it cannot be deleted.")
        return JsonResponse({"success": False, "error_message": text}, status=409)
    context = {
        "page_title": _("This file is in use"),
        "title": title,
        "versions": list(known.values()),
        "others": pages - len(known),
    }
    return render(request, "materials/admin/file_in_use.html", context, status=409)
