"""The last guard: whatever goes round the screens, readers get only what review approved.

Readers are shown the published version, which only an approval makes so: Wagtail's own publishing
cannot show them anything new. Still, a page row that says "live" about unreviewed content would
be a lie in the admin, in feeds and in the address. So a material that Wagtail publishes without
an approved version behind it is taken down again (or set back to its approved state) at once,
and that is logged; aliases and moves are refused.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content.materials.models import MaterialPage, MaterialVersion


def is_approved(page: MaterialPage, revision: Any) -> bool:
    """Whether this revision is the one behind the newest approved version of the page."""
    newest = approved_version(page)
    return newest is not None and revision is not None and newest.revision_id == revision.pk


def approved_version(page: MaterialPage) -> MaterialVersion | None:
    """The newest approved version that was not withdrawn."""
    versions = MaterialVersion.objects.filter(material_id=page.pk, approved_at__isnull=False)
    newest = versions.order_by("-approved_at").first()
    return newest if newest is not None and newest.withdrawn_at is None else None


def after_publish(page: MaterialPage, revision: Any) -> None:
    """A material went live: leave it so only if review put it there."""
    approved = approved_version(page)
    if is_approved(page, revision) and approved is not None and page.title == approved.title:
        return
    with transaction.atomic():
        if approved is None:
            _take_down(page)
        else:
            _set_back(page, approved)
        log(
            page,
            "review.guard",
            data={"revision": getattr(revision, "pk", None), "kept": getattr(approved, "pk", None)},
        )


def _take_down(page: MaterialPage) -> None:
    columns = {"live": False, "live_revision": None, "has_unpublished_changes": True}
    _write(page, columns)


def _set_back(page: MaterialPage, approved: MaterialVersion) -> None:
    """Address and title of the approved state; its content readers take from the version."""
    columns: dict[str, Any] = {
        "live": True,
        "live_revision": approved.revision,
        "title": approved.title,
        "has_unpublished_changes": True,
    }
    if approved.revision is not None:
        slug = approved.revision.content.get("slug") or page.slug
        columns["slug"] = slug
        columns["url_path"] = f"{page.get_parent().url_path}{slug}/"
    _write(page, columns)


def _write(page: MaterialPage, columns: dict[str, Any]) -> None:
    MaterialPage.objects.filter(pk=page.pk).update(**columns)
    for name, value in columns.items():
        setattr(page, name, value)


def refuse_alias(page: MaterialPage) -> None:
    """An alias of an approved material would be live at once, without review."""
    if page.alias_of_id is not None:
        raise PermissionDenied(_("A material cannot have an alias. Link to the material itself."))


def refuse_move() -> None:
    """A material's address is what readers and search hold; its place in the tree means nothing."""
    raise PermissionDenied(_("Materials are not moved. Their place is their topic."))
