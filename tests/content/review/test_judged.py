"""What is judged is one list, read off the model: for the hash and for what is shown as changed."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db.models import BooleanField, CharField, ForeignKey, IntegerField, JSONField, TextField

from content.materials.models import MaterialVersion
from content.review import changes
from content.versions import hashing
from content.versions.models import FrozenVersion
from tests.content.review.throwaway.models import PoemVersion
from tests.content.review.world import World, pass_step
from tests.factories.materials import SubjectFactory, TopicFactory, step
from tests.factories.people import UnitFactory

pytestmark = pytest.mark.django_db

# Whoever changes what is hashed raises `HASH_SCHEMA`, says in `JUDGED_SINCE` which column came
# with it, and adds a line here: versions under review keep the hash they were submitted with.
JUDGED = {
    1: [
        "audience_reach", "audience_scope", "audience_unit", "block_schema", "content", "grade",
        "keywords", "kind", "language", "licence", "minutes", "objectives", "source",
        "step_seconds", "subject", "summary", "title", "topic", "watch_share",
    ],
}  # fmt: skip


def names(model: Any, schema: int) -> list[str]:
    return sorted(field.name for field in hashing.judged_fields(model, schema=schema))


@pytest.mark.parametrize("schema", range(1, hashing.HASH_SCHEMA + 1))
def test_what_each_schema_judges_of_a_material_stays(schema: int) -> None:
    assert names(MaterialVersion, schema) == JUDGED[schema]


def other_value(field: Any, old: Any) -> Any:
    """A value of a column that differs from the one it has."""
    if field.choices:
        return next(value for value, _label in field.choices if value != old)
    match field:
        case ForeignKey():
            makers = {"audience_unit": UnitFactory, "subject": SubjectFactory}
            return makers.get(field.name, TopicFactory)().pk
        case BooleanField():
            return not old
        case IntegerField():
            return (old or 0) + 1
        case JSONField():
            return [*old, step("Thêm một bước")] if old and isinstance(old[0], dict) else ["khác"]
        case CharField() | TextField():
            return "khác"[: field.max_length]
    raise LookupError(f"say here how {field.name} changes")


# No words of their own: a block's shape changes with its content, and a unit is told as a part of
# the audience, where that reaches a unit.
WITH_ANOTHER = {"block_schema": {}, "audience_unit": {"audience_scope": "unit"},
                "audience_reach": {"audience_scope": "signed_in"}}  # fmt: skip


@pytest.mark.parametrize("model", [MaterialVersion, PoemVersion])
def test_each_judged_column_changes_the_hash_and_is_shown(world: World, model: Any) -> None:
    base = world.submitted() if model is MaterialVersion else poem_version(world)
    unseen = []
    for field in hashing.judged_fields(model):
        old, new = (model.objects.get(pk=base.pk) for _ in range(2))
        for name, value in WITH_ANOTHER.get(field.name, {}).items():
            setattr(old, name, value)
            setattr(new, name, value)
        setattr(new, field.attname, other_value(field, getattr(new, field.attname)))
        assert new.compute_hash() != old.compute_hash(), field.name
        if changes.between(old, new).is_empty:
            unseen.append(field.name)
    assert unseen == (["block_schema"] if model is MaterialVersion else [])


def poem_version(world: World) -> PoemVersion:
    from content.versions import services as versions

    version = PoemVersion(
        thing_kind="poem", thing=world.school.uuid, title="Thơ", slug="tho", kind="luc-bat",
        subject=world.topic.subject, lines=["a", "b"], metre="Lục bát",
    )  # fmt: skip
    versions.freeze(version=version, topics=[], files=[])
    return version


def test_a_column_judged_later_does_not_damage_what_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Say `language` had come with schema 2: a version hashed by schema 1 is what was sent in."""
    monkeypatch.setattr(MaterialVersion, "JUDGED_SINCE", {"language": 2})
    waiting = world.submitted()
    old, new = (hashing.compute(waiting, schema=schema) for schema in (1, 2))
    assert "language" not in names(MaterialVersion, 1)
    assert "language" in names(MaterialVersion, 2)
    assert old != new, "control: the column does matter"
    assert (waiting.hash_schema, waiting.content_hash) == (1, old)
    pass_step(world.leader, waiting)
    pass_step(world.head, waiting)
    assert FrozenVersion.objects.get(pk=waiting.pk).published
    # A version that says it was hashed by the newer one is held to that.
    other = world.submitted(title="Bài khác")
    FrozenVersion.objects.filter(pk=other.pk).update(hash_schema=2)
    with pytest.raises(ValidationError):
        pass_step(world.leader, other)
