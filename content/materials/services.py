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
from content.materials.models import Material, MaterialVersion
from content.materials.models.drafts import THING_KIND, ReviewState, search_key
from content.materials.models.metadata import MetadataMixin
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
) -> Material:
    """Begin a draft. Raises PermissionDenied for those who may not author."""
    if not people.may_author(acting_user):
        raise PermissionDenied
    title = title.strip()
    material = Material(
        title=title,
        slug=f"{slugify(title.replace('đ', 'd').replace('Đ', 'D'))[:80] or 'hoc-lieu'}-"
        + get_random_string(6, _SLUG_LETTERS),
        kind=kind,
        subject=subject,
        grade=grade,
        topic=topic,
        owner=acting_user,
        unit=home_unit(acting_user, subject),
        **columns,
    )
    material.save()
    # Without a first revision the editor could not tell that two people write at once.
    material.save_revision(user=acting_user)
    log(material, "materials.start", user=acting_user)
    return material


def latest_draft(material: Material) -> Material:
    """The newest saved state of a material."""
    return material.get_latest_revision_as_object()


@transaction.atomic
def submit_material(*, acting_user: Any, material: Material, note: str = "") -> MaterialVersion:
    """Freeze the newest draft as a version and hand it to review.

    Raises PermissionDenied for others than its authors and ValidationError, naming what is
    missing, when the required completeness lines do not hold or a formula cannot be shown;
    nothing is changed then.
    """
    material = Material.objects.select_for_update().get(pk=material.pk)
    material_policy.require(acting_user, "edit", material)
    if material.is_under_review:
        raise ValidationError(_("This material is already under review."))
    draft = latest_draft(material)
    missing = completeness.missing(completeness.judge(draft))
    if missing:
        raise ValidationError(
            _("Before it can be submitted: %(missing)s.")
            % {"missing": "; ".join(line.label for line in missing)}
        )
    draft.full_clean()
    # What saved itself while it was half written was not looked at for formulas.
    rendering.check_formulas(draft.steps)
    version = freeze(material=material, draft=draft, acting_user=acting_user)
    set_review_state(material=material, state=ReviewState.IN_REVIEW)
    data = {"version": version.number, "note": note}
    log(material, "materials.submit", user=acting_user, data=data)
    version_submitted.send(
        sender=MaterialVersion, version=version, acting_user=acting_user, note=note
    )
    return version


def freeze(*, material: Material, draft: Material, acting_user: Any) -> MaterialVersion:
    """Copy a draft into a version that never changes, with protected links to its files."""
    content = draft.steps.get_prep_value()
    stream = Material.steps.field.stream_block.to_python(content)
    version = MaterialVersion(
        thing_kind=THING_KIND,
        thing=material.uuid,
        material=material,
        revision=material.latest_revision,
        title=draft.title,
        slug=material.slug,
        unit=material.unit,
        content=content,
        submitted_by=acting_user,
        audience_token=draft.token_for(material.owner_person),
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


def set_review_state(*, material: Material, state: str) -> None:
    """Note where a material is on its way; drafts and revisions are untouched."""
    material.review_state = state
    Material.objects.filter(pk=material.pk).update(review_state=state)


@transaction.atomic
def approve_version(*, acting_user: Any, version: MaterialVersion, reviewed_by: str) -> None:
    """Make a version what readers see. Only `content.review` calls this, after its last step.

    Raises ValidationError when the version's content no longer has the hash that was judged.
    """
    versions.publish(version=version, reviewed_by=reviewed_by)
    material = Material.objects.get(pk=version.material_id)
    set_review_state(material=material, state=ReviewState.APPROVED)
    log(material, "materials.publish", user=acting_user, data={"version": version.number})
    search.enqueue_update([search_key(material.uuid)])


@transaction.atomic
def withdraw_version(*, acting_user: Any, version: MaterialVersion, reason: str) -> None:
    """Take a published version from readers; history and files stay."""
    versions.withdraw(version=version)
    material = version.material
    if not material.is_under_review:
        set_review_state(material=material, state=ReviewState.WITHDRAWN)
    log(material, "materials.withdraw", user=acting_user, data={"reason": reason})
    search.take_away([search_key(material.uuid)])
