"""What may be read of materials: the one read door of this room.

Readers are shown frozen versions. Lists need `FrozenVersion` alone; a material's page reads the
whole `MaterialVersion`.
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse

from content.curriculum.counts import TopicCards
from content.curriculum.models import Subject
from content.materials.models import Material, MaterialVersion
from content.materials.models.drafts import THING_KIND, search_key
from content.materials.policies import material_policy
from content.versions import selectors as versions
from content.versions.models import FrozenVersion
from content.versions.policies import version_policy
from lms.people import selectors as people
from lms.people.models import TeachingAssignment
from search.counts import Counts, add_up
from search.queries import Filters

TOPIC_PAGE_LIMIT = 50


def readable_versions(user: Any) -> QuerySet[FrozenVersion]:
    """The published versions of materials that `user` may read, newest first: one table."""
    return versions.readable_versions(user, thing_kind=THING_KIND)


def narrowed(rows: QuerySet[FrozenVersion], filters: Filters) -> QuerySet[FrozenVersion]:
    """The versions that pass the choices a reader made."""
    chosen: dict[str, Any] = {"grade": filters.grade, "kind": filters.kind}
    if filters.subject:
        # Subjects are few; asked for on their own, the list stays one table.
        known = Subject.objects.filter(code__in=filters.subject)
        chosen["subject_id"] = list(known.values_list("pk", flat=True)) or [0]
    return rows.filter(**{f"{name}__in": values for name, values in chosen.items() if values})


def count_by_facet(rows: QuerySet[FrozenVersion], filters: Filters) -> Counts:
    """How many of the versions each grade, subject and kind would leave; two queries."""
    counted = rows.order_by().values_list("grade", "subject_id", "kind").annotate(Count("pk"))
    codes = dict(Subject.objects.values_list("pk", "code"))
    cube = [((grade, codes.get(subject), kind), n) for grade, subject, kind, n in counted]
    return add_up(cube, filters)


def _whole(user: Any, action: str) -> QuerySet[MaterialVersion]:
    return version_policy.filter(user, action, MaterialVersion.objects.all())


def viewable_version(user: Any, version_uuid: UUID) -> MaterialVersion | None:
    """A version that `user` may look at as reader, author or reviewer."""
    return _whole(user, "view").filter(uuid=version_uuid).first()


def published_by_slug(user: Any, slug: str) -> MaterialVersion | None:
    """What `user` is shown at the address that ends in `slug`; None when it is not for them."""
    return _whole(user, "read").filter(slug=slug).first()


def materials_of(user: Any) -> QuerySet[Material]:
    """The materials `user` writes, newest work first; each says whether readers are shown a
    version of it (`is_published`)."""
    rows = material_policy.filter(user, "edit", Material.objects.all())
    published = FrozenVersion.objects.filter(thing=OuterRef("uuid"), published=True)
    rows = rows.annotate(is_published=Exists(published)).select_related("subject", "topic")
    return rows.order_by("-latest_revision__created_at", "-pk")


def usual_place(user: Any) -> dict[str, int]:
    """What the form for a new material begins with: the subject and the grade that `user`
    teaches today, each only where it is one."""
    lessons = TeachingAssignment.objects.on().filter(teacher=people.person_of(user))
    found = list(lessons.values_list("subject", "school_class__grade").distinct())
    subjects = Subject.objects.filter(uuid__in={subject for subject, _grade in found})
    choices = {
        "subject": set(subjects.values_list("pk", flat=True)),
        "grade": {grade for _subject, grade in found},
    }
    return {name: min(values) for name, values in choices.items() if len(values) == 1}


def count_by_topic(user: Any, topic_ids: Iterable[int]) -> dict[int, int]:
    """How many materials `user` may read under each topic."""
    return versions.count_by_topic(user, topic_ids, thing_kind=THING_KIND)


def versions_in_topic(user: Any, topic_id: int) -> QuerySet[FrozenVersion]:
    """The published versions under one topic that `user` may read."""
    return readable_versions(user).filter(topics=topic_id)


def topic_cards(user: Any, topic_id: int) -> TopicCards:
    """The list shown on a topic's page."""
    rows = versions_in_topic(user, topic_id)
    return TopicCards("materials/_cards.html", rows[:TOPIC_PAGE_LIMIT], rows.count())


def search_keys_of(concept_ids: Iterable[int]) -> list[str]:
    """Search keys of the published materials under these subjects, strands or topics."""
    ids = list(concept_ids)
    under = Q(topics__in=ids) | Q(topics__strand__in=ids) | Q(subject__in=ids)
    rows = FrozenVersion.objects.filter(under, published=True, thing_kind=THING_KIND)
    things = rows.order_by("pk").values_list("thing", flat=True).distinct()
    return [search_key(uuid) for uuid in things]


def address_of(version: FrozenVersion) -> str:
    """Where readers find a published version."""
    return reverse("materials:material", args=[version.slug])


def materials_to_link(user: Any, words: Iterable[str] = ()) -> QuerySet[Material]:
    """What `user` may link to: own materials, and those whose published version they may read;
    only those with all these words in the title.

    Each carries title and grade as `user` knows them (`known_title`, `known_grade`): of another
    author's material those that are published, never those of the draft.
    """
    own = material_policy.filter(user, "edit", Material.objects.all()).values("pk")
    readable = version_policy.filter(user, "read", FrozenVersion.objects.all())
    published = readable.filter(thing=OuterRef("uuid"))

    def known(column: str) -> Case:
        return Case(
            When(pk__in=own, then=F(column)), default=Subquery(published.values(column)[:1])
        )

    rows = Material.objects.annotate(known_title=known("title"), known_grade=known("grade"))
    rows = rows.filter(known_title__isnull=False)
    for word in words:
        rows = rows.filter(known_title__icontains=word)
    return rows.order_by("known_title", "pk")


def known_materials(user: Any, wanted: Iterable[UUID]) -> set[UUID]:
    """Those of the wanted materials that are no secret to `user`. A form may name any."""
    rows = materials_to_link(user).filter(uuid__in=list(wanted))
    return set(rows.order_by().values_list("uuid", flat=True))
