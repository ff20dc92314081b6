"""Formulas in running text: where a line may end, and what stays together."""

import re
import time

import pytest
from bs4 import BeautifulSoup

from content.materials import formula_lines, formulas, screens
from content.materials.models.formulas import formula_key

REACTION = r"\ce{3Cu + 8HNO3 -> 3Cu(NO3)2 + 2NO + 4H2O}"


def shown(text: str) -> str:
    known = {
        formula_key(latex, display=display): formulas.to_mathml(latex, display=display)
        for latex, display in formulas.find(text)
    }
    return formulas.replace(text, known)


def parts_of(text: str) -> list[str]:
    return [part.get_text() for part in BeautifulSoup(shown(text), "html.parser").find_all("math")]


def without_breaks(html: str) -> str:
    html = html.replace(' form="infix"', "")
    return re.sub(r"</mrow></math><wbr>(<span[^>]*>)*<math><mrow>|</?span[^>]*>", "", html)


@pytest.mark.parametrize(
    ("latex", "parts"),
    [
        (r"2x^2 - 7x + 3 = 0", ["2x2−7x+3=0"]),
        (r"\Delta = 490 - 24 = 25 > 0 \ge -10", ["Δ=", "490−24=", "25>", "0≥", "−10"]),
        (r"a = 1,\ b = 0,\ c = -90000", ["a=1,", "b=0,", "c=−90000"]),
        (REACTION, ["3Cu+8HNO3→", "3Cu(NO3)2+", "2NO+", "4H2O"]),
        (
            r"f(x) = (30 - 2x + 45 - 7x)(x = 12 + 13)",
            ["f(x)=", "(30−2x+45−7x)(x=12+13)"],
        ),
    ],
)
def test_a_long_formula_breaks_after_statements_then_relations_then_operations(latex, parts):
    found = [re.sub(r"\s", "", part) for part in parts_of(rf"\({latex}\)")]
    assert [part.replace("\u2061", "") for part in found] == parts


@pytest.mark.parametrize("latex", [REACTION, r"B = 435 - 167 + 89 - 435 - 89 = -(435 - 435)"])
def test_a_broken_formula_is_the_whole_one_and_its_last_sign_keeps_its_spaces(latex):
    whole = formulas.to_mathml(latex, display=False)
    broken = formula_lines.in_line(whole)
    assert broken.count("<wbr>") >= 2
    assert without_breaks(broken) == whole
    assert len(re.findall(r'form="infix">[^<]+</mo>', broken)) == broken.count("<wbr>")


def test_marks_stay_with_the_formula_they_stand_against():
    html = shown(r"<p>phương trình (\(a \ne 0\)), trong đó \(x\) là ẩn.</p>")
    together = [span.get_text() for span in BeautifulSoup(html, "html.parser").select(".nowrap")]
    assert together == ["(a≠0),"]
    assert "<math><mi>x</mi></math> là ẩn." in html


def test_a_formula_on_its_own_line_is_left_whole():
    source = rf"\[{REACTION}\]."
    assert shown(source) == formulas.to_mathml(REACTION, display=True) + "."


def test_what_cannot_be_broken_scrolls_by_itself():
    latex = r"\frac{1 + 2 + 3 + 4 + 5 + 6 + 7 + 8}{9 + 10 + 11 + 12 + 13 + 14} = x"
    soup = BeautifulSoup(shown(rf"\({latex}\)"), "html.parser")
    [scrolling] = soup.select(".formula-scroll")
    assert scrolling.find("mfrac")
    assert not scrolling.find_next("math").find_next("math").find_parent(class_="formula-scroll")


def test_the_length_of_a_formula_is_that_of_what_is_seen():
    """The gaps and marks of words in a formula are written longer than they are."""
    words = shown(r"\(\text{với a và b bất kì}\)")
    assert "&nbsp;" in words
    assert "<span" not in words
    assert "<wbr>" not in words


def test_a_row_of_opening_marks_does_not_cost_its_square():
    def cost(count: int) -> float:
        began = time.thread_time()
        formulas.replace("(" * count, {})
        return time.thread_time() - began

    assert cost(40_000) < 40 * max(cost(4_000), 0.002)  # a hundredfold if it were their square
    assert shown(r"<p>((\(x\)</p>").count('<span class="nowrap">((<math>') == 1


def test_a_screen_may_be_cut_after_a_sentence_that_ends_with_a_formula():
    sentence = "Một câu dài nói về phương trình và nghiệm của nó rồi dừng lại ở một công thức " * 2
    html = shown(f"<p>{sentence} \\(x = 1\\). {sentence} \\(x = 2\\). Hết.</p>")
    paragraph = BeautifulSoup(html, "html.parser").p
    cut = [part.get_text() for part in screens._sentences(paragraph)]
    assert [part.rstrip()[-4:] for part in cut] == ["x=1.", "x=2.", "Hết."]
