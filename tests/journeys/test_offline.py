"""Reading without a network: nothing is lost over a closed tab, and two tabs keep their own."""

import time
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import BrowserContext, Page

from content.materials.models import MaterialVersion
from lms.people.models import User
from lms.progress import services
from lms.progress.models import Progress, ReportSession
from tests.factories.materials import block, make_version, step
from tests.journeys import lesson
from tests.journeys.conftest import PHONE, Window
from tests.journeys.lesson import apart

pytestmark = pytest.mark.django_db(transaction=True)
MINUTES = 20
REPORTS = MINUTES * 4
"""One each quarter of a minute; more than the page sends at once."""
WAITING = "Object.keys(localStorage).filter((one) => one.startsWith('ph-report-')).length"


@pytest.fixture
def server_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """The clock that the server counts by; `server_clock(20)` lets so many minutes pass."""
    late = [timedelta()]
    clock = SimpleNamespace(now=lambda: timezone.now() + late[0])
    monkeypatch.setattr(services, "timezone", clock)

    def let_pass(minutes: int) -> None:
        late[0] += timedelta(minutes=minutes)

    return let_pass


@pytest.fixture
def read_by(transactional_db: None) -> tuple[User, MaterialVersion]:
    """A student, and a lecture of two steps that are taller than a phone."""
    teacher, student = lesson.people()
    long_text = "<p>Thêm bớt cùng một số để vế trái thành bình phương của một tổng.</p>" * 30
    steps = [step("Đọc", block("text", long_text)), step("Hiểu", block("text", long_text))]
    return student, apart(lambda: make_version(author=teacher, steps=steps))


def opened(context: BrowserContext, version: MaterialVersion) -> Page:
    page = context.new_page()
    page.goto(f"/hoc-lieu/{version.slug}/")
    page.wait_for_load_state("networkidle")
    page.evaluate("document.getElementById('buoc-1').scrollIntoView()")
    return page


def read_offline(page: Page, let_pass: Callable[[int], None]) -> None:
    """The line is down for twenty minutes in which every tab of the browser is read."""
    page.context.set_offline(True)
    page.clock.run_for(MINUTES * 60 * 1000)
    let_pass(MINUTES)


def arrived(pages: int) -> list[int]:
    """The last report of each page, once all of them have told of everything."""
    told: list[int] = []
    for _moment in range(200):
        told = sorted(ReportSession.objects.values_list("last_sequence", flat=True))
        if len(told) >= pages and min(told) >= REPORTS:
            break
        time.sleep(0.1)
    return told


def window(open_page: Window, user: User) -> Page:
    """A browser whose clock the test moves."""
    open_page.forgive("ERR_INTERNET_DISCONNECTED")
    page = open_page(PHONE, user=user)
    page.clock.install()
    return page


def test_what_was_read_offline_counts_when_the_tab_was_closed_before_the_line_came_back(
    open_page: Window, read_by: tuple[User, MaterialVersion], server_clock: Any
) -> None:
    student, version = read_by
    context = window(open_page, student).context
    page = opened(context, version)
    read_offline(page, server_clock)
    page.close()
    assert not Progress.objects.exists(), "nothing could be sent"

    context.set_offline(False)
    page = opened(context, version)
    assert arrived(1)[0] >= REPORTS
    seconds = Progress.objects.get().step_seconds
    assert sum(seconds.values()) >= MINUTES * 60 - 20
    until_sent(page)


def test_two_tabs_send_their_own_and_what_a_third_one_left(
    open_page: Window, read_by: tuple[User, MaterialVersion], server_clock: Any
) -> None:
    student, version = read_by
    context = window(open_page, student).context
    one, other, closed = (opened(context, version) for _tab in range(3))
    read_offline(one, server_clock)
    closed.close()
    assert one.evaluate(WAITING) == 3
    context.set_offline(False)
    assert len(arrived(3)) == 3
    assert min(arrived(3)) >= REPORTS
    seconds = Progress.objects.get().step_seconds
    assert MINUTES * 60 - 20 <= sum(seconds.values()) <= MINUTES * 60 + 20, "each minute once"
    until_sent(other)


def until_sent(page: Page) -> None:
    """What has arrived waits no longer in the browser."""
    for _moment in range(100):
        if not page.evaluate(WAITING):
            return
        time.sleep(0.1)
    raise AssertionError("what has arrived still waits in the browser")
