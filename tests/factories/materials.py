"""Subjects, topics and materials, written, frozen and submitted through the services."""

import uuid
from typing import Any

import factory
from factory.django import DjangoModelFactory

from content.curriculum.models import ConceptKind, Subject, Topic
from content.materials import services
from content.materials.models import Material, MaterialVersion
from lms.people.models import User


class SubjectFactory(DjangoModelFactory):
    """A subject."""

    class Meta:
        model = Subject

    kind = ConceptKind.SUBJECT
    code = factory.Sequence(lambda n: f"MON{n}")
    name = factory.Sequence(lambda n: f"Môn {n}")
    mark = "MO"


class TopicFactory(DjangoModelFactory):
    """A topic of a subject in grade 9."""

    class Meta:
        model = Topic

    kind = ConceptKind.TOPIC
    code = factory.Sequence(lambda n: f"CD{n}")
    name = factory.Sequence(lambda n: f"Chủ đề {n}")
    grade = 9
    subject = factory.SubFactory(SubjectFactory)


def block(kind: str, value: Any, id: str | None = None) -> dict[str, Any]:
    """A block as it is stored."""
    return {"type": kind, "id": id or str(uuid.uuid4()), "value": value}


def step(title: str, *blocks: dict[str, Any], id: str | None = None) -> dict[str, Any]:
    """A step as it is stored."""
    body = list(blocks) or [block("text", f"<p>Nội dung của bước {title.lower()}.</p>")]
    return {"type": "step", "id": id or str(uuid.uuid4()), "value": {"title": title, "body": body}}


def three_steps() -> list[dict[str, Any]]:
    """Steps that review will not find too few."""
    return [step("Mở đầu"), step("Hình thành kiến thức"), step("Luyện tập")]


def set_steps(material: Material, steps: list[dict[str, Any]]) -> None:
    """Put stored steps into a draft."""
    material.steps = Material.steps.field.stream_block.to_python(steps)


def save_draft(material: Material, user: User, **columns: Any) -> Material:
    """Save the newest draft with other values, as the editor does; returns it."""
    draft = material.get_latest_revision_as_object()
    steps = columns.pop("steps", None)
    if "co_authors" in columns:
        material.co_authors.set(columns.pop("co_authors"))
    for name, value in columns.items():
        setattr(draft, name, value)
    if steps is not None:
        set_steps(draft, steps)
    draft.save_revision(user=user)
    return draft


def make_draft(
    *, author: User, topic: Topic | None = None, title: str = "Phương trình bậc hai", **columns: Any
) -> Material:
    """A complete draft, ready to be submitted."""
    topic = topic or TopicFactory()
    material = services.start_material(
        acting_user=author,
        title=title,
        kind=columns.pop("kind", "lecture"),
        subject=_subject(topic),
        grade=topic.grade,
        topic=topic,
    )
    values = {
        "summary": "Công thức nghiệm và cách giải phương trình bậc hai một ẩn.",
        "objectives": "Giải được phương trình bậc hai một ẩn.",
        "licence": "cc-by-4.0",
        "source": "Tác giả tự biên soạn",
        "steps": three_steps(),
        **columns,
    }
    save_draft(material, author, **values)
    return Material.objects.get(pk=material.pk)


def _subject(topic: Topic) -> Subject:
    return Subject.objects.get(pk=topic.subject_id)


def submit(material: Material, author: User, note: str = "") -> MaterialVersion:
    """Freeze the newest draft and hand it to review."""
    return services.submit_material(acting_user=author, material=material, note=note)


def make_version(*, author: User, approved: bool = True, **columns: Any) -> MaterialVersion:
    """A frozen version that did not go through review, for tests of readers' pages."""
    material = make_draft(author=author, **columns)
    draft = services.latest_draft(material)
    version = services.freeze(material=material, draft=draft, acting_user=author)
    if approved:
        services.approve_version(acting_user=author, version=version, reviewed_by="Tổ Toán")
    return MaterialVersion.objects.get(pk=version.pk)


def published(material: Material) -> MaterialVersion:
    """What readers see of a material."""
    return MaterialVersion.objects.get(material=material, published=True)


def copy_version(version: MaterialVersion, material: Material, **columns: Any) -> MaterialVersion:
    """A published version of another material with the same content, straight into the tables."""
    copy = MaterialVersion.objects.get(pk=version.pk)
    copy.pk = copy.id = None
    copy._state.adding = True
    copy.uuid, copy.material, copy.thing, copy.slug = (
        uuid.uuid4(),
        material,
        material.uuid,
        material.slug,
    )
    for name, value in columns.items():
        setattr(copy, name, value)
    copy.save()
    copy.topics.set(version.topics.all())
    return copy
