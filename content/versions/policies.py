"""Who may read and look into frozen versions: one rule, asked two ways.

The rooms above say which versions their writers and reviewers may look at, without this room
knowing them (`register_viewer`).
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet

from content.versions.models import FrozenVersion, VersionFile
from lms.core.policy import Policy
from lms.people import selectors as people

Viewer = Callable[[Any], Q]
"""`(user) -> Q on FrozenVersion`: versions that `user`, who is a person, may look at."""
_viewers: list[Viewer] = []


def register_viewer(rule: Viewer) -> Viewer:
    """Let an app above add versions that a user may look at. Call it from `AppConfig.ready`."""
    if rule not in _viewers:
        _viewers.append(rule)
    return rule


class VersionPolicy(Policy[Any]):
    """Readers see the published version, writers and reviewers their own.

    Works on `FrozenVersion` and on the version model of any kind.
    """

    def filter_read(self, user: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Versions readers are shown now, for `user`."""
        return queryset.filter(published=True, audience_token__in=people.reader_tokens(user))

    def filter_view(self, user: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Versions `user` may look at: as a reader, as a writer, or because they review it."""
        rule = Q(published=True, audience_token__in=people.reader_tokens(user))
        if people.person_of(user) is not None:
            for viewer in _viewers:
                rule |= viewer(user)
        return queryset.filter(rule)


version_policy = VersionPolicy()


def uses_seen_by(user: Any) -> QuerySet[VersionFile]:
    """The uses of files in versions that `user` may look at."""
    versions = version_policy.filter(user, "view", FrozenVersion.objects.all())
    return VersionFile.objects.filter(version__in=versions.values("pk"))


def file_viewer(user: Any, model: type) -> Q:
    """For `content.files`: pictures and documents in versions that `user` may look at."""
    link = next(f.name for f in VersionFile._meta.fields if f.related_model is model)
    uses = uses_seen_by(user).filter(**{f"{link}__isnull": False})
    return Q(pk__in=uses.values(link))


def may_play(user: Any, asset_id: Any) -> bool:
    """For the media pipeline: an asset used by a version that `user` may look at."""
    return uses_seen_by(user).filter(asset_id=asset_id).exists()


def may_read_captions(user: Any, caption_id: Any) -> bool:
    """A track follows the versions it was frozen in, as the video itself does: one that was
    attached later has been reviewed by nobody."""
    return uses_seen_by(user).filter(caption_id=caption_id).exists()


def title_of_asset(user: Any, asset_id: Any) -> str:
    """The title of the newest version with this asset that `user` may look at."""
    uses = uses_seen_by(user).filter(asset_id=asset_id).order_by("-version_id")
    return uses.values_list("version__title", flat=True).first() or ""
