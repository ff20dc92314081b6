"""The way to the page that takes something from readers, for those who may."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from content.review.policies import may_withdraw
from content.versions.models import FrozenVersion


def address(user: Any, version: FrozenVersion | None) -> str:
    """Where `user` may withdraw a version that readers see; empty for everyone else, and for one
    that readers do not see."""
    if version is None or not version.published or not may_withdraw(user, version):
        return ""
    return reverse("review:withdraw", args=[version.thing])


def reader_links(request: Any, version: FrozenVersion) -> dict[str, Any]:
    """For the page of a published version: a link among its actions. Costs a student no query."""
    url = address(request.user, version)
    links = [{"url": url, "label": _("Take from readers"), "icon": "undo"}] if url else []
    return {"links": links}
