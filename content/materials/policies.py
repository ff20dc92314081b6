"""Who may read and write materials, and play a draft's videos: one rule each, asked two ways."""

from typing import Any

from django.db.models import Q, QuerySet

from content.materials.models import Material, MaterialVersion
from content.materials.purposes import material_of_purpose
from content.versions.models import FrozenVersion
from content.versions.policies import version_policy
from lms.core.policy import Policy
from lms.people import selectors as people
from media_pipeline.models import Asset


def _author_of(user: Any) -> Q:
    person = people.person_of(user)
    if person is None:
        return Q(pk__in=[])
    return Q(owner=user) | Q(co_authors=person)


class MaterialPolicy(Policy[Material]):
    """Materials: read what is approved for you, edit your own."""

    def filter_read(self, user: Any, queryset: QuerySet[Material]) -> QuerySet[Material]:
        """Materials whose published version is shared with `user`."""
        readable = version_policy.filter(user, "read", FrozenVersion.objects.all())
        return queryset.filter(uuid__in=readable.values("thing"))

    def filter_edit(self, user: Any, queryset: QuerySet[Material]) -> QuerySet[Material]:
        """Materials that `user` wrote or writes with others, as long as they may author."""
        if not people.may_author(user):
            return queryset.none()
        mine = Material.objects.filter(_author_of(user)).values("pk")
        return queryset.filter(pk__in=mine)

    def filter_delete(self, user: Any, queryset: QuerySet[Material]) -> QuerySet[Material]:
        """Materials that `user` began and that were never submitted."""
        own = self.filter_edit(user, queryset).filter(owner=user)
        return own.exclude(pk__in=MaterialVersion.objects.values("material"))


material_policy = MaterialPolicy()


def version_viewer(user: Any) -> Q:
    """For `content.versions`: the versions of materials that `user` wrote."""
    own = Material.objects.filter(_author_of(user)).values("uuid")
    return Q(thing__in=own)


def may_edit_with_asset(user: Any, asset_id: Any) -> bool:
    """Whether `user` writes a material that used this asset when it was submitted, or whose
    draft it was uploaded for (its purpose, which only the owner of the asset gives)."""
    own = material_policy.filter(user, "edit", Material.objects.all())
    purpose = Asset.objects.filter(pk=asset_id).values_list("purpose", flat=True).first() or ""
    rule = Q(versions__files__asset_id=asset_id)
    if (number := material_of_purpose(purpose)) is not None:
        rule |= Q(pk=number)
    return own.filter(rule).exists()
