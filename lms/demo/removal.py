"""Taking the demo province out again, whole, before real people come in.

Everything demo accounts own goes: their materials with review and progress, files, roles,
classes, units. If something real leans on it (a real teacher placed in a demo school, a real
draft that shows a demo picture), nothing is removed and the message names what to move first.
What real people read of the demo goes with it: their progress in lectures that are no more.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Model, ProtectedError, Q, QuerySet
from django.utils.translation import gettext as _

from content.files.models import Document, Picture
from content.materials.models import Material, MaterialVersion
from content.materials.models.drafts import search_key
from content.materials.steps_content import files_of
from content.review.models import ChecklistAnswer, Remark, ReviewTask
from lms.people.models import (
    ClassMembership,
    Consent,
    GuardianLink,
    Membership,
    Person,
    SchoolClass,
    SchoolYear,
    TeachingAssignment,
    Unit,
    UnitKind,
    UnitLink,
    User,
)
from lms.progress.models import Progress
from media_pipeline import services as media
from media_pipeline.models import Asset
from search import services as search


def remove() -> int:
    """Remove the demo; returns how many accounts went.

    Raises ValidationError, with nothing removed, when real data leans on the demo.
    """
    try:
        with transaction.atomic():
            removed = _remove_rows()
    except ProtectedError as error:
        names = sorted({str(row._meta.verbose_name) for row in error.protected_objects})
        raise ValidationError(
            _("Real data leans on the demo: %(names)s. Move or delete it first, then try again.")
            % {"names": ", ".join(names)}
        ) from error
    Path(settings.DEMO_MARKER).unlink(missing_ok=True)
    return removed


def _remove_rows() -> int:
    users = User.objects.filter(is_demo=True)
    _refuse_while_real_work_leans_on(users)
    _remove_materials(users)
    for asset in Asset.objects.filter(owner__in=users).select_related("owner"):
        media.delete_asset(acting_user=asset.owner, asset=asset)
    Picture.objects.filter(uploaded_by_user__in=users).delete()
    Document.objects.filter(uploaded_by_user__in=users).delete()
    count = users.count()
    _remove_people()
    _remove_units()
    return count


def _refuse_while_real_work_leans_on(users: QuerySet[User]) -> None:
    """What no foreign key protects: words and drafts of real people."""
    leaning = [*_written_by_real_people(users), *_drafts_with_demo_files(users)]
    if leaning:
        raise ValidationError(
            _("Real work leans on the demo: %(titles)s. Move or delete it first, then try again.")
            % {"titles": ", ".join(f"“{title}”" for title in sorted(set(leaning)))}
        )


def _written_by_real_people(users: QuerySet[User]) -> Iterator[str]:
    """Demo materials that a real person helped to write."""
    for material in Material.objects.filter(owner__in=users):
        written = material.revisions.exclude(user=None).exclude(user__is_demo=True).exists()
        if written or any(not person.is_demo for person in material.co_authors.all()):
            yield material.title


def _drafts_with_demo_files(users: QuerySet[User]) -> Iterator[str]:
    """Real materials whose words, saved or published, show a picture or file of the demo.

    Frozen versions need no look: a foreign key protects what they use.
    """
    images = set(_keys(Picture, uploaded_by_user__in=users))
    documents = set(_keys(Document, uploaded_by_user__in=users))
    assets = set(_keys(Asset, owner__in=users))
    for material in Material.objects.exclude(owner__in=users):
        used = files_of(material.steps)
        if used.images & images or used.documents & documents or used.assets & assets:
            yield material.title


def _keys(model: type[Model], **wanted: Any) -> QuerySet[Any, Any]:
    return model._default_manager.filter(**wanted).values_list("pk", flat=True)


def _remove_materials(users: QuerySet[User]) -> None:
    own = Material.objects.filter(owner__in=users)
    versions = MaterialVersion.objects.filter(material__in=own)
    ChecklistAnswer.objects.filter(task__version__in=versions).delete()
    Remark.objects.filter(version__in=versions).delete()
    ReviewTask.objects.filter(version__in=versions).delete()
    Progress.objects.filter(version__in=versions).delete()
    keys = [search_key(thing) for thing in own.values_list("uuid", flat=True)]
    versions.delete()
    own.delete()
    search.enqueue_update(keys)


def _remove_people() -> None:
    people = Person.objects.filter(is_demo=True)
    for fact in (Membership, ClassMembership, Consent):
        fact.objects.filter(person__in=people).delete()
    TeachingAssignment.objects.filter(teacher__in=people).delete()
    GuardianLink.objects.filter(Q(guardian__in=people) | Q(student__in=people)).delete()
    User.objects.filter(is_demo=True).delete()
    people.delete()


def _remove_units() -> None:
    units = Unit.objects.filter(is_demo=True)
    classes = SchoolClass.objects.filter(unit__in=units)
    years = set(classes.values_list("school_year_id", flat=True))
    classes.delete()
    UnitLink.objects.filter(Q(parent__in=units) | Q(child__in=units)).delete()
    kinds = set(units.values_list("kind_id", flat=True))
    units.delete()
    UnitKind.objects.filter(pk__in=kinds, units=None).delete()
    SchoolYear.objects.filter(pk__in=years, classes=None).delete()
