"""The upload control in a real browser that sends parts to a private bucket: the same journey as
tests/media_pipeline/test_widget.py has with tus."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Page, expect

from media_pipeline import conf, s3
from media_pipeline.models import Asset, Caption, Upload
from media_pipeline.services import uploads_s3
from tests.factories.media import converted, make_heavy_video, make_uploader, make_video
from tests.media_pipeline.test_widget import SRT, Line, chosen, settled
from tests.services.test_player_s3 import allow

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not django_settings.S3_BUCKET, reason="needs S3 (make test-services)"),
]
SLOW = 1_000_000
"""Bytes a second: a part takes eight seconds."""


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of four parts."""
    path = tmp_path_factory.mktemp("large") / "Bài giảng lớn.mp4"
    return make_heavy_video(path, 3 * conf.S3_PART_BYTES + 1_000_000)


@pytest.fixture
def page(
    browser: Any, live_server: Any, settings: Any, client: Any, tmp_path: Path
) -> Iterator[Page]:
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    settings.ROOT_URLCONF = "tests.media_pipeline.widget_page"
    settings.MEDIA_WORK_DIR = tmp_path / "work"
    allow(live_server.url)
    client.force_login(make_uploader())
    context = browser.new_context(locale="vi-VN", viewport={"width": 390, "height": 844})
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page = context.new_page()
    breaches: list[str] = []
    page.on(
        "console",
        lambda m: breaches.append(m.text) if "Content Security Policy" in m.text else None,
    )
    page.set_default_timeout(60_000)
    expect.set_options(timeout=60_000)
    page.goto(f"{live_server.url}/thu/")
    yield page
    context.close()
    assert breaches == []


def until(page: Page, true: Any, what: str) -> None:
    for _ in range(600):
        if true():
            return
        page.wait_for_timeout(200)
    shown = page.locator(".ph-upload").inner_text()
    raise AssertionError(f"not within two minutes: {what}; the page says: {shown}")


def percent(page: Page) -> float:
    return float(page.locator("progress").evaluate("bar => bar.value"))


def parts_there() -> list[int]:
    """As the store itself says."""
    row = Upload.objects.get()
    return [part["PartNumber"] for part in s3.parts(row.storage_key, row.s3_upload_id)]


def test_parts_go_on_after_the_line_drops_and_after_a_reload(
    page: Page, large: Path, video: Path, tmp_path: Path
) -> None:
    line = Line(page)
    line.speed(SLOW)
    chosen(page, large)
    until(page, lambda: percent(page) >= 5, "progress is shown")
    line.drop()
    stopped = settled(page)
    line.speed(SLOW)
    until(page, lambda: percent(page) > stopped + 3 and parts_there(), "it goes on by itself")
    assert not Asset.objects.exists()

    page.reload()
    there = parts_there()
    assert there, "what had arrived is there after the reload"
    notice = page.locator(".ph-upload__notice")
    expect(notice).to_contain_text("Bài giảng lớn.mp4")
    share = int(100 * len(there) * conf.S3_PART_BYTES / large.stat().st_size)
    expect(notice).to_contain_text(f"{share} %")
    chosen(page, video)
    expect(page.locator("[role=alert]")).to_contain_text("Bài giảng lớn.mp4")

    line = Line(page)
    line.speed(-1)
    sent: list[int] = []
    store = django_settings.S3_PUBLIC_ENDPOINT

    def note(request: Any) -> None:
        if request.method == "PUT" and request.url.startswith(store):
            sent.append(int(re.search(r"partNumber=(\d+)", request.url)[1]))

    page.on("request", note)
    chosen(page, large)
    expect(page.locator("input[name=video]")).not_to_have_value("")
    asset = Asset.objects.get()
    assert asset.size == large.stat().st_size
    assert sent
    assert not set(sent) & set(there), "no part is sent twice"
    assert Upload.objects.count() == 1

    captions = tmp_path / "phu-de.srt"
    captions.write_text(SRT)
    page.locator("input[id*=captions]").set_input_files(str(captions))
    expect(page.locator(".ph-upload__tracks")).to_contain_text("Tiếng Việt")
    assert Caption.objects.get().asset == asset
    converted(asset)
    assert Asset.objects.get().is_ready
    picture = page.locator("img.ph-upload__poster")
    expect(picture).to_be_visible()
    assert picture.evaluate("i => i.decode().then(() => i.naturalWidth)")


@pytest.fixture(scope="module")
def video(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_video(tmp_path_factory.mktemp("video") / "khac.mp4")


def test_a_wrong_file_is_refused_in_words_and_leaves_nothing_in_the_store(
    page: Page, tmp_path: Path
) -> None:
    path = tmp_path / "bai-giang.mp4"
    path.write_text("chỉ là văn bản " * 1000)
    chosen(page, path)
    expect(page.locator("[role=alert]")).to_contain_text("MP4")
    assert Upload.objects.get().s3_upload_id == ""
    assert not Asset.objects.exists()


def test_an_upload_cancelled_in_the_browser_leaves_nothing_in_the_store(
    page: Page, large: Path
) -> None:
    Line(page).speed(SLOW)
    chosen(page, large)
    until(page, lambda: percent(page) >= 5, "progress is shown")
    row = Upload.objects.get()
    page.locator(".ph-upload__button").nth(1).click()
    until(page, lambda: not Upload.objects.exists(), "the row is gone")
    answer = s3.client().list_multipart_uploads(Bucket=django_settings.S3_BUCKET)
    assert row.s3_upload_id not in [one["UploadId"] for one in answer.get("Uploads", [])]


def test_parts_that_the_store_threw_away_are_no_endless_upload(page: Page, large: Path) -> None:
    Line(page).speed(SLOW)
    chosen(page, large)
    until(page, lambda: percent(page) >= 5, "progress is shown")
    row = Upload.objects.get()
    s3.abort(row.storage_key, row.s3_upload_id)
    expect(page.locator("[role=alert]")).to_contain_text("lâu", timeout=120_000)
    assert Upload.objects.get().state == Upload.State.REFUSED


def test_parts_joined_before_a_kill_become_an_asset_when_the_page_asks_again(
    page: Page, large: Path
) -> None:
    chosen(page, large)
    expect(page.locator("input[name=video]")).not_to_have_value("")
    Asset.objects.all().delete()
    Upload.objects.update(state=Upload.State.RECEIVING)
    row = Upload.objects.get()
    assert uploads_s3.arrived(upload=row) == list(range(1, uploads_s3.part_count(row) + 1))
    page.reload()
    chosen(page, large)
    expect(page.locator("input[name=video]")).not_to_have_value("")
    assert Asset.objects.get().size == large.stat().st_size
