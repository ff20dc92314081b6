"""The upload control in a real browser: progress, a dropped line, a reload, captions."""

import os
import re
from pathlib import Path
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from media_pipeline import pipeline, services
from media_pipeline.models import Asset, Caption, Upload
from tests.factories.media import converted, make_heavy_video, make_uploader, make_video

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
SRT = "1\n00:00:00,500 --> 00:00:01,500\nXin chào các em\n"


@pytest.fixture(scope="module", autouse=True)
def _playwright_runs_a_loop():
    """Playwright's own event loop lives in this thread; our queries beside it are plain ones."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def page(browser, live_server, settings, client):
    settings.ROOT_URLCONF = "tests.media_pipeline.widget_page"
    owner = make_uploader()
    client.force_login(owner)
    context = browser.new_context(locale="vi-VN", viewport={"width": 390, "height": 844})
    value = client.cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": value, "url": live_server.url}])
    page = context.new_page()
    page.set_default_timeout(30_000)
    expect.set_options(timeout=20_000)
    page.complaints = []

    def heard(message) -> None:
        if message.type == "error" and not message.location["url"].endswith("/favicon.ico"):
            page.complaints.append(f"{message.text} {message.location['url']}")

    page.on("console", heard)
    page.on("pageerror", lambda e: page.complaints.append(str(e)))
    page.server = live_server.url
    page.goto(f"{page.server}/thu/")
    yield page
    context.close()


@pytest.fixture(scope="module")
def large(tmp_path_factory) -> Path:
    """A file of several pieces."""
    return make_heavy_video(tmp_path_factory.mktemp("large") / "Bài giảng lớn.mp4", 13_000_000)


SLOW = 500_000
"""Bytes a second: the large file takes half a minute, so that it is never there too soon."""


class Line:
    """The browser's line, as slow as we like."""

    def __init__(self, page: Page) -> None:
        self.session = page.context.new_cdp_session(page)
        self.session.send("Network.enable")

    def speed(self, bytes_a_second: int) -> None:
        """-1: as fast as it is."""
        self._set(offline=False, uploadThroughput=bytes_a_second)

    def drop(self) -> None:
        """What is on its way fails, and nothing more goes out. (`set_offline` of the context
        would be undone by the speed that this session has set.)"""
        self._set(offline=True, uploadThroughput=0)

    def _set(self, **conditions: object) -> None:
        whole = {"latency": 20, "downloadThroughput": -1, **conditions}
        self.session.send("Network.emulateNetworkConditions", whole)


def settled(page: Page) -> float:
    """What the bar shows once it has stood still for two seconds."""
    shown, since = -1.0, 0
    for _ in range(600):
        now = page.locator("progress").evaluate("bar => bar.value")
        shown, since = now, since + 1 if now == shown else 0
        if since >= 20:
            return now
        page.wait_for_timeout(100)
    raise AssertionError("it does not stop within a minute")


def chosen(page: Page, path: Path, nth: int = 0) -> None:
    page.locator(".ph-upload__file:not([id*=captions])").nth(nth).set_input_files(str(path))


def uploaded(page: Page, percent: int) -> None:
    """Wait until so much is sent. (The page's policy forbids waiting by a string of script.)"""
    for _ in range(1200):
        if page.locator("progress").evaluate("bar => bar.value") > percent:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not {percent} % within two minutes")


def test_a_video_goes_up_is_converted_and_gets_captions(page, video, tmp_path):
    chosen(page, video)
    expect(page.locator("ph-video-upload input[name=video]")).not_to_have_value("")
    asset = Asset.objects.get()
    assert page.locator("input[name=video]").input_value() == str(asset.pk)
    assert asset.purpose == "page:12"
    expect(page.locator("progress")).to_be_visible()
    converted(asset)
    expect(page.locator("img.ph-upload__poster")).to_be_visible()
    assert page.locator("img.ph-upload__poster").evaluate(
        "i => i.decode().then(() => i.naturalWidth)"
    )
    captions = tmp_path / "phu-de.srt"
    captions.write_text(SRT)
    page.locator("input[id*=captions]").set_input_files(str(captions))
    expect(page.locator(".ph-upload__tracks")).to_contain_text("Tiếng Việt")
    assert Caption.objects.get().asset == asset
    assert page.complaints == []


def put_in(page: Page, path: Path) -> Asset:
    """Choose a file, and convert it as a worker does."""
    before = page.locator("input[name=video]").input_value()
    chosen(page, path)
    expect(page.locator("input[name=video]")).not_to_have_value(before)
    return converted(Asset.objects.latest("created_at"))


def cut_off(video: Path, folder: Path) -> Path:
    """The first half of a video."""
    half = folder / "nua.mp4"
    half.write_bytes(video.read_bytes()[: video.stat().st_size // 2])
    return half


def test_a_broken_file_leaves_the_video_that_stood_there(page, video, tmp_path):
    good = put_in(page, video)
    expect(page.locator("img.ph-upload__poster")).to_be_visible()
    page.get_by_role("button", name="Chọn tệp khác").click()
    put_in(page, cut_off(video, tmp_path))
    expect(page.locator("input[name=video]")).to_have_value(str(good.pk))
    expect(page.locator("[role=alert]")).to_contain_text("vẫn được giữ nguyên")
    expect(page.locator("img.ph-upload__poster")).to_be_visible()
    assert page.complaints == []


def test_a_broken_file_is_told_while_other_videos_are_being_converted(page, video, tmp_path):
    services.import_file(acting_user=make_uploader(), path=video)
    chosen(page, cut_off(video, tmp_path))
    expect(page.locator("input[name=video]")).not_to_have_value("")
    expect(page.locator(".ph-upload__text").first).to_contain_text(
        "còn 1 video phía trước. Thầy/cô"
    )
    pipeline.check(Asset.objects.latest("created_at").pk)
    expect(page.locator("[role=alert]")).to_contain_text("Tệp bị hỏng")


def test_the_video_before_a_broken_one_comes_back_in_an_editor_opened_later(page, video, tmp_path):
    good = put_in(page, video)
    expect(page.locator("img.ph-upload__poster")).to_be_visible()
    page.get_by_role("button", name="Chọn tệp khác").click()
    chosen(page, cut_off(video, tmp_path))
    expect(page.locator("input[name=video]")).not_to_have_value(str(good.pk))
    broken = page.locator("input[name=video]").input_value()
    page.goto("about:blank")
    pipeline.check(UUID(broken))
    page.goto(f"{page.server}/thu/?video={broken}")
    expect(page.locator("input[name=video]")).to_have_value(str(good.pk))
    expect(page.locator("[role=alert]")).to_contain_text("vẫn được giữ nguyên")
    expect(page.locator("img.ph-upload__poster")).to_be_visible()


def test_another_video_brings_its_own_picture(page, video, tmp_path):
    first = put_in(page, video)
    poster = page.locator("img.ph-upload__poster")
    expect(poster).to_be_visible()
    page.get_by_role("button", name="Chọn tệp khác").click()
    second = put_in(page, make_video(tmp_path / "khac.mp4", seconds=3))
    expect(poster).to_be_visible()
    expect(poster).to_have_attribute("src", re.compile(str(second.pk)))
    assert first != second


def test_a_wrong_file_is_refused_in_words_at_once(page, tmp_path):
    path = tmp_path / "bai-giang.mp4"
    path.write_text("chỉ là văn bản " * 1000)
    chosen(page, path)
    expect(page.locator("[role=alert]")).to_be_visible()
    expect(page.locator("[role=alert]")).to_contain_text("MP4")
    assert page.locator("input[name=video]").input_value() == ""
    assert not Asset.objects.exists()


def test_it_goes_on_by_itself_after_the_line_drops(page, large):
    line = Line(page)
    line.speed(SLOW)
    chosen(page, large)
    uploaded(page, 20)
    line.drop()
    assert settled(page) < 100
    assert not Asset.objects.exists()
    line.speed(-1)
    expect(page.locator("input[name=video]")).not_to_have_value("", timeout=60_000)
    assert Asset.objects.get().size == large.stat().st_size
    assert Upload.objects.count() == 1


def test_after_a_reload_the_same_file_goes_on_from_the_servers_offset(page, large, video):
    line = Line(page)
    line.speed(SLOW)
    chosen(page, large)
    uploaded(page, 45)
    line.speed(-1)
    page.reload()
    expect(page.locator(".ph-upload__notice")).to_contain_text("Bài giảng lớn.mp4")
    before = Upload.objects.get().offset
    assert before > 0
    chosen(page, video)
    expect(page.locator("[role=alert]")).to_contain_text("Bài giảng lớn.mp4")
    sent: list[int] = []
    page.on(
        "request",
        lambda r: sent.append(int(r.headers["upload-offset"])) if r.method == "PATCH" else None,
    )
    chosen(page, large)
    expect(page.locator("input[name=video]")).not_to_have_value("", timeout=60_000)
    assert sent[0] >= before
    assert Upload.objects.count() == 1


def test_pausing_stops_and_going_on_goes_on(page, large):
    line = Line(page)
    line.speed(SLOW)
    chosen(page, large)
    uploaded(page, 5)
    page.locator(".ph-upload__button").nth(0).click()
    stopped = settled(page)
    assert stopped < 100
    assert not Asset.objects.exists()
    line.speed(-1)
    page.locator(".ph-upload__button").nth(0).click()
    expect(page.locator("input[name=video]")).not_to_have_value("", timeout=60_000)


def test_the_control_is_accessible(page, video):
    axe = Path("node_modules/axe-core/axe.min.js")
    if not axe.exists():
        axe = Path("themes/static/vendor/axe/axe.min.js")
    chosen(page, video)
    expect(page.locator("input[name=video]")).not_to_have_value("")
    page.evaluate(axe.read_text())
    found = page.evaluate("axe.run('ph-video-upload')")["violations"]
    assert [v["id"] for v in found if v["impact"] in ("serious", "critical")] == []
