"""From submitting to readers: the way a material goes when all goes well, and back once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from wagtail.models import ModelLogEntry

from content.materials.models import Material
from content.materials.models.drafts import ReviewState
from content.materials.selectors import published_by_slug
from content.review import selectors, services
from content.review.checklists import Answer
from content.review.models import ReviewTask
from content.versions import selectors as versions
from lms.notices.selectors import unread
from tests.content.review.world import World, all_yes, fresh, pass_step, task_of
from tests.factories.materials import save_draft, submit

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def state_of(page_id: int) -> str:
    return Material.objects.get(pk=page_id).review_state


def test_submitting_asks_the_subject_group(world: World) -> None:
    version = world.submitted()
    task = task_of(version)
    assert task.step.code == "group"
    assert task.deciding_unit == world.group
    assert list(task.asked.all()) == [world.leader.person]
    assert [n.kind for n in unread(world.leader)] == ["review.asked"]
    assert "Phương trình bậc hai" in unread(world.leader)[0].text


def test_group_then_head_makes_it_readable(world: World) -> None:
    version = world.submitted()
    assert published_by_slug(world.student, version.material.slug) is None
    pass_step(world.leader, version)
    assert state_of(version.material_id) == ReviewState.IN_REVIEW
    assert published_by_slug(fresh(world.student), version.material.slug) is None
    assert pass_step(world.head, version) is None
    page = Material.objects.get(pk=version.material_id)
    assert page.review_state == "approved"
    assert versions.published_version(page.uuid).pk == version.pk
    seen = published_by_slug(fresh(world.student), page.slug)
    assert seen == version
    assert "Tổ Toán" in seen.reviewed_by
    assert "review.approved" in [n.kind for n in unread(world.author)]


def test_sent_back_fixed_and_submitted_again_starts_at_the_first_step(world: World) -> None:
    first = world.passed_by_group()
    step_id = first.content[1]["id"]
    remark = services.add_remark(
        acting_user=world.head, version=first, step_id=step_id, text="Thiếu ví dụ."
    )
    services.return_task(acting_user=world.head, task=task_of(first), reason="Xin sửa một chỗ.")
    assert state_of(first.material_id) == ReviewState.SENT_BACK
    assert unread(world.author)[0].kind == "review.sent_back"
    page = Material.objects.get(pk=first.material_id)
    assert list(selectors.open_remarks_on(page.uuid)) == [remark]
    services.mark_fixed(acting_user=world.author, remark=remark, text="Đã thêm ví dụ 2.")
    save_draft(page, world.author, summary="Công thức nghiệm, thêm ví dụ thứ hai cho học sinh.")
    second = submit(page, world.author)
    assert second.number == 2
    assert task_of(second).step.code == "group"
    assert remark in selectors.remarks_for(second)
    pass_step(world.leader, second)
    remark.refresh_from_db()
    assert remark.state == "accepted"
    pass_step(world.head, second)
    history = [entry.task for entry in selectors.history_of(page.uuid, world.author)]
    told = [(t.version.number, t.step.code, t.state, t.decided_by, t.reason) for t in history]
    assert told == [
        (2, "head", "passed", world.head, ""),
        (2, "group", "passed", world.leader, ""),
        (1, "head", "returned", world.head, "Xin sửa một chỗ."),
        (1, "group", "passed", world.leader, ""),
    ]


def test_author_takes_it_back(world: World) -> None:
    version = world.submitted()
    services.take_back(acting_user=world.author, thing=version.thing)
    assert state_of(version.material_id) == ReviewState.DRAFT
    assert selectors.open_task(version) is None
    assert ReviewTask.objects.get(version=version).state == "taken_back"
    with pytest.raises(ValidationError):
        services.take_back(acting_user=world.author, thing=version.thing)
    with pytest.raises(PermissionDenied):
        services.take_back(acting_user=world.leader, thing=version.thing)


def test_every_line_must_be_answered_and_yes(world: World) -> None:
    version = world.submitted()
    task = task_of(version)
    answers = all_yes(task)
    left_out = next(iter(answers))
    del answers[left_out]
    with pytest.raises(ValidationError) as error:
        services.pass_task(acting_user=world.leader, task=task, answers=answers)
    assert list(error.value.message_dict) == [f"item-{left_out}"]
    assert state_of(version.material_id) == ReviewState.IN_REVIEW


def test_no_needs_reason_and_place_and_becomes_a_remark(world: World) -> None:
    version = world.submitted()
    task = task_of(version)
    item = selectors.checklist_for(task)[0]
    with pytest.raises(ValidationError) as error:
        services.save_answers(acting_user=world.leader, task=task, answers={item.pk: Answer("no")})
    assert len(error.value.message_dict[f"item-{item.pk}"]) == 2
    place = version.content[0]["id"]
    no = Answer("no", "Sai công thức nghiệm.", place)
    services.save_answers(acting_user=world.leader, task=task, answers={item.pk: no})
    remark = version.remarks.get()
    assert (str(remark.step_uuid), remark.text) == (place, "Sai công thức nghiệm.")
    with pytest.raises(ValidationError, match=r"not met|không đạt"):
        services.pass_task(
            acting_user=world.leader, task=task, answers={**all_yes(task), item.pk: no}
        )
    services.save_answers(acting_user=world.leader, task=task, answers={item.pk: "yes"})
    assert not version.remarks.exists()


def test_sending_back_needs_a_reason_or_a_remark(world: World) -> None:
    version = world.submitted()
    with pytest.raises(ValidationError):
        services.return_task(acting_user=world.leader, task=task_of(version), reason="  ")
    services.add_remark(acting_user=world.colleague, version=version, text="Thiếu đáp án.")
    services.return_task(acting_user=world.leader, task=task_of(version))
    assert state_of(version.material_id) == ReviewState.SENT_BACK


def test_withdrawing_takes_it_from_readers_with_a_reason(world: World) -> None:
    version = world.approved()
    with pytest.raises(ValidationError):
        services.withdraw(acting_user=world.head, version=version, reason=" ")
    services.withdraw(acting_user=world.head, version=version, reason="Có sai sót ở bước 2.")
    assert published_by_slug(fresh(world.student), version.material.slug) is None
    assert state_of(version.material_id) == ReviewState.WITHDRAWN
    assert unread(world.author)[0].kind == "review.withdrawn"
    with pytest.raises(ValidationError):
        services.withdraw(acting_user=world.head, version=version, reason="Lần nữa.")


def test_settling_and_reopening_a_remark_stand_in_the_log(world: World) -> None:
    version = world.submitted()
    remark = services.add_remark(acting_user=world.leader, version=version, text="Thiếu dấu.")
    services.accept_remark(acting_user=world.leader, remark=remark)
    services.reopen_remark(acting_user=world.colleague, remark=remark)
    entries = ModelLogEntry.objects.for_instance(version.material)
    entries = entries.filter(action__startswith="review.")
    told = [(entry.action, entry.user) for entry in entries.order_by("pk")]
    assert told[-2:] == [("review.settle", world.leader), ("review.reopen", world.colleague)]
