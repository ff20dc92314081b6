"""Step 4 of the job: a student finds, reads, watches, leaves, and goes on at the same second."""

import re
import time

import pytest
from playwright.sync_api import Locator, Page, expect

from content.materials.models import MaterialVersion
from lms.people.models import User
from lms.progress import intervals
from lms.progress.models import Progress, Watch
from tests.journeys import lesson
from tests.journeys.conftest import DESKTOP, PHONE, until

pytestmark = pytest.mark.django_db(transaction=True)


def start_video(page: Page) -> None:
    page.locator(".videobox-start").click()
    expect(page.locator(".videobox-controls")).to_be_visible()
    until(page, "document.querySelector('video').currentTime > 0.2")


def second(page: Page) -> float:
    return page.evaluate("document.querySelector('video').currentTime")


def told_server(student: User, version: MaterialVersion, position: float) -> Watch:
    """The report that is sent while the page goes away arrives a moment later."""
    rows = Watch.objects.filter(progress__person=student.person, progress__version=version)
    for _moment in range(100):
        watch = rows.first()
        if watch is not None and abs(watch.position - position) < 0.2:
            return watch
        time.sleep(0.1)
    raise AssertionError(f"{position} never arrived: {rows.values('position', 'intervals')}")


FIRST_PICTURE = """
window.began = null;
const video = document.querySelector("video");
video.requestVideoFrameCallback(function look(_now, { mediaTime }) {
  if (video.seeking) video.requestVideoFrameCallback(look);
  else window.began = mediaTime;
});
"""


def begins_at(page: Page, start: Locator) -> float:
    """The second of the first picture that is played after a tap, however late it is asked for;
    what Chromium shows while it still looks for the place is not played."""
    page.evaluate(f"() => {{{FIRST_PICTURE}}}")
    start.click()
    until(page, "window.began !== null")
    began = float(page.evaluate("window.began"))
    until(page, f"document.querySelector('video').currentTime > {began} + 0.3")
    return began


TO_PRESS = ".site-head, .site-foot, nav, .skip, button, select, input, video, a[download]"
"""What leads through the page or plays, and means nothing on paper."""


def look_on_paper(page: Page) -> None:
    """What is to be read is printed, an answer where it is open, and nothing to be pressed."""
    shown = page.locator(TO_PRESS).filter(visible=True)
    answer = page.get_by_text("Phương trình có hai nghiệm là 0 và 6.")
    assert shown.count() > 10
    expect(answer).to_be_hidden()
    page.emulate_media(media="print")
    expect(shown).to_have_count(0)
    for text in ("Vườn nhãn nhà bác Phú hình chữ nhật.", "Ý thứ 8: chia hai vế", "Ghi nhớ"):
        expect(page.get_by_text(text)).to_be_visible()
    expect(page.locator(".lecture-step img")).to_be_visible()
    expect(answer).to_be_hidden()
    expect(page.get_by_text("Xem đáp án")).to_be_hidden()
    page.emulate_media(media="null")
    page.get_by_text("Xem đáp án").click()
    page.emulate_media(media="print")
    expect(answer).to_be_visible()
    expect(page.get_by_text("Đáp án", exact=True)).to_be_visible()
    page.emulate_media(media="null")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_student_finds_reads_watches_and_goes_on_elsewhere_at_the_same_second(
    open_page, shoot, inspect, tmp_path, size
):
    teacher, student = lesson.people()
    version = lesson.published(teacher, tmp_path)
    here = open_page(size, user=student)
    width = size[0]

    here.goto("/tim-kiem/")
    box = here.locator(".searchbox.big input[name=q]")
    box.fill("phuong trinh bac hai")
    box.press("Enter")
    here.wait_for_url(re.compile("q=phuong"))
    shoot(here, f"student-{width}-search")
    here.locator(".result a", has_text=lesson.TITLE).first.click()
    expect(here.get_by_role("heading", level=1)).to_have_text(lesson.TITLE)
    assert here.locator("math").count() >= 1
    shoot(here, f"student-{width}-lecture")
    shoot(here, f"student-{width}-whole", full_page=True)
    inspect(here)

    start_video(here)
    here.wait_for_timeout(1500)
    here.keyboard.press("c")
    until(here, "document.querySelector('video').textTracks[0].activeCues?.length > 0")
    shoot(here, f"student-{width}-video")
    here.keyboard.press(">")
    assert here.evaluate("document.querySelector('video').playbackRate") == 1.25
    here.keyboard.press("ArrowRight")
    here.wait_for_timeout(1500)
    here.keyboard.press("k")
    until(here, "document.querySelector('video').paused")
    left_at = second(here)
    inspect(here)
    look_on_paper(here)
    here.goto("/hoc-lieu/")
    watch = told_server(student, version, left_at)
    here.context.close()
    assert intervals.total(watch.intervals) < left_at, "the five seconds jumped over do not count"

    other = DESKTOP if size == PHONE else PHONE
    there = open_page(other, user=student)
    there.goto(f"/hoc-lieu/{version.slug}/")
    label = there.locator(".videobox-start")
    # As the page does: tenths first, then whole seconds.
    expect(label).to_contain_text(f"0:{int(round(watch.position, 1)):02}")
    label.scroll_into_view_if_needed()
    shoot(there, f"student-{other[0]}-resume")
    assert abs(begins_at(there, label) - left_at) < 1
    shoot(there, f"student-{other[0]}-resumed")
    inspect(there)

    there.reload()
    expect(label).to_be_visible()
    assert begins_at(there, there.get_by_role("button", name="Từ đầu")) < left_at - 2
    expect(there.get_by_role("button", name="Từ đầu")).to_have_count(0)


# As long after the browser last told the time (four times a second) as it gets.
LEAVE_WHILE_PLAYING = """() => {
  const video = document.querySelector("video");
  addEventListener("pagehide", () => sessionStorage.setItem("left", video.currentTime));
  video.addEventListener("timeupdate", () => setTimeout(() => { location = "/hoc-lieu/"; }, 200));
}"""


@pytest.mark.parametrize("speed", [1, 2])
def test_whoever_leaves_while_the_video_plays_goes_on_at_that_second(open_page, tmp_path, speed):
    teacher, student = lesson.people()
    version = lesson.published(teacher, tmp_path)
    here = open_page(PHONE, user=student)
    here.goto(f"/hoc-lieu/{version.slug}/")
    start_video(here)
    here.get_by_label("Tốc độ").select_option(str(speed))
    until(here, "document.querySelector('video').currentTime > 5")
    here.evaluate(LEAVE_WHILE_PLAYING)
    here.wait_for_url("**/hoc-lieu/")
    left_at = float(here.evaluate("sessionStorage.getItem('left')"))
    told_server(student, version, left_at)
    here.context.close()

    there = open_page(DESKTOP, user=student)
    there.goto(f"/hoc-lieu/{version.slug}/")
    assert abs(begins_at(there, there.locator(".videobox-start")) - left_at) < 1


# Just before the next whole second, at which cutting off the rest would cost the most.
LEAVE_BEFORE_A_WHOLE_SECOND = """() => {
  const video = document.querySelector("video");
  addEventListener("pagehide", () => sessionStorage.setItem("left", video.currentTime));
  video.addEventListener("timeupdate", () => {
    if (video.currentTime % 1 > 0.7) setTimeout(() => { location = "/hoc-lieu/"; }, 100);
  });
}"""


def test_a_visitor_goes_on_at_the_same_second_in_the_same_browser(open_page, tmp_path):
    teacher, _student = lesson.people()
    version = lesson.published(teacher, tmp_path)
    page = open_page(PHONE)
    page.goto(f"/hoc-lieu/{version.slug}/")
    start_video(page)
    page.get_by_label("Tốc độ").select_option("2")
    until(page, "document.querySelector('video').currentTime > 5")
    page.evaluate(LEAVE_BEFORE_A_WHOLE_SECOND)
    page.wait_for_url("**/hoc-lieu/")
    left_at = float(page.evaluate("sessionStorage.getItem('left')"))
    page.goto(f"/hoc-lieu/{version.slug}/")
    assert abs(begins_at(page, page.locator(".videobox-start")) - left_at) < 0.7


def read(page: Page, number: int) -> None:
    """Keep a step on the screen until the page says that it is read."""
    page.evaluate(f"document.getElementById('buoc-{number}').scrollIntoView({{block: 'center'}})")
    ticked = f"document.querySelectorAll('.rail li')[{number - 1}].matches('.is-done')"
    for _moment in range(60):
        page.evaluate("document.dispatchEvent(new CustomEvent('ph:flush'))")
        page.wait_for_timeout(500)
        if page.evaluate(ticked):
            return
    raise AssertionError(f"step {number} was never read")


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_completion_follows_from_reading_every_step_and_watching(open_page, shoot, tmp_path, size):
    teacher, student = lesson.people()
    version = lesson.published(teacher, tmp_path)
    page = open_page(size, user=student)
    page.goto(f"/hoc-lieu/{version.slug}/")
    page.wait_for_timeout(1500)
    done = page.locator("[data-completed]")
    expect(done).to_be_hidden()
    start_video(page)
    enough = lesson.SECONDS * version.watch_share / 100 + 1
    until(page, f"document.querySelector('video').currentTime > {enough}")
    page.keyboard.press("k")
    for number in range(1, len(version.content) + 1):
        read(page, number)
    expect(done).not_to_have_attribute("hidden", "")
    expect(page.locator(".rail .is-done")).to_have_count(len(version.content))
    page.evaluate("scrollTo(0, 0)")
    shoot(page, f"student-{size[0]}-finished")
    assert Progress.objects.get().completed_at is not None


def test_the_page_and_the_video_work_without_scripts(open_page, tmp_path):
    teacher, _student = lesson.people()
    version = lesson.published(teacher, tmp_path)
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(f"/hoc-lieu/{version.slug}/")
    assert page.locator("video[controls]").count() == 1
    assert page.locator("video source").count() == 2
    page.locator(".stepbar a").last.click()
    assert page.url.endswith("#buoc-2")
    page.locator("summary").first.click()
    expect(page.get_by_text("Phương trình có hai nghiệm là 0 và 6.")).to_be_visible()


def test_a_reader_who_saves_data_is_told_the_megabytes_and_gets_the_small_picture(
    open_page, tmp_path
):
    teacher, student = lesson.people()
    version = lesson.published(teacher, tmp_path)
    page = open_page(PHONE, user=student)
    page.goto(f"/hoc-lieu/{version.slug}/")
    expect(page.locator(".videobox-about")).to_contain_text("MB")
    start_video(page)
    quality = page.locator(".videobox-choices select").last
    options = quality.locator("option").all_inner_texts()
    assert all("MB" in option for option in options)
    with page.expect_request("**/master.m3u8?max=*"):
        quality.select_option(index=len(options) - 2)
    until(page, "document.querySelector('video').videoHeight <= 240")
