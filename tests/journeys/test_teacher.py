"""Steps 1 and 3 of the job: from the log-in to the submitted lecture, with its video."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Page, expect
from pypdf import PdfWriter

from content.curriculum.models import Topic
from content.materials.models import Material, MaterialVersion
from content.materials.models.drafts import ReviewState
from lms.people.models import UnitSubject
from media_pipeline.models import Asset, Upload
from tests.content.review.world import World, build
from tests.factories.curriculum import import_small_programme
from tests.factories.media import converted
from tests.factories.people import PASSWORD
from tests.journeys.conftest import DESKTOP, PHONE, Window
from tests.journeys.lesson import FORMULA, apart, draw_parabola
from tests.journeys.writing import Editor, heard, heavy_video, line

TITLE = "Đồ thị của hàm số bậc hai"
VIDEO = "Bài giảng đồ thị.mp4"
SECONDS = 12
MEGABYTES = {"phone": 6, "desktop": 200}
STEADY, SLOW = 4e6, 0.2e6
"""Bytes a second: the whole file takes 50 seconds at the one, however slow the machine is at what
happens beside it, and does not end at the other while she writes."""
VIEWS = {"Điện thoại": "h1", "Máy tính": "h1", "Màn hình lớp học": "[data-screen]"}
SRT = "1\n00:00:00,500 --> 00:00:03,500\nChào các em, hôm nay ta vẽ một parabol.\n"


@pytest.fixture
def world(transactional_db: None, tmp_path: Path) -> World:
    """The school, and a programme with topics to choose from."""

    def make() -> World:
        world = build()
        import_small_programme(tmp_path)
        world.topic = Topic.objects.get(name="Hàm số và đồ thị")
        UnitSubject.objects.create(unit=world.group, subject=world.topic.subject.uuid)
        return world

    return apart(make)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """What the teacher has on her laptop."""
    draw_parabola(tmp_path / "parabol.png")
    worksheet = PdfWriter()
    worksheet.add_blank_page(595, 842)
    worksheet.write(tmp_path / "phieu.pdf")
    (tmp_path / "phu-de.srt").write_text(SRT)
    return tmp_path


def arrive(page: Page, world: World) -> None:
    """Through the log-in to the desk."""
    page.goto("/dang-nhap/")
    page.get_by_label("Tên đăng nhập").fill(world.author.username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Đăng nhập").click()
    page.wait_for_url("**/ban-lam-viec/")
    expect(page.get_by_role("heading", name="Đang chờ thầy/cô")).to_be_visible()


def start(page: Page, world: World) -> Editor:
    """Five fields at most, the place in the curriculum among them."""
    page.get_by_role("link", name="Soạn bài giảng").first.click()
    fields = page.locator("main form").locator("input:visible, select:visible, textarea:visible")
    assert 1 < fields.count() <= 5
    page.get_by_label("Tên bài").fill(TITLE)
    page.get_by_label("Lớp").select_option("Lớp 9")
    page.get_by_label("Môn học").select_option(str(world.topic.subject_id))
    topic = page.get_by_label("Chủ đề")
    expect(topic.locator("option", has_text=world.topic.name)).to_have_count(1)
    topic.select_option(world.topic.name)
    page.get_by_role("button", name="Bắt đầu soạn").click()
    return Editor(page)


def write(editor: Editor, folder: Path) -> None:
    """Headings, text, formulas, a picture, a table, a PDF and an exercise in three steps."""
    first = editor.add_step("Nhắc lại")
    editor.add_block(first, "Tiêu đề mục").locator("input[type=text]").fill("Hàm số bậc hai")
    editor.write(editor.add_block(first, "Văn bản"), r"Hàm số có dạng \( y = ax^2 \), a khác 0.")
    second = editor.add_step("Vẽ parabol")
    formula = FORMULA.removeprefix(r"\( ").removesuffix(r" \)")
    editor.add_block(second, "Công thức").locator("textarea").fill(formula)
    table = editor.add_block(second, "Bảng")
    editor.fill_table(table, ["x", "y"], ["2", r"\( 2^2 = 4 \)"])
    picture = editor.add_block(second, "Hình ảnh")
    editor.choose_file(picture, "Chọn hình ảnh", folder / "parabol.png", "Parabol")
    assert picture.get_by_label("Lời mô tả hình").input_value() == ""
    picture.get_by_label("Lời mô tả hình").fill("Parabol quay bề lõm lên trên, đỉnh ở gốc toạ độ.")
    third = editor.add_step("Luyện tập")
    exercise = editor.add_block(third, "Bài tập")
    for name, text in (("task", "Vẽ đồ thị hàm số."), ("answer", "Lập bảng rồi nối các điểm.")):
        editor.write(exercise.locator(f"[data-contentpath={name}]"), text)
    worksheet = editor.add_block(third, "Tài liệu PDF")
    editor.choose_file(worksheet, "Chọn tài liệu PDF", folder / "phieu.pdf", "Phiếu học tập")
    editor.saved("nối các điểm")


def describe(editor: Editor) -> None:
    """What the other two tabs ask."""
    page = editor.page
    editor.tab("Mô tả")
    page.locator("[name=summary]").fill("Cách vẽ parabol từ một bảng giá trị, từng bước một.")
    page.locator("[name=objectives]").fill("Vẽ được đồ thị hàm số bậc hai.")
    editor.tab("Chia sẻ")
    page.locator("[name=licence]").select_option("CC BY 4.0")
    page.locator("[name=source]").fill("Tác giả tự biên soạn")
    editor.tab("Nội dung")
    editor.saved("tự biên soạn")


def send_whole(editor: Editor, path: Path) -> None:
    """The way it goes when nothing happens."""
    editor.choose_video(path)


def send_with_troubles(editor: Editor, path: Path, window: Window) -> None:
    """She writes on while it uploads; the line drops; the page is loaded anew."""
    page = editor.page
    set_speed = line(page)
    set_speed(STEADY)
    offsets = heard(page, "PATCH")
    editor.choose_video(path)
    editor.uploaded(5)

    set_speed(SLOW)
    before = editor.percent()
    editor.write(editor.steps.first, " Em hãy lấy một ví dụ.")
    editor.saved("lấy một ví dụ")
    set_speed(STEADY)
    editor.uploaded(max(before + 1, 20))
    assert not Asset.objects.exists(), "she wrote and saved while the video was on its way"

    window.forgive("ERR_INTERNET_DISCONNECTED")
    set_speed(0)
    expect(upload_text(page)).to_contain_text("chờ mạng", timeout=60_000)
    sent_before = Upload.objects.get().offset
    assert sent_before > 0
    offsets.clear()
    editor.write(editor.steps.first, " Viết khi mất mạng.")
    set_speed(STEADY)
    editor.uploaded(45)
    page.get_by_role("button", name="Tạm dừng").click()
    assert offsets[0] >= sent_before, "it went on from where it was, not from nothing"
    editor.saved("Viết khi mất mạng")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    notice = page.locator(".ph-upload__notice")
    expect(notice).to_contain_text(VIDEO)
    stopped = Upload.objects.get().offset
    assert stopped > sent_before
    assert Upload.objects.get().purpose == f"page:{Material.objects.get().pk}"
    set_speed(-1)
    offsets.clear()
    editor.choose_video(path)
    expect(field(page)).not_to_have_value("", timeout=60_000)
    assert offsets[0] >= stopped
    assert Upload.objects.count() == 1


def field(page: Page) -> Any:
    """The hidden field that ties the video to its block."""
    return page.locator("ph-video-upload input[type=hidden]")


def upload_text(page: Page) -> Any:
    """What the upload control says under its bar."""
    return page.locator(".ph-upload__work > .ph-upload__text")


def watch_conversion(editor: Editor) -> set[str]:
    """Convert as the worker does, meanwhile reading what the teacher sees."""
    asset = Asset.objects.get()
    told: set[str] = set()

    def work() -> None:
        try:
            converted(asset)
        finally:
            connections.close_all()

    worker = threading.Thread(target=work)
    worker.start()
    while worker.is_alive():
        told.add(upload_text(editor.page).inner_text())
        editor.page.wait_for_timeout(200)
    worker.join()
    return told


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_teacher_writes_a_lecture_with_a_video_and_submits_it(
    world: World,
    folder: Path,
    open_page: Window,
    shoot: Callable[..., Any],
    inspect: Callable[..., None],
    size: tuple[int, int],
) -> None:
    name = "phone" if size == PHONE else "desktop"
    path = heavy_video(folder / VIDEO, MEGABYTES[name], seconds=SECONDS, size="640x360")
    page = open_page(size)

    # The desk, five fields, the editor.
    arrive(page, world)
    inspect(page)
    shoot(page, f"teacher-desk-{name}", full_page=True)
    editor = start(page, world)
    shoot(page, f"teacher-editor-empty-{name}")
    write(editor, folder)

    # The video goes up while she writes on.
    video = editor.add_block(editor.steps.nth(1), "Video")
    video.scroll_into_view_if_needed()
    if name == "desktop":
        send_with_troubles(editor, path, open_page)
    else:
        send_whole(editor, path)
    expect(field(page)).not_to_have_value("", timeout=60_000)
    asset = Asset.objects.get()
    assert asset.size == path.stat().st_size
    editor.saved(str(asset.pk))

    # She sees how far its conversion is, and gives it captions.
    told = watch_conversion(editor)
    assert any("%" in text for text in told), told
    expect(upload_text(page)).to_contain_text("Video đã sẵn sàng", timeout=15_000)
    page.locator("input[id*=captions]").first.set_input_files(folder / "phu-de.srt")
    expect(page.locator(".ph-upload__tracks")).to_contain_text("Tiếng Việt")
    page.locator("ph-video-upload").scroll_into_view_if_needed()
    shoot(page, f"teacher-video-{name}")

    # The list says what is missing until nothing is.
    missing = page.locator(".ph-complete .is-missing")
    expect(missing.filter(has_text="Lời giới thiệu")).to_be_visible()
    describe(editor)
    expect(missing).to_have_count(0)
    expect(page.locator(".ph-complete")).to_contain_text("Đã có đủ")
    inspect(page)
    shoot(page, f"teacher-editor-{name}")

    # As a student on a phone, on a desktop, and as the class sees it.
    seen = editor.preview()
    for label, mark in VIEWS.items():
        editor.preview_as(label)
        expect(seen.locator(mark).first).to_be_visible()
        if mark == "h1":
            expect(seen.locator("math").first).to_be_visible()
            expect(seen.get_by_role("heading", name=TITLE)).to_be_visible()
        else:
            shape = seen.locator("html").evaluate("() => innerWidth / innerHeight")
            assert abs(shape - 16 / 9) < 0.05, "the wall's preview has the shape of a wall"
        shoot(page, f"teacher-preview-{list(VIEWS).index(label)}-{name}")
    page.locator("[data-form-side-close-button]").click()

    # She sends it.
    page.locator("footer [data-w-dropdown-target=toggle], footer .w-dropdown__toggle").first.click()
    page.get_by_role("link", name="Gửi thẩm định").click()
    shoot(page, f"teacher-submit-{name}", full_page=True)
    page.locator("main").get_by_role("button", name="Gửi thẩm định").click()
    page.wait_for_load_state()
    version = MaterialVersion.objects.get()
    assert version.title == TITLE
    assert Material.objects.get().review_state == ReviewState.IN_REVIEW
    page.goto("/ban-lam-viec/")
    expect(page.get_by_role("link", name=TITLE).first).to_be_visible()
    shoot(page, f"teacher-desk-after-{name}")
