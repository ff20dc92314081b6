"""Filters on a phone: chips over a sheet, without a script of ours."""

import pytest
from playwright.sync_api import expect

from search import services as search
from tests.factories.materials import make_version
from tests.factories.people import SchoolFactory, UserFactory, give_role
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.lesson import apart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def materials(transactional_db: None) -> None:
    def make() -> None:
        teacher = UserFactory()
        give_role(teacher, SchoolFactory(), "teacher")
        for title, grade in (("Phương trình lớp sáu", 6), ("Phương trình lớp chín", 9)):
            make_version(author=teacher, title=title, grade=grade, audience_scope="public")
        search.rebuild()

    apart(make)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("address", ["/hoc-lieu/", "/tim-kiem/?q=phuong+trinh"])
def test_a_finger_opens_the_sheet_chooses_and_takes_the_chip_off(
    open_page, shoot, materials, address, scripts
):
    page = open_page(PHONE, java_script_enabled=scripts)
    page.goto(address)
    sheet = page.locator("#bo-loc")
    expect(page.locator(".result")).to_have_count(2)
    expect(sheet).to_be_hidden()
    page.get_by_role("button", name="Lọc").tap()
    expect(sheet).to_be_visible()
    if scripts:  # axe is one.
        shoot(page, f"filters-390-{'library' if 'hoc-lieu' in address else 'search'}")
    sheet.get_by_role("link", name="Lớp 9").tap()
    expect(page.locator(".result")).to_have_count(1)
    expect(sheet).to_be_hidden()
    page.get_by_role("link", name="Bỏ lọc theo Lớp 9").tap()
    expect(page.locator(".result")).to_have_count(2)


def test_on_a_desktop_the_filters_stand_beside_the_list(open_page, materials):
    page = open_page(DESKTOP)
    page.goto("/hoc-lieu/")
    expect(page.locator("#bo-loc")).to_be_visible()
    expect(page.get_by_role("button", name="Lọc")).to_be_hidden()
