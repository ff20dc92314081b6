"""A remark on a second of a video: taken from the player, and its time leads back there."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from content.review.models import Remark, ReviewTask
from tests.content.review.world import World, build
from tests.factories.materials import block, step
from tests.factories.media_published import caption_of, published_asset
from tests.journeys.conftest import DESKTOP, Window
from tests.journeys.lesson import apart


@pytest.fixture
def world(transactional_db: None) -> World:
    return apart(build)


def with_video(world: World) -> ReviewTask:
    asset = published_asset(world.author, duration=100)
    caption_of(asset)
    video = block("video", {"asset": str(asset.pk), "title": "Bài giảng"})
    version = world.submitted(steps=[step("Mở đầu"), step("Xem", video), step("Luyện tập")])
    return ReviewTask.objects.get(version=version, state=ReviewTask.State.OPEN)


def test_the_second_is_taken_from_the_player_and_its_time_leads_back(
    world: World, open_page: Window, shoot: Callable[..., Any]
) -> None:
    task = apart(lambda: with_video(world))
    leader = open_page(DESKTOP, user=world.leader)
    leader.goto(f"/tham-dinh/{task.uuid}/?man=may-tinh")
    frame = leader.frame_locator('iframe[name="xem-thu"]')
    take = leader.get_by_role("button", name="Lấy giây video đang dừng")
    take.click()
    expect(leader.get_by_text("Trước hết hãy phát video")).to_be_visible()
    frame.locator("video").evaluate("video => { video.currentTime = 75.6; }")
    take.click()
    expect(leader.get_by_text("Trước hết hãy phát video")).to_be_hidden()
    expect(leader.locator("#second")).to_have_value("1:15")
    expect(leader.locator("#place option:checked")).to_contain_text("Video")
    leader.locator("#text").fill("Nói nhanh quá, học sinh không kịp ghi.")
    leader.get_by_role("button", name="Thêm nhận xét").click()
    link = leader.get_by_role("link", name="1:15")
    expect(link).to_be_visible()
    link.click()
    expect(frame.locator(".videobox-start")).to_contain_text("1:15")
    expect(frame.locator(".videobox-start")).to_be_in_viewport()
    shoot(leader, "review-second-1920")
    assert apart(Remark.objects.get).second == 75
