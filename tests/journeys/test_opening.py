"""A material is opened in the editor: nothing is asked, nothing is saved, the lists are whole."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from wagtail.models import Revision

from content.files.models import Picture
from content.materials.models import Material
from tests.factories.materials import block, make_draft, step
from tests.journeys.conftest import DESKTOP, PHONE, Window
from tests.journeys.lesson import apart, people, picture
from tests.journeys.writing import Editor

LONG_ENOUGH = 4000
"""Milliseconds: the editor saves by itself within three seconds."""


@pytest.fixture
def page_with_picture(transactional_db: None, tmp_path: Path) -> Material:
    """A draft with a text and a picture: Wagtail's choosers say that they changed when built."""

    def make() -> Material:
        teacher, _student = people()
        body = (block("text", "<p>Vườn nhãn.</p>"), picture(teacher, tmp_path))
        return make_draft(author=teacher, steps=[step("Mở đầu", *body)])

    return apart(make)


def edit(page: Page, material: Material) -> Editor:
    page.goto(f"/quan-tri/hoc-lieu/edit/{material.pk}/")
    return Editor(page)


def test_opening_saves_nothing(page_with_picture: Material, open_page: Window) -> None:
    page = open_page(DESKTOP, user=page_with_picture.owner)
    before = list(Revision.objects.values_list("pk", "created_at"))
    posted: list[str] = []
    page.on("request", lambda one: one.method == "POST" and posted.append(one.url))
    edit(page, page_with_picture)
    page.wait_for_timeout(LONG_ENOUGH)
    assert not [address for address in posted if "/hoc-lieu/edit/" in address]
    assert list(Revision.objects.values_list("pk", "created_at")) == before


def test_the_wall_chosen_last_is_no_fault_when_the_next_material_opens(
    page_with_picture: Material, open_page: Window
) -> None:
    page = open_page(DESKTOP, user=page_with_picture.owner)
    editor = edit(page, page_with_picture)
    editor.preview()
    editor.preview_as("Màn hình lớp học")
    faults: list[str] = []
    page.on("dialog", lambda dialog: (faults.append(dialog.message), dialog.accept()))
    page.on("response", lambda one: one.status >= 400 and faults.append(one.url))
    with page.expect_response("**/hoc-lieu/preview/*/"):
        edit(page, page_with_picture)
    page.wait_for_timeout(LONG_ENOUGH)
    assert not faults


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_the_list_of_blocks_is_whole(
    page_with_picture: Material, open_page: Window, size: tuple[int, int]
) -> None:
    page = open_page(size, user=page_with_picture.owner)
    body = edit(page, page_with_picture).steps.first.locator("[data-contentpath=body]")
    body.get_by_role("button", name="Thêm khối").last.click()
    choices = page.get_by_role("option")
    expect(choices.first).to_be_visible()
    for choice in choices.all():
        choice.scroll_into_view_if_needed()
        covered = choice.evaluate(
            "one => { const box = one.getBoundingClientRect();"
            " return ![box.left + 2, box.right - 2].every((x) =>"
            " one.contains(document.elementFromPoint(x, box.top + box.height / 2))) }"
        )
        assert not covered, choice.inner_text()


def test_a_picture_does_not_lead_to_the_closed_list_of_its_uses(
    page_with_picture: Material, open_page: Window
) -> None:
    page = open_page(DESKTOP, user=page_with_picture.owner)
    page.goto(f"/quan-tri/images/{Picture.objects.get().pk}/")
    expect(page.get_by_text("Dung lượng")).to_be_visible()
    expect(page.locator("a[href*='/usage/']:visible")).to_have_count(0)
