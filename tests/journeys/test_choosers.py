"""Every dialogue that the editor opens over itself holds as its pages do: in light, in dark and at
200 % axe finds nothing serious in it, full or empty."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from content.materials.models import Material
from tests.content.review.world import World, build
from tests.factories.materials import make_draft, step
from tests.journeys.conftest import DESKTOP, PHONE, Size, Window
from tests.journeys.lesson import apart
from tests.journeys.writing import Editor
from tests.walks import files_of

pytestmark = pytest.mark.django_db(transaction=True)
Inspect = Callable[..., None]
PICTURE, DOCUMENT, VIDEO, TEXT = "Hình ảnh", "Tài liệu PDF", "Video", "Văn bản"
SIZES = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])


@pytest.fixture
def world(transactional_db: None) -> World:
    return apart(build)


def open_editor(open_page: Window, world: World, size: Size, *blocks: dict[str, Any]) -> Editor:
    """The editor of a draft with one step."""

    def draft() -> Material:
        return make_draft(
            author=world.author, topic=world.topic, steps=[step("Vẽ đồ thị", *blocks)]
        )

    page = open_page(size, user=world.author)
    page.goto(f"/quan-tri/hoc-lieu/edit/{apart(draft).pk}/")
    return Editor(page)


def open_chooser(editor: Editor, kind: str, button: str) -> Locator:
    editor.add_block(editor.steps.first, kind).get_by_role("button", name=button).click()
    modal = editor.page.locator(".modal-content")
    expect(modal.get_by_role("tab", name="Tải lên")).to_be_visible()
    return modal


def look_for(modal: Locator, words: str) -> None:
    modal.locator("input[name=q]").fill(words)


def close(page: Page) -> None:
    page.locator(".modal-dialog .close, .modal-dialog [data-dismiss=modal]").first.click()
    expect(page.locator(".modal-dialog")).to_have_count(0)


@SIZES
@pytest.mark.parametrize(
    ("kind", "button", "title"),
    [(PICTURE, "Chọn hình ảnh", "Parabol"), (DOCUMENT, "Chọn tài liệu PDF", "Phiếu học tập")],
    ids=["picture", "document"],
)
def test_the_choosers_of_files(
    open_page: Window,
    inspect: Inspect,
    shoot: Any,
    world: World,
    size: Size,
    kind: str,
    button: str,
    title: str,
    tmp_path: Path,
) -> None:
    editor = open_editor(open_page, world, size)
    modal = open_chooser(editor, kind, button)
    name = f"chooser-{'picture' if kind == PICTURE else 'document'}-{size[0]}"
    expect(modal.get_by_text(title)).to_have_count(0)
    inspect(editor.page)
    shoot(editor.page, f"{name}-empty")
    close(editor.page)

    apart(lambda: files_of(world))
    modal = open_chooser(editor, kind, button)
    expect(modal.get_by_text(title).first).to_be_visible()
    inspect(editor.page)
    shoot(editor.page, name)
    look_for(modal, "khong co gi nhu the")
    expect(modal.get_by_text(title)).to_have_count(0)
    inspect(editor.page)
    shoot(editor.page, f"{name}-nothing-found")

    modal.get_by_role("tab", name="Tải lên").click()
    broken = tmp_path / ("hong.png" if kind == PICTURE else "hong.pdf")
    broken.write_text("Không phải thứ tên tệp nói.", encoding="utf-8")
    modal.locator("input[type=file]").set_input_files(broken)
    inspect(editor.page)
    modal.get_by_role("button", name="Tải lên").click()
    expect(modal.locator(".error-message").first).to_be_visible()
    inspect(editor.page)
    shoot(editor.page, f"{name}-refused")


@SIZES
def test_the_choosers_of_links(
    open_page: Window, inspect: Inspect, shoot: Any, world: World, size: Size
) -> None:
    editor = open_editor(open_page, world, size)
    page = editor.page
    text = page.locator("[contenteditable=true]").first
    text.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+k")
    modal = page.locator(".modal-content")
    expect(modal.locator(".link-types")).to_be_visible()
    inspect(page)
    shoot(page, f"chooser-link-{size[0]}")
    others = ("ra ngoài", "thư điện tử", "số điện thoại", "trong trang")
    for number, kind in enumerate(others, 1):
        modal.get_by_role("link", name=f"Liên kết {kind}").click()
        expect(modal.get_by_role("link", name=f"Liên kết {kind}")).to_have_count(0)
        expect(modal.get_by_label("Chữ hiện thành liên kết")).to_be_visible()
        inspect(page)
        shoot(page, f"chooser-link-{number}-{size[0]}")


@SIZES
def test_blocks_to_choose_from_the_video_control_and_the_preview(
    open_page: Window, inspect: Inspect, shoot: Any, world: World, size: Size
) -> None:
    editor = open_editor(open_page, world, size)
    page = editor.page
    body = editor.steps.first.locator("[data-contentpath=body]")
    body.get_by_role("button", name="Thêm khối").last.click()
    expect(page.get_by_role("option", name=VIDEO, exact=True)).to_be_visible()
    inspect(page)
    page.keyboard.press("Escape")
    editor.add_block(editor.steps.first, VIDEO).scroll_into_view_if_needed()
    inspect(page)
    shoot(page, f"chooser-video-{size[0]}")
    seen = editor.preview()
    expect(seen.locator("h1").first).to_be_visible()
    inspect(page)
    shoot(page, f"preview-panel-{size[0]}")


def test_who_closes_a_dialogue_can_go_on_writing(open_page: Window, world: World) -> None:
    editor = open_editor(open_page, world, DESKTOP)
    page = editor.page
    text = page.locator("[contenteditable=true]").first
    text.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+k")
    modal = page.get_by_role("dialog", name="Liên kết đến học liệu")
    expect(modal).to_be_visible()
    assert page.evaluate("document.querySelector('#w-editor-form').closest('[inert]') !== null")
    modal.get_by_role("link", name="Liên kết ra ngoài").click()
    page.get_by_role("dialog", name="Thêm liên kết ra ngoài").get_by_label("URL").fill(
        "https://vi.wikipedia.org/wiki/Parabol"
    )
    page.get_by_role("button", name="Chèn liên kết").click()
    expect(page.locator(".modal-dialog")).to_have_count(0)
    assert page.evaluate("document.querySelector('[inert]') === null")
    expect(text).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.insert_text(" Viết tiếp.")
    editor.saved("Viết tiếp.")
    editor.saved("wikipedia.org/wiki/Parabol")


def test_a_material_is_found_linked_to_and_the_link_opens_again(
    open_page: Window, world: World
) -> None:
    def make() -> Material:
        for number in range(12):
            make_draft(author=world.author, topic=world.topic, title=f"Bài thứ {number}")
        return make_draft(author=world.author, topic=world.topic, title="Đường tròn ngoại tiếp")

    wanted = apart(make)
    editor = open_editor(open_page, world, DESKTOP)
    page = editor.page
    text = page.locator("[contenteditable=true]").first
    text.click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("ControlOrMeta+k")
    modal = page.locator(".modal-content")
    modal.get_by_role("link", name="Tiếp", exact=True).click()
    expect(modal.get_by_role("link", name=wanted.title)).to_be_visible()
    look_for(modal, "ngoại tiếp")
    expect(modal.locator("a.choose-page")).to_have_count(1)
    modal.get_by_role("link", name=wanted.title).click()
    expect(page.locator(".modal-dialog")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    page.keyboard.insert_text(" Xem thêm.")
    editor.saved("Xem thêm.")
    stored = Material.objects.exclude(pk=wanted.pk).order_by("-pk")[0]
    link = f'<a linktype="material" uuid="{wanted.uuid}">'
    assert link in stored.steps[0].value["body"][0].value.source
    # Opened again it is the same link, which leads to the dialogue it came from.
    page.reload()
    page.locator(".TooltipEntity").click()
    page.locator(".Tooltip button").first.click()
    expect(page.get_by_role("dialog", name="Liên kết đến học liệu")).to_be_visible()
    close(page)
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.press("ControlOrMeta+End")
    page.keyboard.insert_text(" Hết.")
    editor.saved("Hết.")
    stored.refresh_from_db()
    assert link in stored.steps[0].value["body"][0].value.source
