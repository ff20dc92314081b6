"""Materials as search documents."""

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils import translation

from content.curriculum.models import Subject
from content.curriculum.naming import NamedPlace, places_named
from content.materials.models import MaterialVersion
from content.materials.models.drafts import search_key
from content.materials.models.metadata import Kind
from content.materials.rendering import step_anchor
from content.materials.selectors import address_of
from lms.core.search_registry import Place, SearchDocument, Section


class MaterialProvider:
    """Turns published versions into documents; drafts never come this way."""

    name = "material"

    def documents(self, keys: Iterable[str] | None = None) -> Iterator[SearchDocument]:
        """The published materials with these keys, or all."""
        rows = MaterialVersion.objects.filter(published=True)
        rows = rows.select_related("subject", "topic__strand")
        if keys is not None:
            uuids = [key.partition(":")[2] for key in keys]
            rows = rows.filter(thing__in=uuids)
        with translation.override("vi"):
            for version in rows.iterator(chunk_size=200):
                yield self._document(version)

    @staticmethod
    def _document(version: MaterialVersion) -> SearchDocument:
        subject = version.subject
        topic = version.topic
        strand = topic.strand.name if topic and topic.strand else ""
        subject_name = subject.name if subject else ""
        kind = version.kind_label
        steps = version.step_texts
        return SearchDocument(
            key=search_key(version.thing),
            title=version.title,
            topic=" ".join(part for part in (strand, topic.name if topic else "") if part),
            meta=" ".join([subject_name, f"lớp {version.grade}", kind, version.keywords]),
            body=version.summary if steps else f"{version.summary} {version.body_text}",
            url=address_of(version),
            audience=(version.audience_token,),
            grade=version.grade,
            subject=subject.code if subject else "",
            kind=version.kind,
            sections=[
                Section(number, title, words, fragment=step_anchor(number))
                for number, (title, words) in enumerate(steps, 1)
            ],
            card={
                "topic_label": topic.name if topic else "",
                "minutes": version.minutes,
                "reviewed_by": version.reviewed_by,
                "subject_mark": subject.mark if subject else "",
                "subject_hue": subject.hue if subject else 0,
            },
        )

    def facet_labels(self, facet: str, values: Iterable[str]) -> dict[str, str]:
        """Names of subjects and kinds."""
        if facet == "kind":
            return {value: str(Kind(value).label) for value in values if value in Kind.values}
        if facet == "subject":
            rows = Subject.objects.filter(code__in=list(values))
            return {subject.code: subject.label for subject in rows}
        return {value: value for value in values}

    def places(self, readings: Sequence[Sequence[str]]) -> list[Place]:
        """A grade and a subject in it, in the curriculum; a subject alone, in the library."""
        return [Place(one.label, _address(one)) for one in places_named(readings)]


def _address(place: NamedPlace) -> str:
    if place.subject and place.grade:
        return reverse("curriculum:subject", args=[place.grade, place.subject.slug])
    if place.subject:
        return f"{reverse('materials:library')}?mon={place.subject.code}"
    return reverse("curriculum:grade", args=[place.grade])
