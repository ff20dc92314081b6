"""Who may read, edit and look into materials: one rule each, asked two ways."""

from typing import Any

from django.db import models
from django.db.models import Q, QuerySet

from content.files.models import Document, Picture
from content.materials.models import (
    MaterialPage,
    MaterialVersion,
    VersionFile,
)
from content.materials.models.versions import PUBLISHED
from content.materials.purposes import page_of_purpose
from lms.core.policy import Policy
from lms.people import selectors as people
from media_pipeline.models import Asset

# Apps above (review) say which versions a reviewer may see, without this room knowing them.
_extra_viewers: list[Any] = []


def register_version_viewer(rule: Any) -> None:
    """Let an app above add versions a user may look at: `rule(user) -> Q on MaterialVersion`."""
    if rule not in _extra_viewers:
        _extra_viewers.append(rule)


def _author_of(user: Any, prefix: str = "") -> Q:
    person = people.person_of(user)
    if person is None:
        return Q(pk__in=[])
    return Q(**{f"{prefix}owner": user}) | Q(**{f"{prefix}co_authors": person})


class MaterialPolicy(Policy[MaterialPage]):
    """Pages: read what is approved for you, edit your own."""

    def filter_read(self, user: Any, queryset: QuerySet[MaterialPage]) -> QuerySet[MaterialPage]:
        """Materials whose approved version is shared with `user`."""
        readable = version_policy.filter(user, "read", MaterialVersion.objects.all())
        return queryset.filter(live_version__in=readable.values("pk"))

    def filter_edit(self, user: Any, queryset: QuerySet[MaterialPage]) -> QuerySet[MaterialPage]:
        """Materials that `user` wrote or writes with others, as long as they may author."""
        if not people.may_author(user):
            return queryset.none()
        mine = MaterialPage.objects.filter(_author_of(user)).values("pk")
        return queryset.filter(pk__in=mine)


class VersionPolicy(Policy[MaterialVersion]):
    """Frozen versions: readers see the published one, authors and reviewers their own."""

    def filter_read(
        self, user: Any, queryset: QuerySet[MaterialVersion]
    ) -> QuerySet[MaterialVersion]:
        """Versions readers are shown now, for `user`."""
        return queryset.filter(PUBLISHED, audience_token__in=people.reader_tokens(user))

    def filter_view(
        self, user: Any, queryset: QuerySet[MaterialVersion]
    ) -> QuerySet[MaterialVersion]:
        """Versions `user` may look at: as a reader, as an author, or because they review it."""
        readable = self.filter_read(user, MaterialVersion.objects.all()).values("pk")
        rule = Q(pk__in=readable)
        if people.person_of(user) is not None:
            own = MaterialPage.objects.filter(_author_of(user)).values("pk")
            rule |= Q(page_id__in=own)
            for extra in _extra_viewers:
                rule |= extra(user)
        return queryset.filter(rule)


material_policy = MaterialPolicy()
version_policy = VersionPolicy()


def _uses_seen_by(user: Any) -> QuerySet[VersionFile]:
    versions = version_policy.filter(user, "view", MaterialVersion.objects.all())
    return VersionFile.objects.filter(version__in=versions.values("pk"))


# The column of VersionFile that names a file of each kind.
_LINKS: dict[type[models.Model], str] = {Picture: "image", Document: "document"}


def sees_file(user: Any, model: type[models.Model]) -> Q:
    """Pictures and documents follow the versions that use them (see `content.files.policies`)."""
    link = _LINKS[model]
    uses = _uses_seen_by(user).filter(**{f"{link}__isnull": False})
    return Q(pk__in=uses.values(link))


def may_play_asset(user: Any, asset_id: Any) -> bool:
    """The right that the media pipeline asks for: an asset used by a version `user` may view, or
    one of a draft that `user` writes."""
    return _uses_seen_by(user).filter(asset_id=asset_id).exists() or may_edit_with_asset(
        user, asset_id
    )


def may_edit_with_asset(user: Any, asset_id: Any) -> bool:
    """Whether `user` writes a material that used this asset when it was submitted, or whose
    draft it was uploaded for (its purpose, which only the owner of the asset gives)."""
    pages = material_policy.filter(user, "edit", MaterialPage.objects.all())
    purpose = Asset.objects.filter(pk=asset_id).values_list("purpose", flat=True).first() or ""
    rule = Q(versions__files__asset_id=asset_id)
    if (page_id := page_of_purpose(purpose)) is not None:
        rule |= Q(pk=page_id)
    return pages.filter(rule).exists()


def may_read_captions(user: Any, caption_id: Any) -> bool:
    """A track follows the versions it was frozen in, as the video itself does: one that was
    attached later has been reviewed by nobody."""
    return _uses_seen_by(user).filter(caption_id=caption_id).exists()


def title_of_asset(user: Any, asset_id: Any) -> str:
    """The title of the newest version with this asset that `user` may view."""
    uses = _uses_seen_by(user).filter(asset_id=asset_id).order_by("-version_id")
    return uses.values_list("version__title", flat=True).first() or ""
