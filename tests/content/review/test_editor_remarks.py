"""The teacher sees each open remark at its place in the editor and answers it from there."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from content.materials.models import Material, MaterialVersion
from content.materials.reviewed import MaterialKind
from content.review import editor_remarks, services
from content.review.models import Remark
from tests.content.review.world import World, fresh, task_of
from tests.factories.materials import block, save_draft, step

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}


def as_user(world: World, name: str) -> Client:
    client = Client()
    client.force_login(fresh(getattr(world, name)))
    return client


def editor(world: World, page: Material) -> BeautifulSoup:
    address = reverse("materials_editor:edit", args=[page.pk])
    return BeautifulSoup(as_user(world, "author").get(address).content, "html.parser")


def sent_back(world: World, *places: tuple[int, int | None], **extra: Any) -> MaterialVersion:
    """A version with a remark at each (step, block), sent back."""
    version = world.submitted(**extra)
    for number, (step_index, block_index) in enumerate(places, 1):
        stored = version.content[step_index]
        body = stored["value"]["body"]
        services.add_remark(
            acting_user=world.leader,
            version=version,
            text=f"Nhận xét {number}",
            step_id=stored["id"],
            block_id=None if block_index is None else body[block_index]["id"],
        )
    services.return_task(acting_user=world.leader, task=task_of(version), reason="Xin sửa.")
    return version


def draft_of(version: MaterialVersion) -> Material:
    return Material.objects.get(pk=version.material_id).get_latest_revision_as_object()


def panel_for(draft: Material) -> editor_remarks.Panel:
    steps = MaterialKind().draft_outline(draft)
    return editor_remarks.panel_for(draft.uuid, steps)


def test_a_locked_editor_leads_to_where_the_material_is_taken_back(world: World) -> None:
    version = world.submitted()
    way = f"main .ph-remarks a[href='{reverse('review:author', args=[version.thing])}']"
    assert editor(world, version.material).select_one(way)
    services.take_back(acting_user=world.author, thing=version.thing)
    assert not editor(world, version.material).select_one(way)


def test_each_remark_names_the_step_or_block_it_is_pinned_to(world: World) -> None:
    version = sent_back(world, (2, None), (0, 0))
    cards = editor(world, version.material).select("[data-remark]")
    first, third = version.content[0], version.content[2]
    assert [card["data-target"] for card in cards] == [
        first["value"]["body"][0]["id"], third["id"],
    ]  # fmt: skip
    assert "Nhận xét 2" in cards[0].text, "in the order of the lecture, not of the remarks"


def test_the_panel_links_to_each_remark_and_says_why_it_came_back(world: World) -> None:
    version = sent_back(world, (1, 0))
    panel = editor(world, version.material).select_one("[data-remarks]")
    assert panel is not None
    card = panel.select_one("[data-remark]")
    jump = panel.select_one("[data-remark-jump]")
    assert card is not None
    assert jump is not None
    assert jump["href"] == f"#{card['id']}"
    assert "Bước 2: Hình thành kiến thức" in jump.text
    assert "Xin sửa." in panel.text
    assert not panel.select("form, [name]"), "nothing of it is sent with the draft"


def test_a_second_of_a_video_is_named_at_its_block(world: World) -> None:
    version = sent_back(world, (1, 0))
    Remark.objects.update(second=75)
    assert "1:15" in editor(world, version.material).select_one("[data-remark]").text  # type: ignore[union-attr]


def test_a_remark_whose_block_was_removed_stays_at_its_step(world: World) -> None:
    version = sent_back(world, (1, 0))
    steps = version.content
    steps[1]["value"]["body"] = [block("text", "<p>Đoạn viết lại hoàn toàn.</p>")]
    save_draft(version.material, world.author, steps=steps)
    (one,) = panel_for(draft_of(version)).pinned
    assert one.target == steps[1]["id"]
    assert one.is_gone


def test_a_remark_whose_step_was_removed_stays_in_the_panel(world: World) -> None:
    version = sent_back(world, (1, None), (0, None))
    save_draft(version.material, world.author, steps=[version.content[0], step("Bước mới")])
    gone, kept = panel_for(draft_of(version)).pinned
    assert (gone.target, gone.is_gone) == ("", True)
    assert kept.target == version.content[0]["id"]


def test_notes_of_a_reviewer_who_has_not_decided_are_not_shown(world: World) -> None:
    version = world.submitted()
    services.add_remark(acting_user=world.leader, version=version, text="Ghi chú đang viết")
    assert "Ghi chú đang viết" not in editor(world, version.material).text


def test_without_remarks_there_is_no_panel(world: World) -> None:
    assert editor(world, world.draft()).select_one("[data-remarks]") is None


def test_an_answer_from_the_editor_marks_the_remark_as_fixed(world: World) -> None:
    version = sent_back(world, (1, 0))
    remark = Remark.objects.get()
    url = reverse("review:reply", args=[remark.uuid])
    data = {"action": "fixed", "text": "Đã thêm điều kiện."}
    answer = as_user(world, "author").post(url, data, **JSON)
    assert answer.json() == {"state": "fixed", "label": "Tác giả đã sửa", "reply": data["text"]}
    remark.refresh_from_db()
    assert (remark.state, remark.reply) == ("fixed", "Đã thêm điều kiện.")
    assert not editor(world, version.material).select("[data-remark]")


def test_an_answer_without_a_fix_leaves_the_remark_open(world: World) -> None:
    version = sent_back(world, (1, 0))
    url = reverse("review:reply", args=[Remark.objects.get().uuid])
    client = as_user(world, "author")
    assert client.post(url, {"action": "reply", "text": "Em xin hỏi lại."}, **JSON).json() == {
        "state": "open", "label": "Cần sửa", "reply": "Em xin hỏi lại.",
    }  # fmt: skip
    card = editor(world, version.material).select_one("[data-remark]")
    assert card is not None
    assert "Em xin hỏi lại." in card.text


def test_a_refused_answer_says_why_and_changes_nothing(world: World) -> None:
    sent_back(world, (1, 0))
    remark = Remark.objects.get()
    url = reverse("review:reply", args=[remark.uuid])
    answer = as_user(world, "author").post(url, {"action": "fixed", "text": "x" * 9000}, **JSON)
    assert answer.status_code == 400
    assert answer.json()["errors"]
    remark.refresh_from_db()
    assert remark.state == "open"


@pytest.mark.parametrize("name", ["leader", "colleague", "head", "student", "other_leader"])
def test_others_cannot_answer(world: World, name: str) -> None:
    sent_back(world, (1, 0))
    remark = Remark.objects.get()
    url = reverse("review:reply", args=[remark.uuid])
    answer = as_user(world, name).post(url, {"action": "fixed", "text": "Xong."}, **JSON)
    assert answer.status_code == 404
    remark.refresh_from_db()
    assert remark.state == "open"


def test_script_in_a_remark_is_text_in_the_editor_too(world: World) -> None:
    version = sent_back(world, (1, 0))
    Remark.objects.update(text="<script>alert(1)</script>")
    assert not editor(world, version.material).select("[data-remark] script")


def test_the_panel_costs_the_same_for_one_remark_and_for_many(
    world: World, django_assert_num_queries: Any
) -> None:
    one = draft_of(sent_back(world, (0, 0)))
    many = draft_of(sent_back(world, *[(0, 0), (1, 0), (2, 0), (1, None)] * 3, title="Bài khác"))
    for draft in (one, many):
        with django_assert_num_queries(2):
            panel = panel_for(draft)
            [str(pinned.remark.author) for pinned in panel.pinned]
            str(panel.returned and panel.returned.decided_by)
