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
from content.materials.models import MaterialPage, MaterialVersion
from content.materials.models.metadata import Kind
from content.materials.models.pages import THING_KIND, ReviewState
from content.materials.policies import material_policy
from content.versions.kinds import Draft, Line, Step, View, as_own
from content.versions.marked import StepChange
from content.versions.models import FrozenVersion
from content.versions.word_diff import Budget


class Material:
    """What materials tell review, and do for it."""

    name = THING_KIND
    model: type[FrozenVersion] = MaterialVersion
    draft_model: type[Model] = MaterialPage
    content_columns = frozenset({"content", "block_schema"})

    # --- Authors ---

    def draft(self, user: Any, thing: UUID) -> Draft | None:
        """A material that `user` writes; ready to be restored without another query."""
        rows = material_policy.filter(user, "edit", MaterialPage.objects.filter(uuid=thing))
        page = rows.select_related("locale", "latest_revision__content_type").first()
        if page is None:
            return None
        return Draft(
            kind=self,
            thing=page.uuid,
            title=page.draft_title or page.title,
            is_under_review=page.is_under_review,
            edit_url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
            row=page,
        )

    def may_write(self, user: Any, thing: UUID) -> bool:
        rows = MaterialPage.objects.filter(uuid=thing)
        return material_policy.filter(user, "edit", rows).exists()

    def authors(self, thing: UUID) -> list[Any]:
        page = MaterialPage.objects.filter(uuid=thing)
        rule = Q(person__in=page.values("co_authors"), is_active=True)
        return list(get_user_model().objects.filter(rule | Q(pk__in=page.values("owner"))))

    def makers(self, version: FrozenVersion) -> set[int]:
        """Owner, co-authors, submitter, and everyone who saved the material since it was last
        approved."""
        rows = MaterialVersion.objects.filter(pk=version.pk)
        page_id, owner, submitter, named = rows.values_list(
            "material_id",
            "material__owner__person_id",
            "submitted_by__person_id",
            # As the submitted draft names them; the page's own rows can be newer.
            "revision__content__co_authors",
        ).get()
        writers = MaterialPage.co_authors.through.objects.filter(materialpage_id=page_id)
        found = {
            owner,
            submitter,
            *(int(pk) for pk in named or ()),
            *writers.values_list("person_id", flat=True),
            *_editors_since_approval(page_id, version).values_list("user__person_id", flat=True),
        }
        return {pk for pk in found if pk is not None}

    def completeness(self, draft: Draft) -> list[Line]:
        page = draft.row
        revision = page.latest_revision
        # As Wagtail restores it, without reading page and revision a second time.
        restored = page.with_content_json(revision.content) if revision else page
        return completeness.judge(restored)

    def submit(self, *, acting_user: Any, thing: UUID, note: str) -> FrozenVersion:
        page = MaterialPage.objects.get(uuid=thing)
        return services.submit_material(acting_user=acting_user, page=page, note=note)

    # --- The course of a review ---

    def lock(self, thing: UUID) -> MaterialPage:
        return MaterialPage.objects.select_for_update().get(uuid=thing)

    def is_under_review(self, thing: UUID) -> bool:
        return MaterialPage.objects.get(uuid=thing).is_under_review

    def leave_review(self, thing: UUID, *, sent_back: bool) -> None:
        page = MaterialPage.objects.get(uuid=thing)
        state = ReviewState.SENT_BACK if sent_back else ReviewState.DRAFT
        services.set_review_state(page=page, state=state)

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


def _editors_since_approval(page_id: int, version: FrozenVersion) -> QuerySet[Any]:
    """Revisions of a material made since another of its versions was last approved."""
    approved = MaterialVersion.objects.filter(material_id=page_id, approved_at__isnull=False)
    last = approved.exclude(pk=version.pk).order_by("-approved_at")
    revisions = Revision.page_revisions.filter(object_id=str(page_id), user__isnull=False)
    # A revision can be rewritten in place; its date then says so, its id does not.
    return revisions.filter(
        Q(pk__gt=Coalesce(Subquery(last.values("revision_id")[:1]), 0))
        | Q(created_at__gt=Subquery(last.values("submitted_at")[:1]))
    )


def thing_numbered(number: int) -> UUID | None:
    """For addresses that named a material by the number of its page."""
    return MaterialPage.objects.filter(pk=number).values_list("uuid", flat=True).first()
