"""Materials as a kind of thing that is reviewed: the adapter `content.review` speaks to."""

from typing import Any
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Model, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Revision

from content.materials import completeness, outline, selectors, services, step_changes
from content.materials.models import Material, MaterialVersion
from content.materials.models.drafts import THING_KIND, ReviewState
from content.materials.models.metadata import Kind
from content.materials.policies import material_policy
from content.versions.kinds import Draft, Line, Step, View, as_own
from content.versions.marked import StepChange
from content.versions.models import FrozenVersion
from content.versions.word_diff import Budget


class MaterialKind:
    """What materials tell review, and do for it."""

    name = THING_KIND
    model: type[FrozenVersion] = MaterialVersion
    draft_model: type[Model] = Material
    content_columns = frozenset({"content", "block_schema"})

    # --- Authors ---

    def draft(self, user: Any, thing: UUID) -> Draft | None:
        """A material that `user` writes; its row is its newest draft."""
        rows = material_policy.filter(user, "edit", Material.objects.filter(uuid=thing))
        material = rows.first()
        if material is None:
            return None
        return Draft(
            kind=self,
            thing=material.uuid,
            title=material.title,
            is_under_review=material.is_under_review,
            edit_url=reverse("materials_editor:edit", args=[material.pk]),
            row=material,
        )

    def may_write(self, user: Any, thing: UUID) -> bool:
        rows = Material.objects.filter(uuid=thing)
        return material_policy.filter(user, "edit", rows).exists()

    def authors(self, thing: UUID) -> list[Any]:
        material = Material.objects.filter(uuid=thing)
        rule = Q(person__in=material.values("co_authors"), is_active=True)
        return list(get_user_model().objects.filter(rule | Q(pk__in=material.values("owner"))))

    def makers(self, version: FrozenVersion) -> set[int]:
        """Owner, co-authors, submitter, and everyone who saved the material since it was last
        approved."""
        rows = MaterialVersion.objects.filter(pk=version.pk)
        number, owner, submitter, named = rows.values_list(
            "material_id",
            "material__owner__person_id",
            "submitted_by__person_id",
            # As the submitted draft names them; the material's own rows can be newer.
            "revision__content__co_authors",
        ).get()
        writers = Material.co_authors.through.objects.filter(material_id=number)
        found = {
            owner,
            submitter,
            *(int(pk) for pk in named or ()),
            *writers.values_list("person_id", flat=True),
            *_editors_since_approval(number, version).values_list("user__person_id", flat=True),
        }
        return {pk for pk in found if pk is not None}

    def completeness(self, draft: Draft) -> list[Line]:
        return completeness.judge(draft.row)

    def submit(self, *, acting_user: Any, thing: UUID, note: str) -> FrozenVersion:
        material = Material.objects.get(uuid=thing)
        return services.submit_material(acting_user=acting_user, material=material, note=note)

    # --- The course of a review ---

    def lock(self, thing: UUID) -> Material:
        return Material.objects.select_for_update().get(uuid=thing)

    def is_under_review(self, thing: UUID) -> bool:
        return Material.objects.get(uuid=thing).is_under_review

    def leave_review(self, thing: UUID, *, sent_back: bool) -> None:
        material = Material.objects.get(uuid=thing)
        state = ReviewState.SENT_BACK if sent_back else ReviewState.DRAFT
        services.set_review_state(material=material, state=state)

    def publish(self, *, acting_user: Any, version: FrozenVersion, reviewed_by: str) -> None:
        own = _own(version)
        services.approve_version(acting_user=acting_user, version=own, reviewed_by=reviewed_by)

    def withdraw(self, *, acting_user: Any, version: FrozenVersion, reason: str) -> None:
        own = _own(version)
        services.withdraw_version(acting_user=acting_user, version=own, reason=reason)

    # --- What is shown ---

    def kind_label(self, kind: str) -> str:
        return str(Kind(kind).label) if kind in Kind.values else kind

    def facts(self, version: FrozenVersion) -> list[str]:
        own = _own(version)
        return [text for text in (str(own.get_licence_display()), own.source) if text]

    def reader_url(self, version: FrozenVersion) -> str:
        return selectors.address_of(version)

    def views(self, version: FrozenVersion) -> list[View]:
        """What a student sees on a phone or a desktop, and the classroom screen."""
        page = reverse("materials:version", args=[version.uuid])
        wall = reverse("classroom:wall_version", args=[version.uuid])
        return [
            View("dien-thoai", "phone", "phone", _("Phone"), page),
            View("may-tinh", "desktop", "lecture", _("Desktop"), page),
            View("man-hinh", "wall", "screen", _("Classroom screen"), wall),
        ]

    def outline(self, version: FrozenVersion) -> list[Step]:
        return outline.steps_in(_own(version).content)

    def draft_outline(self, row: Any) -> list[Step]:
        return outline.steps_in(row.steps.get_prep_value())

    def changes(self, old: FrozenVersion, new: FrozenVersion, budget: Budget) -> list[StepChange]:
        return step_changes.between(_own(old).content, _own(new).content, budget)


def _own(version: FrozenVersion) -> MaterialVersion:
    own = as_own(version)
    assert isinstance(own, MaterialVersion)  # noqa: S101 - its `thing_kind` says so
    return own


def _editors_since_approval(number: int, version: FrozenVersion) -> QuerySet[Any]:
    """Revisions of a material made since another of its versions was last approved."""
    approved = MaterialVersion.objects.filter(material_id=number, approved_at__isnull=False)
    last = approved.exclude(pk=version.pk).order_by("-approved_at")
    revisions = Revision.objects.filter(
        base_content_type=Material.get_base_content_type(),
        object_id=str(number),
        user__isnull=False,
    )
    # A revision can be rewritten in place; its date then says so, its id does not.
    return revisions.filter(
        Q(pk__gt=Coalesce(Subquery(last.values("revision_id")[:1]), 0))
        | Q(created_at__gt=Subquery(last.values("submitted_at")[:1]))
    )


def thing_numbered(number: int) -> UUID | None:
    """For addresses that named a material by its number."""
    return Material.objects.filter(pk=number).values_list("uuid", flat=True).first()
