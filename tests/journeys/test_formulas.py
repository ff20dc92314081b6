"""Formulas as a browser draws them: what stands around a tall fraction is as tall as it."""

from typing import Any

import pytest
from playwright.sync_api import Page

from content.materials.models import MaterialVersion
from tests.factories.materials import block, make_version, step
from tests.journeys import lesson
from tests.journeys.conftest import DESKTOP, PHONE, Window
from tests.journeys.lesson import apart

pytestmark = pytest.mark.django_db(transaction=True)
TALL = r"\dfrac{\dfrac{a+1}{b}}{\dfrac{c}{d+1}}"
FORMULAS = {
    "short": r"\left( x \right) + \left[ y \right] = \sqrt{z}",
    "tall": rf"\left( {TALL} \right) + \left[ {TALL} \right] = \sqrt{{{TALL}}}",
}
HEIGHTS = """(math) => {
  const height = (one) => one.getBoundingClientRect().height;
  return {
    fraction: height(math.querySelector('mfrac') || math.querySelector('mi')),
    root: height(math.querySelector('msqrt')),
    brackets: [...math.querySelectorAll('mo')]
      .filter((one) => '()[]'.includes(one.textContent)).map(height),
    font: getComputedStyle(math).fontFamily,
  };
}"""
MATHS_FONT = (
    "[...document.fonts].some((one) => one.family.includes('Maths') && one.status === 'loaded')"
)


@pytest.fixture
def version(transactional_db: None) -> MaterialVersion:
    """A lecture of one step with a short formula and a tall one."""
    teacher, _student = lesson.people()
    blocks = [block("formula", latex) for latex in FORMULAS.values()]
    steps = [step("Công thức", *blocks)]
    return apart(lambda: make_version(author=teacher, steps=steps, audience_scope="public"))


def drawn(page: Page, place: str) -> dict[str, dict[str, Any]]:
    page.goto(place)
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(MATHS_FONT), "our own font, not one that this machine happens to have"
    found = page.locator("math").all()
    assert len(found) == len(FORMULAS)
    return {name: math.evaluate(HEIGHTS) for name, math in zip(FORMULAS, found, strict=True)}


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
@pytest.mark.parametrize("place", ["hoc-lieu", "man-hinh"], ids=["lecture", "wall"])
def test_roots_and_brackets_grow_with_what_they_hold(
    open_page: Window, shoot: Any, version: MaterialVersion, size: tuple[int, int], place: str
) -> None:
    page = open_page(size)
    heights = drawn(page, f"/{place}/{version.slug}/")
    shoot(page, f"formulas-{place}-{size[0]}")
    short, tall = heights["short"], heights["tall"]
    assert tall["fraction"] > 2 * short["fraction"]
    assert tall["root"] >= tall["fraction"]
    assert short["root"] < tall["fraction"] / 1.5
    assert len(tall["brackets"]) == len(short["brackets"]) == 4
    for bracket in tall["brackets"]:
        assert bracket >= 0.85 * tall["fraction"]
    for bracket in short["brackets"]:
        assert bracket < tall["fraction"] / 1.5


LONG = (
    r"\ce{2KMnO4 + 16HCl -> 2KCl + 2MnCl2 + 5Cl2 + 8H2O}",
    r"\dfrac{11 + 12 + 13 + 14 + 15 + 16 + 17 + 18 + 19 + 20 + 21 + 22 + 23}{17} = x",
)


def test_a_long_formula_in_a_sentence_makes_no_page_wider_than_a_phone(
    open_page: Window, shoot: Any, transactional_db: None
) -> None:
    teacher, _student = lesson.people()
    text = block("text", "".join(rf"<p>Ta viết: \({latex}\), rồi đọc.</p>" for latex in LONG))
    steps = [step("Phản ứng", text)]
    version = apart(lambda: make_version(author=teacher, steps=steps, audience_scope="public"))
    page = open_page(PHONE)
    page.goto(f"/hoc-lieu/{version.slug}/")
    page.evaluate("document.fonts.ready.then(() => true)")
    shoot(page, "formulas-long-390")
    [fraction] = page.locator(".formula-scroll").all()
    assert fraction.evaluate("(one) => one.scrollWidth > one.clientWidth")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    # Chromium begins a line with a comma after a formula, unless it is told not to.
    beside = """(marks) => marks.map((one) => one.getClientRects().length)"""
    assert page.locator(".nowrap").evaluate_all(beside) == [1, 1]
