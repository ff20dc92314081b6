"""What may be read of materials: the one read door of this room."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from content.curriculum.counts import TopicCards
from content.curriculum.models import Subject
from content.materials.models import MaterialPage, MaterialVersion
from content.materials.models.pages import search_key
from content.materials.policies import material_policy, version_policy
from lms.people import selectors as people
from lms.people.models import TeachingAssignment
from search.counts import Counts, add_up
from search.queries import Filters

TOPIC_PAGE_LIMIT = 50
_CARD = ("subject", "topic", "page")


def readable_versions(user: Any) -> QuerySet[MaterialVersion]:
    """The published versions `user` may read, ready for lists: no query per row."""
    rows = version_policy.filter(user, "read", MaterialVersion.objects.all())
    return rows.select_related(*_CARD).defer("content", "body_text").order_by("-approved_at", "pk")


def narrowed(versions: QuerySet[MaterialVersion], filters: Filters) -> QuerySet[MaterialVersion]:
    """The versions that pass the choices a reader made."""
    columns = {"grade": filters.grade, "subject__code": filters.subject, "kind": filters.kind}
    chosen = {f"{name}__in": values for name, values in columns.items() if values}
    return versions.filter(**chosen)


def count_by_facet(versions: QuerySet[MaterialVersion], filters: Filters) -> Counts:
    """How many of the versions each grade, subject and kind would leave; one query."""
    rows = versions.order_by().values_list("grade", "subject__code", "kind")
    cube = [(row[:-1], row[-1]) for row in rows.annotate(Count("pk"))]
    return add_up(cube, filters)


def viewable_version(user: Any, version_uuid: UUID) -> MaterialVersion | None:
    """A version that `user` may look at as reader, author or reviewer."""
    rows = version_policy.filter(user, "view", MaterialVersion.objects.all())
    return (
        rows.select_related(*_CARD, "unit__kind", "audience_unit").filter(uuid=version_uuid).first()
    )


def published_by_slug(user: Any, slug: str) -> MaterialVersion | None:
    """What `user` is shown at the address that ends in `slug`; None when it is not for them."""
    rows = version_policy.filter(user, "read", MaterialVersion.objects.all())
    return (
        rows.select_related(*_CARD, "unit__kind", "audience_unit").filter(page__slug=slug).first()
    )


def materials_of(user: Any) -> QuerySet[MaterialPage]:
    """The materials `user` writes, newest work first."""
    rows = material_policy.filter(user, "edit", MaterialPage.objects.all())
    return rows.select_related("subject", "topic", "live_version").order_by(
        "-latest_revision_created_at", "-pk"
    )


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
    rows = version_policy.filter(user, "read", MaterialVersion.objects.all())
    counted = rows.filter(topic_id__in=list(topic_ids)).values("topic_id").annotate(n=Count("pk"))
    return {row["topic_id"]: row["n"] for row in counted.order_by("topic_id")}


def versions_in_topic(user: Any, topic_id: int) -> QuerySet[MaterialVersion]:
    """The published versions under one topic that `user` may read."""
    return readable_versions(user).filter(topic_id=topic_id)


def topic_cards(user: Any, topic_id: int) -> TopicCards:
    """The list shown on a topic's page."""
    versions = versions_in_topic(user, topic_id)
    return TopicCards("materials/_cards.html", versions[:TOPIC_PAGE_LIMIT], versions.count())


def search_keys_of(concept_ids: Iterable[int]) -> list[str]:
    """Search keys of the published materials under these subjects, strands or topics."""
    ids = list(concept_ids)
    under = (
        Q(live_version__topic__in=ids)
        | Q(live_version__topic__strand__in=ids)
        | Q(live_version__subject__in=ids)
    )
    pages = MaterialPage.objects.filter(under).order_by("pk")
    return [search_key(uuid) for uuid in pages.values_list("uuid", flat=True)]


def address_of(version: MaterialVersion) -> str:
    """Where readers find a published version."""
    return reverse("materials:material", args=[version.page.slug])
