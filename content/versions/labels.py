"""The names that a card shows, written into the version's own row: no list joins for them.

They are written when a version is frozen, and again when a subject or topic is called something
else (`content.versions.services.refresh_labels`).
"""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.utils.translation import get_language


class Concept:
    """A subject or topic as it was written down."""

    def __init__(self, stored: dict[str, Any]) -> None:
        self.code: str = stored.get("code", "")
        self.mark: str = stored.get("mark", "")
        self.hue: int = stored.get("hue", 0)
        self.uuid: str = stored.get("uuid", "")
        self._name: str = stored.get("name", "")
        self._name_en: str = stored.get("name_en", "")

    @property
    def label(self) -> str:
        """The name in the active language, Vietnamese where there is no other."""
        if self._name_en and (get_language() or "").startswith("en"):
            return self._name_en
        return self._name


class Labels:
    """What a card says of a thing besides its title. An absent name is empty."""

    def __init__(self, stored: dict[str, Any]) -> None:
        self.subject = Concept(stored.get("subject") or {})
        self.topics = [Concept(one) for one in stored.get("topics") or []]
        self.unit: str = stored.get("unit", "")

    @property
    def topic(self) -> Concept:
        """The first topic."""
        return self.topics[0] if self.topics else Concept({})


def write_down(*, subject: Any, topics: Iterable[Any], unit: Any) -> dict[str, Any]:
    """The labels of a draft or version as JSON; subject and unit may be None."""
    return {
        "subject": _concept(subject) if subject else None,
        "topics": [_concept(topic) for topic in topics],
        "unit": str(unit) if unit else "",
    }


def _concept(concept: Any) -> dict[str, Any]:
    uuid: UUID = concept.uuid
    found = {"uuid": str(uuid), "code": concept.code, "name": concept.name}
    optional = {"name_en": concept.name_en, "mark": concept.mark, "hue": concept.hue}
    return found | {name: value for name, value in optional.items() if value}
