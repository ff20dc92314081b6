"""What is done with materials: the one write door of this room.

Submitting freezes a version; approving and withdrawing it are for `content.review` above, which
reaches `approve_version` and `withdraw_version` here through `content.materials.reviewed` and is
the only one to do so.
"""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from content.curriculum.models import Subject, Topic
from content.materials import completeness, rendering
from content.materials.models import (
    MaterialIndexPage,
    MaterialPage,
    MaterialVersion,
)
from content.materials.models.metadata import MetadataMixin
from content.materials.models.pages import THING_KIND, ReviewState, search_key
from content.materials.models.versions import join_step_texts
from content.materials.policies import material_policy
from content.versions import services as versions
from content.versions.models import VersionFile
from content.versions.signals import version_submitted
from lms.people import selectors as people
from lms.people.models import Unit
from media_pipeline.models import Caption
from search import services as search

_METADATA = [field.name for field in MetadataMixin._meta.get_fields()]
_AUDIENCE = ["audience_scope", "audience_unit", "audience_reach"]
_SLUG_LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"


def index_page() -> MaterialIndexPage:
    """The page all materials stand under."""
    return MaterialIndexPage.objects.get()


def home_unit(user: Any, subject: Subject) -> Unit | None:
    """The unit an author writes for: the school of their first author's membership; of several
    schools, the one where they have to do with the subject."""
    roles = [m for m in people.current_memberships(user) if m.role in people.AUTHOR_ROLES]
    near = people.units_of_subject(user, subject.uuid) if len(roles) > 1 else set()
    for membership in sorted(roles, key=lambda m: m.unit_id not in near):
        return people.school_of(membership.unit) or membership.unit
    return None


@transaction.atomic
def start_material(
    *,
    acting_user: Any,
    title: str,
    kind: str,
    subject: Subject,
    grade: int,
    topic: Topic,
    **columns: Any,
) -> MaterialPage:
    """Begin a draft. Raises PermissionDenied for those who may not author."""
    if not people.may_author(acting_user):
        raise PermissionDenied
    title = title.strip()
    page = MaterialPage(
        title=title,
        slug=f"{slugify(title.replace('đ', 'd').replace('Đ', 'D'))[:80] or 'hoc-lieu'}-"
        + get_random_string(6, _SLUG_LETTERS),
        kind=kind,
        subject=subject,
        grade=grade,
        topic=topic,
        owner=acting_user,
        unit=home_unit(acting_user, subject),
        live=False,
        **columns,
    )
    index_page().add_child(instance=page)
    page.save_revision(user=acting_user, log_action=False)
    log(page, "materials.start", user=acting_user)
    return page


def latest_draft(page: MaterialPage) -> MaterialPage:
    """The newest saved state of a material."""
    return page.get_latest_revision_as_object()


@transaction.atomic
def submit_material(*, acting_user: Any, page: MaterialPage, note: str = "") -> MaterialVersion:
    """Freeze the newest draft as a version and hand it to review.

    Raises PermissionDenied for others than its authors and ValidationError, naming what is
    missing, when the required completeness lines do not hold; nothing is changed then.
    """
    page = MaterialPage.objects.select_for_update().get(pk=page.pk)
    material_policy.require(acting_user, "edit", page)
    if page.is_under_review:
        raise ValidationError(_("This material is already under review."))
    draft = latest_draft(page)
    missing = completeness.missing(completeness.judge(draft))
    if missing:
        raise ValidationError(
            _("Before it can be submitted: %(missing)s.")
            % {"missing": "; ".join(line.label for line in missing)}
        )
    draft.full_clean(exclude=["slug", "path", "depth", "numchild"])
    version = freeze(page=page, draft=draft, acting_user=acting_user)
    set_review_state(page=page, state=ReviewState.IN_REVIEW)
    log(page, "materials.submit", user=acting_user, data={"version": version.number, "note": note})
    version_submitted.send(
        sender=MaterialVersion, version=version, acting_user=acting_user, note=note
    )
    return version


def freeze(*, page: MaterialPage, draft: MaterialPage, acting_user: Any) -> MaterialVersion:
    """Copy a draft into a version that never changes, with protected links to its files."""
    content = draft.steps.get_prep_value()
    stream = MaterialPage.steps.field.stream_block.to_python(content)
    version = MaterialVersion(
        thing_kind=THING_KIND,
        thing=page.uuid,
        material=page,
        revision=page.latest_revision,
        title=draft.title,
        slug=page.slug,
        unit=page.unit,
        content=content,
        submitted_by=acting_user,
        audience_token=draft.token_for(page.owner_person),
        body_text=join_step_texts(rendering.step_texts(stream)),
        **{name: getattr(draft, name) for name in [*_METADATA, *_AUDIENCE]},
    )
    steps = rendering.render_steps(stream)
    version.has_formulas = any("<math" in step.html for step in steps)
    topics = [version.topic] if version.topic else []
    versions.freeze(version=version, topics=topics, files=_files_of(version, stream))
    return version


def _files_of(version: MaterialVersion, stream: Any) -> list[VersionFile]:
    files: list[VersionFile] = []
    for step in stream:
        for block in step.value["body"]:
            files.extend(_files_of_block(version, UUID(str(step.id)), block))
    return files


def _files_of_block(version: MaterialVersion, step_id: UUID, block: Any) -> list[VersionFile]:
    match block.block_type:
        case "picture" if block.value["image"]:
            return [VersionFile(version=version, step_id=step_id, image=block.value["image"])]
        case "document" if block.value["document"]:
            document = block.value["document"]
            return [VersionFile(version=version, step_id=step_id, document=document)]
        case "video" if block.value["asset"]:
            asset_id = block.value["asset"]
            captions = Caption.objects.filter(asset_id=asset_id, superseded=False)
            return [
                VersionFile(version=version, step_id=step_id, asset_id=asset_id),
                *(VersionFile(version=version, step_id=step_id, caption=c) for c in captions),
            ]
        case _:
            return []


def set_review_state(*, page: MaterialPage, state: str) -> None:
    """Note where a material is on its way; drafts and revisions are untouched."""
    page.review_state = state
    MaterialPage.objects.filter(pk=page.pk).update(review_state=state)


@transaction.atomic
def approve_version(*, acting_user: Any, version: MaterialVersion, reviewed_by: str) -> None:
    """Make a version what readers see. Only `content.review` calls this, after its last step.

    Raises ValidationError when the version's content no longer has the hash that was judged.
    """
    versions.publish(version=version, reviewed_by=reviewed_by)
    page = MaterialPage.objects.get(pk=version.material_id)
    if version.revision is not None:
        # user=None: Wagtail checks nothing; whoever gets here has passed our own review.
        version.revision.publish(user=None, log_action=False)
    MaterialPage.objects.filter(pk=page.pk).update(review_state=ReviewState.APPROVED, live=True)
    log(page, "materials.publish", user=acting_user, data={"version": version.number})
    search.enqueue_update([search_key(page.uuid)])


@transaction.atomic
def withdraw_version(*, acting_user: Any, version: MaterialVersion, reason: str) -> None:
    """Take a published version from readers; history and files stay."""
    versions.withdraw(version=version)
    page = version.material
    state = page.review_state if page.is_under_review else ReviewState.WITHDRAWN
    MaterialPage.objects.filter(pk=page.pk).update(review_state=state, live=False)
    log(page, "materials.withdraw", user=acting_user, data={"reason": reason})
    search.take_away([search_key(page.uuid)])
