"""Step 5 of the job: the same lecture on the classroom screen, by keys, clicker and touch."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.journeys import lesson
from tests.journeys.conftest import DESKTOP, PHONE, until

pytestmark = pytest.mark.django_db(transaction=True)
SHAPES = {"16x9": (1280, 720), "4x3": (1024, 768), "390": PHONE, "1920": DESKTOP}


class Finger:
    """One finger on the screen, as the browser hears it from the glass; places are shares of the
    width and the height."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.glass = page.context.new_cdp_session(page)

    def _touch(self, kind: str, *points: tuple[float, float]) -> None:
        size = self.page.viewport_size or {"width": 0, "height": 0}
        touched = [{"x": x * size["width"], "y": y * size["height"]} for x, y in points]
        self.glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Down, across in small moves, up."""
        self._touch("touchStart", start)
        for part in (number / 10 for number in range(1, 11)):
            x, y = ((1 - part) * start[axis] + part * end[axis] for axis in (0, 1))
            self._touch("touchMove", (x, y))
            self.page.wait_for_timeout(16)
        self._touch("touchEnd")

    def tap(self, x: float, y: float) -> None:
        """Down and up at one place, at once: on a busy machine two messages make a long press."""
        size = self.page.viewport_size or {"width": 0, "height": 0}
        self.page.touchscreen.tap(x * size["width"], y * size["height"])


@pytest.fixture
def lecture(tmp_path):
    teacher, _student = lesson.people()
    version = lesson.published(teacher, tmp_path)
    return teacher, version


def opened(page: Page, version, place: str = "") -> Page:
    page.goto(f"/man-hinh/{version.slug}/" + (f"?buoc={place}" if place else ""))
    page.wait_for_selector("html[data-ready]")
    return page


def title(page: Page) -> str:
    return page.locator("[data-screen]:not([hidden]) h1").inner_text()


def shows(page: Page, text: str) -> None:
    """What a finger does is seen a moment later."""
    expect(page.locator("[data-screen]:not([hidden]) h1")).to_have_text(text)


def still_shows(page: Page, text: str) -> None:
    """A moment later nothing has moved."""
    page.wait_for_timeout(400)
    assert title(page) == text


MEASURED = """() => {
  const screen = document.querySelector('[data-screen]:not([hidden])');
  for (const one of screen.querySelectorAll('details')) one.open = true;
  const body = screen.querySelector('[data-body]');
  const size = (one) => parseFloat(getComputedStyle(one).fontSize);
  const words = document.createTreeWalker(body || screen, NodeFilter.SHOW_TEXT);
  const boxes = [];
  while (words.nextNode()) {
    const range = document.createRange();
    range.selectNodeContents(words.currentNode);
    boxes.push(...range.getClientRects());
  }
  let lines = 0, bottom = -Infinity;
  for (const box of boxes.filter((one) => one.width).sort((a, b) => a.top - b.top)) {
    if (box.top >= bottom - 1) lines += 1;
    bottom = Math.max(bottom, box.bottom);
  }
  return {
    place: screen.dataset.screen,
    title: size(screen.querySelector('h1')),
    isVideo: screen.matches('.is-video'),
    body: body ? size(body) : 0,
    cut: body ? body.scrollHeight - body.clientHeight : 0,
    smallest: Math.min(
      ...[...screen.querySelectorAll('p, li, td, th, caption, figcaption')].map(size)),
    pictures: [...screen.querySelectorAll('img')].every((one) => one.naturalWidth > 0),
    wide: document.documentElement.scrollWidth - innerWidth,
    lines: body ? lines : 0,
  };
}"""


def test_every_screen_is_whole_and_readable_from_the_back_row(open_page, shoot, lecture):
    teacher, version = lecture
    for name, size in SHAPES.items():
        page = opened(open_page(size, user=teacher), version)
        look_at_every_screen(page, name, shoot)
        page.context.close()


def look_at_every_screen(page: Page, name: str, shoot: Any) -> None:
    """From the first screen to the last, with what each of them shows measured."""
    size = page.viewport_size or {"width": 0, "height": 0}
    # A phone held upright only looks in: its screen is measured as one of 5:6.
    height = min(size["height"], size["width"] * 1.2)
    seen: list[str] = []
    page.wait_for_load_state("networkidle")
    for number in range(40):
        shoot(page, f"wall-{name}-{number:02}")
        told = page.evaluate(MEASURED)
        if told["place"] in seen:
            break
        seen.append(told["place"])
        assert told["cut"] <= 2, told
        assert told["wide"] <= 0, told
        assert told["pictures"], told
        if not told["isVideo"]:
            assert told["title"] >= height / 12 - 0.5, told
            assert told["body"] >= height / 22, told
            assert told["smallest"] >= height / 22, told
            assert told["lines"] <= 8, told
        page.keyboard.press("PageDown")
    assert {place.partition(".")[0] for place in seen} == {"1", "2", "3", "4", "5"}
    assert any("." in place for place in seen), "the long step stands on several screens"


def test_keys_move_turn_the_board_and_keep_the_place(open_page, shoot, lecture):
    teacher, version = lecture
    page = opened(open_page((1280, 720), user=teacher), version)
    strip = page.locator("[data-where]")
    assert title(page) == "Mở đầu"
    page.keyboard.press("ArrowRight")
    assert title(page) == "Xem bài giảng"
    page.keyboard.press("PageUp")
    page.keyboard.press(" ")
    page.keyboard.press("PageDown")
    assert title(page) == "Công thức nghiệm"
    expect(strip).to_contain_text("3")
    expect(strip).to_contain_text("5")
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert title(page) == "Công thức nghiệm"
    page.keyboard.press("b")
    shoot(page, "wall-board-dark")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.keyboard.press("End")
    assert title(page).startswith("Luyện tập")
    answer = page.get_by_text("Phương trình có hai nghiệm là 0 và 6.")
    expect(answer).to_be_hidden()
    page.keyboard.press("Enter")
    expect(answer).to_be_visible()
    page.keyboard.press("Home")
    assert title(page) == "Mở đầu"
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/hoc-lieu/{version.slug}/")


def test_a_finger_swipes_and_taps_from_screen_to_screen(open_page, lecture):
    teacher, version = lecture
    for size in SHAPES.values():
        page = open_page(size, user=teacher, has_touch=True)
        swipe_and_tap(opened(page, version))
        page.context.close()


def swipe_and_tap(page: Page) -> None:
    """On and back through the first three screens."""
    first, second, third = "Mở đầu", "Xem bài giảng", "Công thức nghiệm"
    finger = Finger(page)
    address = page.url.partition("?")[0]

    finger.swipe((0.8, 0.5), (0.3, 0.52))
    shows(page, second)
    finger.swipe((0.7, 0.3), (0.2, 0.3))  # Over a video too.
    shows(page, third)
    finger.swipe((0.2, 0.5), (0.8, 0.48))
    shows(page, second)
    finger.swipe((0.3, 0.3), (0.8, 0.3))
    shows(page, first)
    # Before the first screen there is none, and the way does not lead out of the lesson.
    finger.swipe((0.02, 0.5), (0.7, 0.5))
    still_shows(page, first)
    assert page.url.partition("?")[0] == address
    # Up and down is no way on, nor is a finger that trembles.
    finger.swipe((0.5, 0.8), (0.48, 0.2))
    assert page.evaluate("document.fullscreenElement") is None
    finger.swipe((0.5, 0.5), (0.48, 0.5))
    still_shows(page, first)

    finger.tap(0.85, 0.5)
    shows(page, second)
    until(page, "document.fullscreenElement !== null")
    finger.swipe((0.7, 0.3), (0.2, 0.3))
    shows(page, third)
    finger.tap(0.15, 0.5)
    shows(page, second)
    finger.tap(0.02, 0.5)  # The edge is a button.
    shows(page, first)


def test_a_finger_opens_an_answer(open_page, lecture):
    teacher, version = lecture
    page = opened(open_page(PHONE, user=teacher), version, "5")
    answer = page.get_by_text("Phương trình có hai nghiệm là 0 và 6.")
    expect(answer).to_be_hidden()
    Finger(page).tap(0.5, 0.75)
    expect(answer).to_be_visible()


def test_the_screen_goes_blank_until_the_next_key_or_touch_which_does_nothing_else(
    open_page, shoot, lecture
):
    teacher, version = lecture
    page = opened(open_page((1280, 720), user=teacher, has_touch=True), version)
    black = "getComputedStyle(document.body, '::after').backgroundColor === 'rgb(0, 0, 0)'"
    page.keyboard.press(".")
    until(page, black)
    shoot(page, "wall-blank")
    page.keyboard.press("PageDown")
    assert not page.evaluate(black)
    still_shows(page, "Mở đầu")
    page.keyboard.press(".")
    Finger(page).swipe((0.8, 0.5), (0.3, 0.5))
    until(page, f"!({black})")
    still_shows(page, "Mở đầu")
    page.keyboard.press("PageDown")
    shows(page, "Xem bài giảng")


def test_a_board_without_keys_finds_them_behind_a_button(open_page, shoot, lecture):
    teacher, version = lecture
    page = opened(open_page((1280, 720), user=teacher, has_touch=True), version)
    tools = page.get_by_role("button", name="Công cụ")
    tools.tap()
    shoot(page, "wall-tools")
    for button in page.locator("dialog button").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
    page.get_by_role("button", name="Bảng sáng hoặc bảng tối").tap()
    until(page, "document.documentElement.dataset.theme === 'dark'")
    tools.tap()
    page.get_by_role("button", name="Đóng").tap()
    still_shows(page, "Mở đầu")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"


def test_a_picture_takes_the_whole_screen_when_it_is_asked_to(open_page, shoot, lecture):
    teacher, version = lecture
    page = opened(open_page(DESKTOP, user=teacher), version)
    page.keyboard.press("End")
    while not page.locator(".wall-stage.is-picture:not([hidden])").count():
        page.keyboard.press("PageUp")
    picture = page.locator(".wall-stage.is-picture:not([hidden]) img")
    before = picture.bounding_box()
    page.keyboard.press("Enter")
    shoot(page, "wall-picture-alone")
    alone = picture.bounding_box()
    assert before
    assert alone
    assert alone["height"] > 1.2 * before["height"]
    assert alone["height"] > 0.85 * DESKTOP[1]
    page.keyboard.press("PageDown")
    page.keyboard.press("PageUp")
    assert picture.bounding_box() == before, "as it was, when one comes back"


def test_a_finger_on_the_videos_own_bar_stays_on_the_video(open_page, lecture):
    teacher, version = lecture
    page = opened(open_page((1280, 720), user=teacher, has_touch=True), version, "2")
    Finger(page).swipe((0.7, 0.9), (0.3, 0.9))
    still_shows(page, "Xem bài giảng")


def test_a_mouse_clicks_its_way_and_goes_full_screen(open_page, lecture):
    teacher, version = lecture
    page = opened(open_page((1024, 768), user=teacher), version)
    page.mouse.click(900, 400)
    shows(page, "Xem bài giảng")
    until(page, "document.fullscreenElement !== null")
    page.keyboard.press("ArrowRight")
    shows(page, "Công thức nghiệm")
    page.mouse.click(200, 400)
    shows(page, "Xem bài giảng")


def test_the_video_plays_full_screen_with_captions(open_page, shoot, lecture):
    teacher, version = lecture
    page = opened(open_page(DESKTOP, user=teacher), version, "2")
    page.keyboard.press("Enter")
    until(page, "document.querySelector('video').currentTime > 0.5")
    until(page, "document.querySelector('video').textTracks[0].activeCues?.length > 0")
    shoot(page, "wall-video")
    box = page.locator("video").bounding_box()
    assert box
    assert box["width"] == DESKTOP[0]
    assert box["height"] > DESKTOP[1] * 0.9
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.querySelector('video').paused")


def test_its_clock_is_vietnams_whatever_the_computers_zone(open_page, lecture):
    teacher, version = lecture
    page = open_page((1280, 720), user=teacher, timezone_id="America/New_York")
    page.clock.install(time=datetime(2026, 3, 1, 23, 59, 5, tzinfo=UTC))
    clock = opened(page, version).locator("[data-clock]")
    expect(clock).to_have_text("06:59")
    page.clock.run_for(60_000)
    expect(clock).to_have_text("07:00")


def test_it_tells_that_the_network_is_gone_and_goes_on(open_page, lecture):
    teacher, version = lecture
    page = opened(open_page((1280, 720), user=teacher), version)
    page.wait_for_load_state("networkidle")
    page.context.set_offline(True)
    expect(page.locator("[data-network]")).to_have_attribute("data-network", "off")
    while not title(page).startswith("Con đường"):
        page.keyboard.press("PageDown")
    picture = page.locator("[data-screen]:not([hidden]) img")
    assert picture.evaluate("(one) => one.naturalWidth") > 0, "its pictures are there already"
    page.keyboard.press("End")
    assert title(page).startswith("Luyện tập")
    page.context.set_offline(False)
    expect(page.locator("[data-network]")).to_have_attribute("data-network", "on")


def test_without_scripts_the_edges_are_links(open_page, lecture):
    teacher, version = lecture
    page = open_page((1280, 720), user=teacher, java_script_enabled=False)
    page.goto(f"/man-hinh/{version.slug}/")
    page.locator("[data-next]").click()
    assert page.url.endswith("?buoc=2")
    assert title(page) == "Xem bài giảng" or page.locator("[data-screen='2']:not([hidden])").count()
    page.goto(f"/man-hinh/{version.slug}/?buoc=khong-co")
    assert title(page) == "Mở đầu"
