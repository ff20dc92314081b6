"""The way to the page that takes a material from readers, for those who may."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from content.materials.models import Material, MaterialVersion
from content.review.policies import may_withdraw


def address(user: Any, page: Material, version: MaterialVersion | None) -> str:
    """Where `user` may withdraw what readers see of `page`; empty for everyone else.

    `version` is the one readers see, or the one being looked at: only the first can be withdrawn.
    """
    if version is None or not page.live or page.live_version_id != version.pk:
        return ""
    return reverse("review:withdraw", args=[page.pk]) if may_withdraw(user, version) else ""


def reader_links(request: Any, version: MaterialVersion) -> dict[str, Any]:
    """For the lecture page: a link among its actions. Costs a student no query."""
    url = address(request.user, version.page, version)
    links = [{"url": url, "label": _("Take from readers"), "icon": "undo"}] if url else []
    return {"links": links}
