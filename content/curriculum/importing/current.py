"""Concepts carry the wording of their programme's current version; here it is written."""

from typing import Any

from content.curriculum.models import Concept, ConceptEntry, ConceptKind, ProgrammeVersion

_FIELDS = ("code", "name", "name_en", "grade", "order", "subject_id", "strand_id")


def refresh_current(version: ProgrammeVersion) -> list[int]:
    """Copy the version's wording and places to the concepts its programme owns.

    Returns the ids of those that changed. Concepts of other programmes keep their own wording.
    """
    entries = list(version.entries.select_related("concept"))
    by_concept = {entry.concept_id: entry for entry in entries}
    changed = []
    for entry in entries:
        concept = entry.concept
        if concept.home_id != version.programme_id:
            continue
        values = _values(entry, by_concept)
        if any(getattr(concept, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(concept, name, value)
            changed.append(concept)
    names = [name.removesuffix("_id") for name in _FIELDS]
    Concept.objects.bulk_update(changed, names, batch_size=200)
    return [concept.pk for concept in changed]


def _values(entry: ConceptEntry, by_concept: dict[int, ConceptEntry]) -> dict[str, Any]:
    above = _above(entry, by_concept)
    return {
        "code": entry.code,
        "name": entry.name,
        "name_en": entry.name_en,
        "grade": entry.grade,
        "order": entry.order,
        "subject_id": above.get(ConceptKind.SUBJECT),
        "strand_id": above.get(ConceptKind.STRAND),
    }


def _above(entry: ConceptEntry, by_concept: dict[int, ConceptEntry]) -> dict[str, int]:
    """The concepts above an entry in its version, by kind. The tree is four deep."""
    found: dict[str, int] = {}
    parent_id = entry.parent_id
    for _step in range(4):
        parent = by_concept.get(parent_id) if parent_id else None
        if parent is None:
            break
        found[parent.concept.kind] = parent.concept_id
        parent_id = parent.parent_id
    return found
