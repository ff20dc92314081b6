"""The demo materials: each goes the same way as a real one, through the same services.

Nothing is put into the tables past review: an approved demo material was submitted by its
author, passed by the subject group and approved by the head, with checklists answered.
"""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.db import transaction

from content.curriculum.models import Subject, Topic
from content.materials import services as materials
from content.materials.models import Material, MaterialVersion
from content.review import selectors as review_reading
from content.review import services as review
from content.review.models import ReviewTask
from content.versions.audience import Reach, Scope
from lms.demo import files
from lms.demo.texts import DemoText
from lms.people.models import Unit, User

TEXTS = Path(__file__).parent / "materials"
SENT_BACK_REASON = "Bài viết tốt. Xin thầy/cô nói rõ thêm phần hướng dẫn ở bước này rồi gửi lại."
WITHDRAWN_REASON = "Tạm gỡ để tổ rà soát lại phần thí nghiệm. Xin thầy/cô bổ sung rồi gửi lại."
SENT_BACK_REMARK = "Đề nghị thêm một câu dẫn để học sinh biết vì sao cần làm bước này."


@dataclass(frozen=True)
class Cast:
    """Who writes and who decides for one school and subject."""

    author: str
    group: str
    head: str
    unit: str


_PRIMARY = Cast("giaovien.th", "phohieutruong.th", "hieutruong.th", "th-ben-nhan")
_LOWER = {
    "TOAN": ("giaovien", "totruong"),
    "TIN": ("giaovien", "totruong"),
    "KHTN": ("giaovien.khtn", "totruong.khtn"),
    "CN": ("giaovien.khtn", "totruong.khtn"),
    "GDTC": ("giaovien.khtn", "totruong.khtn"),
}
_UPPER = {
    "TOAN": ("giaovien.thpt.toan", "totruong.thpt.toan"),
    "TIN": ("giaovien.thpt.toan", "totruong.thpt.toan"),
    "VL": ("giaovien.thpt.tn", "totruong.thpt.tn"),
    "HH": ("giaovien.thpt.tn", "totruong.thpt.tn"),
    "SH": ("giaovien.thpt.tn", "totruong.thpt.tn"),
    "CN": ("giaovien.thpt.tn", "totruong.thpt.tn"),
    "GDTC": ("giaovien.thpt.tn", "totruong.thpt.tn"),
}


def cast_for(text: DemoText) -> Cast:
    """The people of a text, by level and subject."""
    if text.grade <= 5:
        return _PRIMARY
    if text.grade <= 9:
        author, group = _LOWER.get(text.subject, ("giaovien.xh", "totruong.xh"))
        return Cast(author, group, "hieutruong", "thcs-ben-nhan")
    author, group = _UPPER.get(text.subject, ("giaovien.thpt.xh", "totruong.thpt.xh"))
    return Cast(author, group, "hieutruong.thpt", "thpt-ben-nhan")


def exists(text: DemoText) -> bool:
    """Whether the text was seeded before."""
    return Material.objects.filter(is_demo=True, slug__startswith=f"{text.slug}-demo").exists()


def write(text: DemoText, *, asset_id: UUID | None = None) -> Material:
    """Write one material and take it through review as far as its text says: all or nothing, so
    that seeding cut short goes on with it at the next start."""
    cast = cast_for(text)
    author = User.objects.get(username=cast.author)
    prepared = files.prepare(text, author)
    with transaction.atomic():
        return _write(text, cast, author, prepared, asset_id)


def _write(
    text: DemoText, cast: Cast, author: User, prepared: files.Forms, asset_id: UUID | None
) -> Material:
    material = _draft(text, author, cast)
    _fill(material, text, prepared, asset_id)
    material.save()
    material.save_revision(user=author, log_action=False)
    if text.state == "draft":
        return material
    version = materials.submit_material(acting_user=author, material=material)
    _review(text, version, cast)
    return material


def _draft(text: DemoText, author: User, cast: Cast) -> Material:
    subject = Subject.objects.get(code=text.subject)
    topic = Topic.objects.get(subject=subject, grade=text.grade, name=text.topic)
    material = materials.start_material(
        acting_user=author,
        title=text.title,
        kind=text.kind,
        subject=subject,
        grade=text.grade,
        topic=topic,
        is_demo=True,
    )
    material.slug = f"{text.slug}-demo"
    material.summary = text.summary
    material.objectives = "\n".join(text.objectives)
    material.keywords = ", ".join(text.keywords)[:400]
    material.minutes = text.minutes
    material.licence = "cc-by-4.0"
    material.source = "Phố Hiến, viết cho dữ liệu mẫu"
    _set_audience(material, text.audience, cast)
    return material


def _fill(material: Material, text: DemoText, prepared: files.Forms, asset_id: UUID | None) -> None:
    """The steps, with what they show."""
    steps = files.keep(text.steps, prepared)
    if asset_id is not None:
        video = {"type": "video", "value": {"asset": str(asset_id), "title": text.title}}
        steps[0]["value"]["body"].insert(0, video)
    material.steps = Material.steps.field.stream_block.to_python(steps)


def _set_audience(material: Material, audience: str, cast: Cast) -> None:
    scope, _blank, reach = audience.partition(" ")
    material.audience_scope = Scope(scope)
    material.audience_reach = Reach(reach or "all")
    if material.audience_scope == Scope.UNIT:
        material.audience_unit = Unit.objects.get(code=cast.unit)


def _review(text: DemoText, version: MaterialVersion, cast: Cast) -> None:
    """Play the reviewers' part as far as the text says."""
    if text.state == "submitted":
        return
    group = User.objects.get(username=cast.group)
    if text.state == "sent_back":
        task = _open_task(version)
        step = version.content[min(1, len(version.content) - 1)]
        review.add_remark(
            acting_user=group, version=version, step_id=step["id"], text=SENT_BACK_REMARK
        )
        review.return_task(acting_user=group, task=task, reason=SENT_BACK_REASON)
        return
    _pass(version, group)
    if text.state == "group_passed":
        return
    head = User.objects.get(username=cast.head)
    _pass(version, head)
    if text.state == "withdrawn":
        review.withdraw(acting_user=head, version=version, reason=WITHDRAWN_REASON)


def _pass(version: MaterialVersion, reviewer: User) -> None:
    task = _open_task(version)
    answers = {item.pk: "yes" for item in review_reading.checklist_for(task)}
    review.pass_task(acting_user=reviewer, task=task, answers=answers)


def _open_task(version: MaterialVersion) -> ReviewTask:
    task = review_reading.open_task(version)
    if task is None:
        raise LookupError(f"{version} is not under review")
    return task
