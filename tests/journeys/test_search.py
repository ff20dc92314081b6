"""Suggestions while typing: by keys, by touch, for whoever listens instead of looking."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from content.materials.models import MaterialVersion
from search import services as search
from tests.factories.materials import TopicFactory, make_version
from tests.factories.people import SchoolFactory, UserFactory, give_role
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.lesson import apart

pytestmark = pytest.mark.django_db(transaction=True)
TITLE = "Phương trình bậc hai một ẩn"
OTHER = "Phương trình chứa ẩn ở mẫu, giải bằng cách quy đồng mẫu thức hai vế rồi khử mẫu"


def published() -> MaterialVersion:
    teacher = UserFactory()
    give_role(teacher, SchoolFactory(), "teacher")
    topic = TopicFactory(name="Phương trình và hệ phương trình")
    made = [
        make_version(author=teacher, title=title, topic=topic, audience_scope="public")
        for title in (TITLE, OTHER)
    ]
    search.rebuild()
    return made[0]


@pytest.fixture
def version(transactional_db: None) -> MaterialVersion:
    """Two public materials under one topic; the first."""
    return apart(published)


def box(page: Page) -> Locator:
    """The search box a person sees, found as a screen reader finds it once it is entered."""
    page.locator("input[name=q]:visible").first.focus()
    found = page.get_by_role("combobox", name=re.compile("học liệu"))
    expect(found).to_have_attribute("aria-expanded", "false")
    return found


def test_arrows_choose_enter_goes_and_escape_keeps_what_was_typed(
    open_page, shoot, inspect, version
):
    page = open_page(PHONE)
    page.goto("/tim-kiem/")
    combobox = box(page)
    combobox.press_sequentially("phuong tr", delay=40)
    options = page.get_by_role("listbox").get_by_role("option")
    expect(options).to_have_count(3)
    expect(combobox).to_have_attribute("aria-expanded", "true")
    shoot(page, "suggestions-390")
    inspect(page)

    for _option in range(3):
        combobox.press("ArrowDown")
    chosen = page.locator("[aria-selected=true]")
    expect(chosen).to_have_count(1)
    expect(combobox).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "")
    combobox.press("ArrowDown")
    expect(chosen).to_have_count(0)
    assert combobox.get_attribute("aria-activedescendant") is None
    combobox.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")

    combobox.press("Escape")
    expect(page.get_by_role("listbox")).to_have_count(0)
    expect(combobox).to_have_attribute("aria-expanded", "false")
    expect(combobox).to_have_value("phuong tr")

    combobox.press("i")
    expect(options).to_have_count(3)
    while TITLE not in " ".join(chosen.all_inner_texts()):
        combobox.press("ArrowDown")
    combobox.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


def test_enter_without_a_choice_searches_for_what_was_typed(open_page, version):
    page = open_page(PHONE)
    page.goto("/")
    combobox = box(page)
    combobox.press_sequentially("phuong trinh", delay=20)
    expect(page.get_by_role("option").first).to_be_visible()
    combobox.press("Enter")
    page.wait_for_url(re.compile(r"/tim-kiem/\?q=phuong(\+|%20)trinh"))
    expect(page.locator(".result")).to_have_count(2)


def test_a_tap_on_a_suggestion_opens_it(open_page, shoot, version):
    page = open_page(PHONE)
    page.goto("/")
    box(page).press_sequentially("phương trình b", delay=20)
    option = page.get_by_role("option", name=TITLE)
    expect(option).to_be_visible()
    shoot(page, "suggestions-390-home")
    assert (option.bounding_box() or {})["height"] >= 44
    option.tap()
    page.wait_for_url(f"**/hoc-lieu/{version.slug}/")


def test_the_box_in_the_header_suggests_too_and_costs_nothing_until_it_is_entered(
    open_page, shoot, inspect, version
):
    page = open_page(DESKTOP)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"/hoc-lieu/{version.slug}/")
    page.wait_for_load_state("networkidle")
    assert not [url for url in asked if "suggest" in url or "goi-y" in url]
    combobox = box(page)
    combobox.press_sequentially("phuong tr", delay=20)
    expect(page.get_by_role("option")).to_have_count(3)
    shoot(page, "suggestions-1920-header")
    inspect(page)
    page.get_by_role("heading", level=1).click()
    expect(page.get_by_role("listbox")).to_have_count(0)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["390", "1920"])
def test_a_hit_leads_to_the_step_where_the_words_stand(open_page, shoot, inspect, version, size):
    page = open_page(size)
    page.goto("/tim-kiem/?q=noi+dung+cua+buoc+luyen+tap")
    link = page.locator(".result").first.get_by_role("link", name="Bước 3: Luyện tập")
    expect(link).to_be_visible()
    assert (link.bounding_box() or {})["height"] >= 44
    shoot(page, f"search-step-{size[0]}")
    inspect(page)
    link.click()
    page.wait_for_url("**#buoc-3")
    expect(page.locator("#buoc-3 h2")).to_be_in_viewport()
