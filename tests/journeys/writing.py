"""Driving the editor with mouse and keys, as a teacher does."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import FrameLocator, Locator, Page, expect

from content.materials.models import Material
from tests.factories.media import make_video

# One box of an MP4 that players pass over (ISO/IEC 14496-12, 8.1.2).
FREE_BOX = b"free"


class Editor:
    """The editor of one material in a browser."""

    def __init__(self, page: Page) -> None:
        self.page = page
        expect(page.locator("#w-editor-form")).to_be_visible()
        page.wait_for_load_state()

    # --- steps and blocks --------------------------------------------------------------------

    @property
    def steps(self) -> Locator:
        """All steps, in order."""
        return self.page.locator(
            "#steps-root > [data-streamfield-stream-container] > [data-streamfield-child]"
        )

    def add_step(self, title: str) -> Locator:
        """A new step at the end, with its title."""
        number = self.steps.count()
        self.page.get_by_role("button", name="Thêm bước").click()
        expect(self.steps).to_have_count(number + 1)
        step = self.steps.nth(number)
        step.locator("[data-contentpath=title] input").first.fill(title)
        return step

    def add_block(self, step: Locator, kind: str) -> Locator:
        """A block of a kind (by its name in the chooser) at the end of a step."""
        body = step.locator("[data-contentpath=body]")
        blocks = body.locator("[data-streamfield-child]")
        number = blocks.count()
        body.get_by_role("button", name="Thêm khối").last.click()
        self.page.get_by_role("option", name=kind, exact=True).click()
        expect(blocks).to_have_count(number + 1)
        return blocks.nth(number)

    def write(self, place: Locator, text: str) -> None:
        """Type into a rich text."""
        place.locator("[contenteditable=true]").last.click()
        self.page.keyboard.insert_text(text)

    def fill_table(self, block: Locator, heads: list[str], row: list[str]) -> None:
        """Columns with their heads, and the one row a new table has."""
        for head in heads:
            block.get_by_role("button", name="Thêm cột").click()
            block.locator(".add-column-menu").get_by_role("button", name="Văn bản").click()
            block.locator("input.column-heading").last.fill(head)
        for number, text in enumerate(row):
            block.locator("tbody tr").first.locator("input[type=text]").nth(number).fill(text)

    def choose_file(self, block: Locator, button: str, path: Path, title: str) -> None:
        """Upload a picture or a PDF in Wagtail's chooser."""
        modal = self.open_upload(block, button)
        modal.locator("input[type=file]").set_input_files(path)
        modal.locator("input[name$=title]:visible").fill(title)
        modal.get_by_role("button", name="Tải lên").click()
        expect(self.page.locator(".modal-dialog")).to_have_count(0)

    def open_upload(self, block: Locator, button: str) -> Locator:
        """The chooser's upload form."""
        block.get_by_role("button", name=button).click()
        modal = self.page.locator(".modal-content")
        modal.get_by_role("tab", name="Tải lên").click()
        return modal

    # --- video -------------------------------------------------------------------------------

    def choose_video(self, path: Path) -> None:
        """Choose a file in the one upload control."""
        control = self.page.locator("ph-video-upload .ph-upload__file:not([id*=captions])")
        control.first.set_input_files(path)

    def percent(self) -> float:
        """What the progress bar shows."""
        return float(self.page.locator(".ph-upload__bar").evaluate("bar => bar.value"))

    def uploaded(self, percent: float) -> None:
        """Wait until so much is sent."""
        for _ in range(600):
            if self.percent() >= percent:
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{percent} % never came; {self.percent()} % are sent")

    # --- the whole ---------------------------------------------------------------------------

    def tab(self, name: str) -> None:
        """Go to another tab of the form."""
        self.page.get_by_role("tab", name=name).click()

    def saved(self, text: str) -> None:
        """Wait until this text is in the newest draft: the editor saves by itself."""
        for _ in range(300):
            draft = Material.objects.order_by("-pk")[0].get_latest_revision_as_object()
            if text in f"{draft.steps.raw_data!s} {draft.source} {draft.summary}":
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"never saved: {text}")

    def preview(self) -> FrameLocator:
        """Open the panel that shows the lecture as others will see it."""
        self.page.locator("[data-side-panel-toggle=preview]").click()
        return self.page.frame_locator("#w-preview-iframe")

    def preview_as(self, size: str) -> None:
        """On a phone, a desktop or the wall."""
        self.page.locator(".w-preview__size-button", has=self.page.get_by_label(size)).click()


def heavy_video(path: Path, megabytes: int, **options: Any) -> Path:
    """A short video in a real file of so many megabytes: the rest is one box players skip."""
    make_video(path, **options)
    missing = megabytes * 1_000_000 - path.stat().st_size
    with path.open("ab") as file:
        file.write(missing.to_bytes(4, "big") + FREE_BOX)
        file.truncate(megabytes * 1_000_000)
    return path


def heard(page: Page, method: str) -> list[int]:
    """A list that fills with the offsets of the pieces the browser sends."""
    offsets: list[int] = []

    def note(request: Any) -> None:
        if request.method == method:
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    return offsets


def line(page: Page) -> Callable[[float], None]:
    """`set_speed(bytes a second)` of what goes up; -1 for no limit, 0 for a line that is cut."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def set_speed(speed: float) -> None:
        rate = {"offline": speed == 0, "latency": 5, "downloadThroughput": -1}
        session.send("Network.emulateNetworkConditions", {**rate, "uploadThroughput": speed})

    return set_speed
