"""What stands before those who decide: what was said to them, who decided before, what changed."""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse

from content.materials.models import Material
from content.materials.outline import texts_of
from content.review import selectors, services
from tests.content.review.test_views import as_user
from tests.content.review.world import World, all_yes, fresh, task_of
from tests.factories.materials import save_draft, submit

pytestmark = pytest.mark.django_db


def desk_of(world: World, who: str, version) -> str:  # type: ignore[no-untyped-def]
    url = reverse("review:desk", args=[task_of(version).uuid])
    return as_user(world, who).get(url).content.decode()


def test_what_the_author_says_to_the_reviewers_stands_on_their_desk(world: World) -> None:
    version = submit(world.draft(), world.author, note="Nhờ tổ xem kĩ <bước 2>.")
    assert "Nhờ tổ xem kĩ &lt;bước 2&gt;." in desk_of(world, "leader", version)


def test_the_head_sees_who_passed_the_step_before_when_why_and_with_which_answers(
    world: World,
) -> None:
    version = world.submitted()
    task = task_of(version)
    services.pass_task(
        acting_user=fresh(world.leader), task=task, answers=all_yes(task), note="Bài chắc chắn."
    )
    shown = desk_of(world, "head", version)
    history = shown[shown.index('id="lich-su"') :]
    assert str(world.leader) in history
    assert "Bài chắc chắn." in history
    assert f"phiên bản {version.number}" in history
    assert task.answers.first().item.label in history


def test_changes_are_shown_since_the_version_that_this_step_judged(world: World) -> None:
    first = world.submitted()
    page = Material.objects.get(pk=first.material_id)
    services.return_task(acting_user=fresh(world.leader), task=task_of(first), reason="Sửa.")
    save_draft(page, world.author, summary="Một tóm tắt hoàn toàn khác, viết lại từ đầu.")
    submit(page, world.author)
    services.take_back(acting_user=fresh(world.author), thing=page.uuid)
    page = Material.objects.get(pk=page.pk)
    save_draft(page, world.author, title="Tên mới của bài")
    third = submit(page, world.author)
    task = task_of(third)
    assert selectors.version_judged_before(task) == first
    url = reverse("review:changes", args=[task.uuid])
    page_shown = BeautifulSoup(as_user(world, "leader").get(url).content, "html.parser")
    shown = " ".join(page_shown.get_text().split())
    assert "từ phiên bản 1 đến phiên bản 3" in shown
    assert "Tên bài" in shown
    assert "Title" not in shown
    assert "hoàn toàn khác" in shown
    # Whoever judged nothing yet compares with the one before.
    services.pass_task(acting_user=fresh(world.leader), task=task, answers=all_yes(task))
    heads = task_of(third)
    before = selectors.version_judged_before(heads)
    assert before is not None
    assert before.number == 2


def test_the_kind_of_a_tables_column_is_no_word() -> None:
    table = {
        "columns": [{"type": "text", "heading": "Màu"}],
        "rows": [{"values": ["Đỏ"]}],
        "caption": "",
    }
    assert [text for text in texts_of(table) if text] == ["Màu", "Đỏ"]
