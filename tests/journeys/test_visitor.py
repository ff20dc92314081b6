"""A visitor with no account: the curriculum, search, what is public, and nothing else."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from content.curriculum import services as curriculum
from content.curriculum.models import Topic
from content.materials.models import MaterialVersion
from search import services as search
from tests.factories.materials import make_version
from tests.factories.people import SchoolFactory, UserFactory, give_role
from tests.journeys.conftest import DESKTOP, PHONE, Window
from tests.journeys.lesson import apart

OPEN = "Định lí Pythagore và vườn nhãn"
CLOSED = "Đáp án dành cho giáo viên"
UNFINISHED = "Bài còn đang soạn"


@pytest.fixture
def materials(transactional_db: None) -> dict[str, MaterialVersion]:
    """One public material and one for staff, under the same topic of the real curriculum."""
    return apart(_materials)


def _materials() -> dict[str, MaterialVersion]:
    curriculum.load_bundled(acting_user=None)
    topic = Topic.objects.get(subject__code="TOAN", grade=8, name="Định lí Pythagore")
    teacher = UserFactory()
    give_role(teacher, SchoolFactory(), "teacher")
    place = {"author": teacher, "topic": topic, "subject": topic.subject, "grade": 8}
    made = {
        OPEN: make_version(title=OPEN, **place),
        CLOSED: make_version(
            title=CLOSED, audience_scope="signed_in", audience_reach="staff", **place
        ),
        UNFINISHED: make_version(title=UNFINISHED, approved=False, **place),
    }
    search.rebuild()
    return made


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_a_visitor_finds_what_is_public_and_nothing_else(
    materials: dict[str, MaterialVersion],
    open_page: Window,
    shoot: Callable[..., Any],
    inspect: Callable[..., None],
    size: tuple[int, int],
) -> None:
    width = size[0]
    page = open_page(size)
    page.goto("/")
    inspect(page)
    shoot(page, f"front-{width}")

    page.goto("/chuong-trinh/")
    inspect(page)
    page.get_by_role("link", name="Lớp 8").first.click()
    inspect(page)
    shoot(page, f"grade-{width}")
    page.locator("main").get_by_role("link", name="Toán").first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    inspect(page)
    page.get_by_role("link", name="Định lí Pythagore").first.click()
    expect(page.get_by_role("link", name=OPEN)).to_be_visible()
    expect(page.get_by_text(CLOSED)).to_have_count(0)
    inspect(page)
    shoot(page, f"topic-{width}")
    page.get_by_role("link", name=OPEN).click()
    expect(page.get_by_role("heading", name=OPEN, level=1)).to_be_visible()

    page.goto("/hoc-lieu/")
    expect(page.get_by_role("link", name=OPEN)).to_be_visible()
    expect(page.get_by_text(CLOSED)).to_have_count(0)
    inspect(page)
    shoot(page, f"library-{width}")

    page.goto("/tim-kiem/?q=dap+an+danh+cho+giao+vien")
    expect(page.get_by_text(CLOSED)).to_have_count(0)
    page.goto("/tim-kiem/?q=dinh+li+pythagore")
    expect(page.locator(".results").get_by_role("link", name="Pythagore").first).to_be_visible()
    inspect(page)
    shoot(page, f"search-{width}")

    assert page.request.get(f"/hoc-lieu/{materials[CLOSED].slug}/").status == 404
    assert page.request.get(f"/hoc-lieu/{materials[UNFINISHED].slug}/").status == 404
    assert page.request.get(f"/hoc-lieu/ban/{materials[UNFINISHED].uuid}/").status == 404
    assert page.request.get(f"/man-hinh/ban/{materials[UNFINISHED].uuid}/").status == 404
    assert "/dang-nhap/" in page.request.get("/ban-lam-viec/").url
    assert "/dang-nhap/" in page.request.get("/quan-tri/").url
