"""A second kind of thing goes the whole way, and review never names it: the kind is a poem, which
lives in the tests alone (`throwaway`)."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from content.review import changes, places, selectors, services
from content.review.models import Remark
from content.versions import kinds
from content.versions.models import FrozenVersion
from content.versions.selectors import published_version
from lms.notices.selectors import unread
from lms.people.models import User
from tests.content.review.throwaway.models import Poem, PoemVersion
from tests.content.review.world import World, all_yes, fresh, pass_step, task_of

pytestmark = pytest.mark.django_db
LINES = ["Trăm năm trong cõi người ta,", "Chữ tài chữ mệnh khéo là ghét nhau."]


@pytest.fixture
def poem(world: World) -> Poem:
    return Poem.objects.create(
        title="Chữ tài", lines=LINES, metre="Lục bát", owner=world.author, unit=world.group,
        subject=world.topic.subject,
    )  # fmt: skip


def submitted(poem: Poem) -> FrozenVersion:
    draft = kinds.draft(fresh(poem.owner), poem.uuid)
    assert draft is not None
    return draft.kind.submit(acting_user=fresh(poem.owner), thing=poem.uuid, note="")


def note(poem: Poem) -> str:
    poem.refresh_from_db()
    return poem.note


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def form_of(task) -> dict[str, str]:  # type: ignore[no-untyped-def]
    return {f"item-{pk}": "yes" for pk in all_yes(task)}


def test_through_the_services(world: World, poem: Poem) -> None:
    first = submitted(poem)
    step = places.steps_of(first)[0]
    remark = services.add_remark(
        acting_user=fresh(world.leader), version=first, text="Thiếu vần.", step_id=step.id,
        block_id=step.blocks[1].id,
    )  # fmt: skip
    services.return_task(acting_user=fresh(world.leader), task=task_of(first), reason="Xin sửa.")
    assert note(poem) == "sent back"
    assert unread(world.author)[0].kind == "review.sent_back"
    services.mark_fixed(acting_user=fresh(world.author), remark=remark)
    Poem.objects.update(lines=[LINES[0], "Câu đã sửa."])
    second = submitted(poem)
    assert task_of(second).step.code == "group"
    pass_step(world.leader, second)
    remark.refresh_from_db()
    assert remark.state == "accepted"
    assert published_version(poem.uuid) is None
    pass_step(world.head, second)
    assert note(poem) == "published"
    shown = published_version(poem.uuid)
    assert shown is not None
    assert (shown.pk, shown.reviewed_by) == (second.pk, "Tổ Toán; Trường THCS Bến Nhãn")
    services.withdraw(acting_user=fresh(world.head), version=shown, reason="Sai.")
    assert note(poem) == "withdrawn: Sai."
    assert published_version(poem.uuid) is None
    told = ModelLogEntry.objects.for_instance(poem).order_by("pk").values_list("action", flat=True)
    assert list(told) == [
        "review.remark", "review.return", "review.reply", "review.pass", "review.pass",
    ]  # fmt: skip


def test_through_the_pages(world: World, poem: Poem) -> None:
    author, leader, head = (client_of(getattr(world, n)) for n in ("author", "leader", "head"))
    submit = reverse("review:submit", args=[poem.uuid])
    assert "Ít nhất hai câu" in author.get(submit).content.decode()
    assert leader.get(submit).status_code == 404
    assert author.post(submit, {"note": "Nhờ tổ xem."}).status_code == 302
    task = task_of(PoemVersion.objects.get())
    assert poem.title in leader.get(reverse("review:queue")).content.decode()
    desk = reverse("review:desk", args=[task.uuid])
    shown = leader.get(desk).content.decode()
    for text in (f"/tho/ban/{task.version.uuid}/", "Trên giấy", "Thơ lục bát", "Lục bát", LINES[1]):
        assert text in shown, text
    assert author.get(desk).status_code == 404
    place = places.steps_of(task.version)[0].id
    leader.post(desk, {"action": "remark", "place": place, "second": "", "text": "Thiếu vần."})
    leader.post(desk, {"action": "return", "note": "Xin sửa câu hai."})
    own = reverse("review:author", args=[poem.uuid])
    assert "Thiếu vần." in author.get(own).content.decode()
    answered = {"action": "fixed", "text": "Đã sửa."}
    author.post(reverse("review:reply", args=[Remark.objects.get().uuid]), answered)
    Poem.objects.update(lines=[LINES[0], "Câu đã sửa."], metre="Song thất", for_singing=True)
    author.post(submit, {})
    again = task_of(PoemVersion.objects.get(number=2))
    changed = leader.get(reverse("review:changes", args=[again.uuid])).content.decode()
    assert "<ins>Câu" in changed
    assert "<del>Lục bát</del>" in changed.replace("</del><ins>", "</del> <ins>")
    assert "For singing" in changed
    for client in (leader, head):
        task = task_of(again.version)
        answer = client.post(
            reverse("review:desk", args=[task.uuid]), {"action": "pass", **form_of(task)}
        )
        assert answer.status_code == 302
    assert published_version(poem.uuid) is not None
    away = reverse("review:withdraw", args=[poem.uuid])
    assert away in head.get(reverse("review:desk", args=[task.uuid])).content.decode()
    assert head.post(away, {"reason": "Sai."}).status_code == 302
    assert published_version(poem.uuid) is None


def test_taken_back_by_its_author_alone(world: World, poem: Poem) -> None:
    submitted(poem)
    take_back = reverse("review:take_back", args=[poem.uuid])
    assert client_of(world.leader).post(take_back).status_code == 404
    client_of(world.author).post(take_back)
    assert note(poem) == "draft"
    assert selectors.history_of(poem.uuid, world.author)[0].task.state == "taken_back"


def test_lists_hold_both_kinds_without_a_query_for_each(
    world: World, poem: Poem, django_assert_num_queries
) -> None:  # type: ignore[no-untyped-def]
    world.submitted(title="Một học liệu")
    submitted(poem)
    user = fresh(world.leader)
    assert selectors.count_waiting(user) == 2
    with django_assert_num_queries(1):
        rows = selectors.queue_for(user)
        told = {(row.version.title, row.version.labels.subject.label) for row in rows}
    assert told == {("Một học liệu", "Toán"), ("Chữ tài", "Toán")}


def test_nothing_of_review_knows_a_kind() -> None:
    root = Path(settings.BASE_DIR, "content", "review")
    files = [path for end in ("py", "html", "js") for path in root.rglob(f"*.{end}")]
    named = [
        path.name
        for path in files
        if "migrations" not in path.parts
        and re.search(r"content\.materials|\bMaterial\b|MaterialVersion|poem", path.read_text())
    ]
    assert named == []


def test_changes_of_another_kind_are_told_by_its_own_columns(world: World, poem: Poem) -> None:
    first = submitted(poem)
    services.return_task(acting_user=fresh(world.leader), task=task_of(first), reason="Sửa.")
    Poem.objects.update(metre="Song thất lục bát")
    found = changes.between(first, submitted(poem))
    assert [(line.label, str(line.html)) for line in found.metadata] == [
        ("metre", "<del>Lục</del><ins>Song thất lục</ins> bát")
    ]
