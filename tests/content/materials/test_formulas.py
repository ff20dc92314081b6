"""LaTeX becomes MathML that is safe to show; what cannot be shown is said at the field."""

import re
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from content.materials import formulas
from lms.settings.base import BASE_DIR
from tests.content.materials.editor import address, form_of, make_teacher, signed_in, with_step
from tests.factories.materials import make_draft

HOSTILE = [
    r"\href{javascript:alert(1)}{x}", r"\url{javascript:alert(1)}", r"\htmlClass{a}{x}",
    r"\style{color:red}{x}", r"\includegraphics{http://a/b.png}", r"\htmlId{a}{x}",
    r"\text{<script>alert(1)</script>}", r"\text{<img src=x onerror=alert(1)>}",
    r"\htmlData{a=b}{x}", r"\text{</mtext></math><iframe src=x>}",
]  # fmt: skip

PARTS = [*HOSTILE, "x", "{", "}", r"\frac12", "<b onclick=1>", '"']


def shown(latex: str) -> str:
    try:
        return formulas.to_mathml(latex, display=True)
    except formulas.FormulaError:
        return ""


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PARTS), max_size=5))
def test_nothing_that_runs_or_links_survives(parts):
    tags = " ".join(re.findall(r"<[^>]*>", shown(" ".join(parts)).lower()))
    for bad in ("<script", "<img", "<iframe", "<a ", "href=", "src=", "style=", " on", "<b"):
        assert bad not in tags


@pytest.mark.parametrize(
    ("latex", "words"),
    [
        (r"\def\a{\a\a}\a", "không dừng"),
        (r"\def\a#1{\a{#1#1}}\a{x}", "không dừng"),
        ("{" * 2000 + "}" * 2000, "Hãy tách"),
        ("x" * 10_000, "Hãy tách"),
        (r"\frac{1", "dấu ngoặc nhọn"),
        (r"\khongco{1}", "tên lệnh"),
    ],
)
def test_a_formula_that_cannot_be_shown_is_refused_quickly_with_what_to_do(latex, words):
    began = time.monotonic()
    with pytest.raises(formulas.FormulaError) as refusal:
        formulas.to_mathml(latex, display=True)
    assert words in refusal.value.messages[0]
    assert time.monotonic() - began < 10


def test_a_short_formula_that_becomes_a_long_page_is_refused():
    bomb = rf"\def\a{{{'x' * 200}}}\def\b{{{chr(92)}a" + r"\a" * 30 + r"}" + r"\b" * 30
    with pytest.raises(formulas.FormulaError, match="quá phức tạp"):
        formulas.to_mathml(bomb, display=True)


def test_beginnings_without_an_end_cost_no_more_than_their_length():
    def cost(number: int) -> float:
        began = time.thread_time()
        assert formulas.find(r"<p>\( \[ " * number) == []
        return time.thread_time() - began

    cost(1_000)  # once to warm up
    assert cost(40_000) < 40 * max(cost(4_000), 0.002)  # a hundredfold if it were their square


def test_all_formulas_of_the_demo_keep_their_elements():
    seen = 0
    for path in Path(BASE_DIR, "lms/demo/materials").rglob("*.md"):
        for latex, display in formulas.find(path.read_text(encoding="utf-8")):
            raw = formulas._converter.convert(latex, display=display)
            kept = formulas.to_mathml(latex, display=display)
            assert re.findall(r"<([a-z]+)", raw) == re.findall(r"<([a-z]+)", kept), latex
            seen += 1
    assert seen > 200


def test_rules_of_a_table_and_a_frame_survive_without_inline_styles():
    html = formulas.to_mathml(r"\begin{array}{c|c}a&b\\\hline c&d\end{array}", display=True)
    assert "rule-right" in html
    assert "rule-bottom" in html
    assert "tml-fbox" in formulas.to_mathml(r"\boxed{x}", display=True)


@pytest.mark.django_db
def test_a_wrong_formula_is_said_in_the_editor_and_the_draft_stays_as_it_was():
    page = make_draft(author=make_teacher())
    client = signed_in(page.owner)
    before = page.latest_revision_id
    data = with_step(form_of(client, page), "Mở đầu", r"\frac{1")
    answer = client.post(address(page), data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Chưa lưu được" in html
    assert r"\\frac{1" in html
    page.refresh_from_db()
    assert page.latest_revision_id == before


@pytest.mark.django_db
def test_a_formula_that_is_being_typed_does_not_keep_the_draft_from_saving_itself():
    page = make_draft(author=make_teacher())
    client = signed_in(page.owner)
    data = with_step(form_of(client, page), "Mở đầu", r"\frac{1")
    told = client.post(address(page), data, headers={"Accept": "application/json"}).json()
    assert told["success"] is True
    page.refresh_from_db()
    assert page.steps[0].value["body"][0].value == r"\frac{1"
    # What cannot be kept is still refused, with the way to see what is wrong.
    refused = {**data.dict(), "overwrite_revision_id": told["revision_id"], "title": ""}
    told = client.post(address(page), refused, headers={"Accept": "application/json"}).json()
    assert told["error_code"] == "validation_error"
    assert "Lưu bản nháp" in told["error_message"]
