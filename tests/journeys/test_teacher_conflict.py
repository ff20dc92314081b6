"""Two windows writing one lecture: the second one sees both texts, and nothing is lost."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from content.materials.models import Material
from tests.content.review.world import World, build
from tests.journeys.conftest import DESKTOP, PHONE, Window
from tests.journeys.lesson import apart
from tests.journeys.writing import Editor

FIRST, SECOND = "Bản viết ở lớp, thêm một ví dụ.", "Bản viết ở nhà, sửa lời giới thiệu."


@pytest.fixture
def world(transactional_db: None) -> World:
    return apart(build)


def write_summary(page: Page, text: str) -> None:
    Editor(page).tab("Mô tả")
    page.locator("[name=summary]").fill(text)


def save(page: Page) -> None:
    page.get_by_role("button", name="Lưu bản nháp").click()


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_second_of_two_windows_sees_both_texts_and_chooses(
    world: World,
    open_page: Window,
    shoot: Callable[..., Any],
    inspect: Callable[..., None],
    size: tuple[int, int],
) -> None:
    # Their own save of the second window is refused, which a browser's console calls an error.
    open_page.forgive("status of 400")
    open_page.forgive("status of 409")
    page = apart(lambda: world.draft())
    address = f"/quan-tri/hoc-lieu/edit/{page.pk}/"
    at_school, at_home = open_page(size, user=world.author), open_page(size, user=world.author)
    at_school.goto(address)
    at_home.goto(address)
    write_summary(at_school, FIRST)
    Editor(at_school).saved(FIRST)

    write_summary(at_home, SECOND)
    at_home.once("dialog", lambda dialog: dialog.accept())
    save(at_home)
    expect(at_home.get_by_role("button", name="Giữ bản của tôi")).to_be_visible()
    for text in (FIRST, SECOND):
        assert text in " ".join(at_home.locator(".ph-conflict").inner_text().split())
    inspect(at_home)
    shoot(at_home, f"teacher-conflict-{size[0]}", full_page=True)
    at_home.get_by_role("button", name="Giữ bản của tôi").click()
    at_home.wait_for_load_state()
    kept = [revision.content["summary"] for revision in revisions(page)]
    assert kept[-1] == SECOND
    assert FIRST in kept


def revisions(page: Material) -> Any:
    return page.revisions.order_by("created_at", "pk")
