"""Two steps of review, in the browser: remark, send back, fix, resubmit, pass, approve, read."""

from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.utils.timezone import now
from django_tasks_db.models import DBTaskResult
from playwright.sync_api import Page, expect

from content.materials.models import MaterialVersion
from content.review.models import ReviewTask
from lms.core.worker import make_worker
from tests.content.review.world import World, build
from tests.journeys.conftest import DESKTOP, PHONE, Window
from tests.journeys.lesson import apart

REMARK = "Đề nghị nói rõ vì sao hệ số của ẩn bình phương phải khác không."


@pytest.fixture
def world(transactional_db: None) -> World:
    world = apart(build)
    world.add("reader", world.school, "student")
    return world


def answer_all(page: Page, value: str = "yes") -> None:
    for box in page.locator(f"[data-checklist] input[type=radio][value={value}]").all():
        box.check()


def answer_by_keys(page: Page) -> None:
    """J and K go down and up, Y and N answer, G goes to the place of a remark; a text keeps its
    letters."""
    lines = page.locator("[data-checklist] [data-line]")
    chosen = page.locator("[data-checklist] input[type=radio]:checked")
    # Three of the lines, and none of them answered yet.
    assert lines.count() >= 3
    expect(chosen).to_have_count(0)
    first, second, third = (lines.nth(number) for number in range(3))
    first.locator("input[type=radio]").first.focus()

    page.keyboard.press("y")
    expect(first.locator("input[value=yes]")).to_be_checked()
    expect(second.locator(":focus")).to_have_count(1)
    page.keyboard.press("j")
    expect(third.locator(":focus")).to_have_count(1)
    page.keyboard.press("k")
    page.keyboard.press("n")
    expect(second.locator("input[value=no]")).to_be_checked()
    expect(second.locator("select")).to_be_focused()
    expect(chosen).to_have_count(2)

    third.locator("input[type=radio]").first.focus()
    page.keyboard.press("g")
    expect(page.locator("#place")).to_be_focused()
    page.locator("#text").focus()
    page.keyboard.type("ykjng")
    expect(page.locator("#text")).to_have_value("ykjng")
    expect(chosen).to_have_count(2)


def test_the_desk_is_worked_by_keys(
    world: World, open_page: Window, shoot: Callable[..., Any]
) -> None:
    version = apart(world.submitted)
    leader = open_page(DESKTOP, user=world.leader)
    leader.goto(f"/tham-dinh/{open_task(version).uuid}/")
    expect(leader.locator("[data-keys]")).to_be_visible()
    answer_by_keys(leader)
    shoot(leader, "review-keys-1920", full_page=True)


def test_an_answer_outlives_another_view_and_a_remark(world: World, open_page: Window) -> None:
    version = apart(world.submitted)
    leader = open_page(DESKTOP, user=world.leader)
    leader.goto(f"/tham-dinh/{open_task(version).uuid}/")
    lines = leader.locator("[data-checklist] [data-line]")
    lines.nth(0).locator("input[value=yes]").check()
    lines.nth(1).locator("input[value=no]").check()
    lines.nth(1).locator("textarea").fill("Ví dụ thiếu đơn vị.")
    leader.locator("#note").fill("Còn một chỗ.")
    leader.locator("#text").fill(REMARK)

    leader.get_by_role("link", name="Máy tính").click()
    leader.wait_for_url("**man=may-tinh*")
    expect(leader.locator("#text")).to_have_value(REMARK)
    leader.locator("#place").select_option("whole")
    leader.get_by_role("button", name="Thêm nhận xét").click()
    expect(leader.locator(".remark").get_by_text(REMARK)).to_be_visible()

    expect(leader.locator("#text")).to_have_value("")
    expect(lines.nth(0).locator("input[value=yes]")).to_be_checked()
    expect(lines.nth(1).locator("input[value=no]")).to_be_checked()
    expect(lines.nth(1).locator("textarea")).to_have_value("Ví dụ thiếu đơn vị.")
    expect(leader.locator("#note")).to_have_value("Còn một chỗ.")
    leader.get_by_role("button", name="Trả lại").click()
    expect(lines.nth(1).locator(".error")).to_be_visible()
    leader.get_by_role("link", name="Máy tính").click()
    expect(lines.nth(1).locator(".error")).to_have_count(0)
    expect(lines.nth(1).locator("textarea")).to_have_value("Ví dụ thiếu đơn vị.")
    expect(leader.locator("#note")).to_have_value("Còn một chỗ.")


def test_a_decision_is_not_covered_by_what_was_not_sent(world: World, open_page: Window) -> None:
    version = apart(world.submitted)
    task = open_task(version)
    leader = open_page(DESKTOP, user=world.leader)
    leader.goto(f"/tham-dinh/{task.uuid}/")
    leader.locator("[data-checklist] [data-line] input[value=no]").first.check()
    decided = {"state": ReviewTask.State.PASSED, "decided_by": world.leader}
    apart(lambda: ReviewTask.objects.filter(pk=task.pk).update(**decided, decided_at=now()))
    leader.reload()
    expect(leader.locator("[data-checklist] fieldset:disabled").first).to_be_visible()
    expect(leader.locator("[data-checklist] input:checked")).to_have_count(0)


def open_task(version: MaterialVersion) -> ReviewTask:
    return ReviewTask.objects.get(version=version, state=ReviewTask.State.OPEN)


def answer_in_the_editor(author: Page, version: MaterialVersion) -> None:
    """The remark stands at the block it is pinned to; a link leads there, an answer settles it."""
    place = version.remarks.get().block_uuid
    author.goto(f"/quan-tri/hoc-lieu/edit/{version.material_id}/")
    card = author.locator(f"#block-{place}-section > [data-remark]")
    expect(card).to_contain_text(REMARK)
    # The link works from a tab that does not show the steps, and with the block folded.
    author.locator(f"[data-panel-toggle][aria-controls='block-{place}-content']").click()
    author.get_by_role("tab", name="Chia sẻ").click()
    expect(card).to_be_hidden()
    author.locator("[data-remark-jump]").click()
    expect(card).to_be_in_viewport()
    expect(card).to_be_focused()
    card.get_by_label("Trả lời ngắn").fill("Đã thêm một câu giải thích.")
    card.get_by_role("button", name="Đã sửa").click()
    expect(card).to_contain_text("Đã thêm một câu giải thích.")
    expect(author.locator("[data-remarks-count]")).to_contain_text("gửi thẩm định lại")


def work_off_queue() -> None:
    """Do everything that waits, as a worker does."""
    make_worker(worker_id="journey", queues="default", interval=0, batch=True).run()
    assert not DBTaskResult.objects.failed().exists()


def found_by(reader: Page, words: str) -> list[str]:
    """Where the results of a search lead."""
    reader.goto(f"/tim-kiem/?q={quote(words)}")
    links = reader.locator(".result a").all()
    return sorted({str(link.get_attribute("href")) for link in links})


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_lecture_goes_back_once_and_is_then_published(
    world: World,
    open_page: Window,
    shoot: Callable[..., Any],
    inspect: Callable[..., None],
    size: tuple[int, int],
) -> None:
    first = apart(world.submitted)
    width = size[0]

    # The subject group sees it waiting, sees what students will see, pins a remark, sends it back.
    leader = open_page(size, user=world.leader)
    leader.goto("/tham-dinh/")
    inspect(leader)
    shoot(leader, f"review-queue-{width}")
    leader.get_by_role("link", name=first.title).first.click()
    frame = leader.frame_locator("iframe[name=xem-thu]")
    expect(frame.get_by_role("heading", name=first.title, level=1)).to_be_visible()
    place = first.content[1]
    block = place["value"]["body"][0]["id"]
    leader.locator("#place").select_option(f"{place['id']}:{block}")
    leader.locator("#text").fill(REMARK)
    leader.get_by_role("button", name="Thêm nhận xét").click()
    expect(leader.locator(".remark").get_by_text(REMARK)).to_be_visible()
    inspect(leader)
    shoot(leader, f"review-desk-{width}", full_page=True)
    leader.locator("#note").fill("Bài tốt, còn một chỗ cần nói rõ.")
    leader.get_by_role("button", name="Trả lại").click()
    expect(leader.get_by_text("Trả lại").first).to_be_visible()

    # The author finds the remark at its place, says it is fixed, submits again.
    author = open_page(size, user=world.author)
    author.goto("/ban-lam-viec/")
    inspect(author)
    shoot(author, f"desk-{width}")
    author.locator(".lines").get_by_role("link", name=first.title).first.click()
    expect(author.get_by_text(REMARK)).to_be_visible()
    inspect(author)
    shoot(author, f"author-remarks-{width}", full_page=True)
    answer_in_the_editor(author, first)
    shoot(author, f"editor-remark-{width}")
    author.goto(f"/ban-lam-viec/{first.material_id}/gui/")
    inspect(author)
    shoot(author, f"submit-{width}", full_page=True)
    author.locator("main form button.primary").click()
    author.wait_for_load_state()
    second = MaterialVersion.objects.get(material_id=first.material_id, number=2)

    # The group sees what changed and passes it; the head approves; only then can it be read.
    leader.goto(f"/tham-dinh/{open_task(second).uuid}/thay-doi/")
    inspect(leader)
    shoot(leader, f"review-changes-{width}")
    leader.goto(f"/tham-dinh/{open_task(second).uuid}/")
    answer_all(leader)
    leader.locator("button[name=action][value=pass]").click()
    reader = open_page(size, user=world.reader)
    address = f"/hoc-lieu/{first.slug}/"
    assert reader.request.get(address).status == 404
    head = open_page(size, user=world.head)
    head.goto(f"/tham-dinh/{open_task(second).uuid}/")
    answer_all(head)
    head.locator("button[name=action][value=pass]").click()
    head.wait_for_load_state()
    # A worker makes it findable, with what the approval left in the queue.
    assert not found_by(reader, second.title)
    apart(work_off_queue)
    assert found_by(reader, second.title) == [address]
    reader.goto(address)
    expect(reader.get_by_role("heading", name=second.title, level=1)).to_be_visible()
    shoot(reader, f"published-{width}")
