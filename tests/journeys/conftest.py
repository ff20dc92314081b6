"""Walks through the real product in a real Chromium, over HTTP, as a person sees it.

`open_page` gives a page at a size, for a user or a visitor; what the console complains of (a
breach of the content policy among it) fails the test at its end. `shoot` keeps a picture in
test-results/ and runs axe over what stands in it, `inspect` runs it in light, in dark and at
200 % zoom.
"""

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.core import serializers
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Frame, Page

from content.materials.setup import ensure_structure
from content.review.models import ReviewStep

# Playwright's sync interface runs an event loop in this thread; the ORM is used beside it, never
# inside it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
ROOT = Path(__file__).resolve().parents[2]
PICTURES = ROOT / "test-results"
AXE = ROOT / "themes/static/vendor/axe/axe.min.js"
Size = tuple[int, int]
PHONE = (390, 844)
DESKTOP = (1920, 1080)
BAD = {"serious", "critical"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All that stands in this folder is a journey."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(autouse=True)
def _review_steps(migrated_contents: str, transactional_db: None) -> None:
    """The steps and checklists of review, which a migration wrote and a flush took away."""
    ensure_structure()  # The right to enter the editor, which a flush takes from its group.
    if ReviewStep.objects.exists():
        return
    for row in serializers.deserialize("json", migrated_contents):
        if row.object._meta.app_label == ReviewStep._meta.app_label:
            row.save()


@pytest.fixture(autouse=True)
def _own_files(settings: Any, tmp_path: Path) -> None:
    """Files of each journey in a folder of its own."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.MEDIA_INCOMING_DIR = tmp_path / "uploads"
    settings.MEDIA_WORK_DIR = tmp_path / "work"


class Window:
    """Opens pages, each in a fresh browser context, and hears what their consoles say."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.browser = browser
        self.address = address
        self.contexts: list[BrowserContext] = []
        self.complaints: list[str] = []
        self.forgiven: list[str] = []

    def forgive(self, words: str) -> None:
        """A complaint that the journey itself provokes, such as a line that it cuts."""
        self.forgiven.append(words)

    def __call__(self, size: Size = PHONE, user: Any = None, **options: Any) -> Page:
        width, height = size
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            locale="vi-VN",
            base_url=self.address,
            **{"has_touch": width < 800, **options},
        )
        context.set_default_timeout(20_000)
        self.contexts.append(context)
        if user is not None:
            log_in(context, user, self.address)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        if any(words in message.text for words in self.forgiven):
            return
        if message.type == "error" or "Content Security Policy" in message.text:
            self.complaints.append(f"{message.type}: {message.text}")

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def log_in(context: BrowserContext, user: Any, address: str) -> None:
    """Put the user's session into a browser; log-in by its form is a journey of its own."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = django_settings.SESSION_COOKIE_NAME
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


@pytest.fixture
def open_page(browser: Browser, live_server: Any) -> Iterator[Window]:
    """`open_page(PHONE, user=student)`: a page of the running product."""
    window = Window(browser, live_server.url)
    yield window
    window.close()
    assert not window.complaints, "\n".join(window.complaints)


def until(page: Page, expression: str, seconds: float = 30) -> None:
    """Wait until an expression holds. Playwright's own `wait_for_function` evaluates text inside
    the page, which our content policy rightly refuses."""
    end = time.monotonic() + seconds
    while not page.evaluate(expression):
        assert time.monotonic() < end, f"never came true: {expression}"
        page.wait_for_timeout(100)


AXE_RUN = """async (known) => {
  const { violations } = await axe.run(document, { resultTypes: ['violations'], iframes: false });
  const isKnown = (rule, node) => known.some(([one, selector]) =>
    one === rule && document.querySelector(node.target[0])?.matches(selector));
  return violations
    .map((one) => ({ ...one, nodes: one.nodes.filter((node) => !isKnown(one.id, node)) }))
    .filter((one) => one.nodes.length);
}"""
KNOWN: list[tuple[str, str]] = []
"""What axe finds in Wagtail's own markup: rule and selector, each with its reason."""


WIDER = """document.documentElement.scrollWidth > innerWidth + 1 &&
  [...document.querySelectorAll('body *')]
    .filter((one) => one.getBoundingClientRect().right > innerWidth + 1)
    .map((one) => one.tagName + '.' + one.className).slice(0, 8).join(' ')"""


def _axe(page: Page, where: str) -> list[str]:
    """What axe calls serious on the page and in the frames of ours that are seen in it."""
    wrong = []
    for frame in page.frames:
        if not frame.url.startswith("http") or _is_hidden(frame):
            continue
        # Through the debugger, so that our content policy does not stand in its way.
        if not frame.evaluate("'axe' in window"):
            frame.evaluate(AXE.read_text(encoding="utf-8"))
        wrong += [
            f"{where} {v['id']}: {v['help']} · {v['nodes'][0]['html'][:160]}"
            f" · {v['nodes'][0]['target']} {v['nodes'][0].get('failureSummary', '')[:300]}"
            for v in frame.evaluate(AXE_RUN, KNOWN)
            if v["impact"] in BAD
        ]
    return wrong


def _is_hidden(frame: Frame) -> bool:
    return frame.parent_frame is not None and not frame.frame_element().is_visible()


@pytest.fixture
def shoot() -> Callable[..., Path]:
    """Keep a picture of what is seen, to be looked at, and let axe look at the same."""

    def take(page: Page, name: str, *, inspected: bool = True, **options: Any) -> Path:
        PICTURES.mkdir(exist_ok=True)
        path = PICTURES / f"{name}.png"
        page.screenshot(path=path, **options)
        wrong = _axe(page, name) if inspected else []
        if wrong:  # A colour half-way through its change is nobody's contrast.
            page.wait_for_timeout(500)
            wrong = _axe(page, name)
        assert not wrong, "\n".join(wrong)
        return path

    return take


def faults(page: Page, *, scrolls_sideways: bool = False, also_at: Size | None = None) -> list[str]:
    """What axe calls serious, and what is wider than the screen: in light, in dark and at 200 %;
    at another size in light, where one is given."""
    size = page.viewport_size or {"width": PHONE[0], "height": PHONE[1]}
    zoomed = {"width": max(320, size["width"] // 2), "height": size["height"] // 2}
    looks = [("light", "light", size), ("dark", "dark", size), ("200 %", "light", zoomed)]
    if also_at is not None:
        other = {"width": also_at[0], "height": also_at[1]}
        looks.append((f"{also_at[0]} px", "light", other))
    wrong = []
    for where, scheme, viewport in looks:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size(viewport)
        wrong += _settled(page, f"{page.url} {where}", scrolls_sideways=scrolls_sideways)
    page.emulate_media(color_scheme="light", reduced_motion="no-preference")
    page.set_viewport_size(size)
    return wrong


def _settled(page: Page, where: str, *, scrolls_sideways: bool) -> list[str]:
    """What is wrong, and still is after a moment: Wagtail fades its colours whatever the device
    asks, and a colour half-way through its change is nobody's contrast."""

    def look() -> list[str]:
        wide = page.evaluate(WIDER)
        too_wide = [f"{where}: wider than the screen: {wide}"] if wide else []
        return _axe(page, where) + ([] if scrolls_sideways else too_wide)

    wrong = look()
    if wrong:
        page.wait_for_timeout(500)
        wrong = look()
    return wrong


@pytest.fixture
def inspect() -> Callable[..., None]:
    """Nothing serious for axe, in light, in dark and at 200 %; nothing wider than the screen."""

    def look(page: Page, **options: Any) -> None:
        wrong = faults(page, **options)
        assert not wrong, "\n".join(wrong)

    return look
