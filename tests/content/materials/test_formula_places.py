"""Where formulas are drawn: in text that readers see. Never in an attribute, never across tags;
and one that cannot be read is said at its field and breaks no page."""

from html.parser import HTMLParser

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html
from hypothesis import given, settings
from hypothesis import strategies as st

from content.materials import formulas, rendering
from content.materials.blocks import StepsBlock
from content.materials.models import Material
from content.materials.models.formulas import formula_key
from tests.content.materials.editor import address, form_of, make_teacher, signed_in, with_step
from tests.content.materials.test_files_in_use import make_picture
from tests.factories.materials import block, make_draft, step, three_steps

BAD = r"\( \frac{ \)"
HOSTILE = r'\(\text{"onload="document.title=1//}\)'
PIECES = [
    r"\(",
    r"\)",
    r"\[",
    r"\]",
    "<",
    ">",
    '"',
    "'",
    "=",
    "x",
    r"\text{",
    "}",
    "<br>",
    "&quot;",
]


class Tags(HTMLParser):
    """The tags of a page, each with its attributes; formulas with the marks they keep aside."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: list = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        if tag not in {"math", "mtext"} and (tag, attrs) != ("span", [("class", "nowrap")]):
            self.found.append((tag, attrs))


def drawn(source: str) -> str:
    """With every formula replaced by MathML that is as hostile as can be."""
    known = {
        formula_key(latex, display=display): '<math><mtext>" onload="</mtext></math>'
        for latex, display in formulas.find(source)
    }
    return formulas.replace(source, known)


def shown(*blocks: dict) -> str:
    stream = Material.steps.field.stream_block.to_python([step("Mở đầu", *blocks)])
    return rendering.render_steps(stream)[0].html


@settings(max_examples=300, deadline=None)
@given(*[st.lists(st.sampled_from(PIECES), max_size=8).map("".join)] * 3)
def test_no_text_changes_a_tag_or_its_attributes(title, alt, caption):
    source = format_html('<h3>{}</h3><img alt="{}" src="/x.png"><p>{}</p>', title, alt, caption)
    assert Tags(drawn(source)).found == Tags(source).found


def test_formulas_are_found_in_text_with_its_line_breaks_and_nowhere_else():
    source = (
        r'<p title="\(a\)">\(b <br/> c\) <img alt=">\(d\)" src=x> \[e &lt; f\]</p>'
        r"<!-- \(g\) --><p>\(h</p><p>i\)</p>"
    )
    assert formulas.find(source) == [("b   c", False), ("e < f", True)]


def test_a_tag_that_never_ends_holds_no_formula():
    assert formulas.find(r'a <img alt="\(x\)') == []
    assert formulas.find(r"a <img alt=\(x\)") == []


def test_quotation_marks_in_a_formula_are_escaped():
    html = formulas.to_mathml(r'\text{a "b" c}', display=False)
    assert "&quot;b&quot;" in html
    assert "<mtext>" in html
    assert '"b' not in html


@pytest.mark.django_db
def test_the_words_for_a_picture_become_no_attribute():
    picture = make_picture(make_teacher())
    image = {"image": picture.pk, "decorative": False, "alt_text": HOSTILE}
    html = shown(block("picture", {"image": image, "caption": r"Vẽ \(x\)"}))
    [(_tag, attributes)] = [row for row in Tags(html).found if row[0] == "img"]
    assert dict(attributes)["alt"] == HOSTILE
    assert "onload" not in dict(attributes)
    assert html.count("<math") == 1


@pytest.mark.django_db
def test_a_formula_begun_in_one_field_does_not_end_in_another():
    texts = {"title": r"Ví dụ \(", "body": r"<p>a \) và \(x^2\)</p>"}
    html = shown(block("example", texts))
    assert r"Ví dụ \(</h3>" in html
    assert html.count("<math") == 1


TABLE = {
    "columns": [{"type": "text", "heading": "Đại lượng"}],
    "rows": [{"values": ["x"]}],
    "caption": "Bảng",
}
PLACES = {
    "heading": ("heading", BAD),
    "title": ("example", {"title": BAD, "body": "<p>a</p>"}),
    "title of an exercise": ("exercise", {"title": BAD, "task": "<p>a</p>", "answer": "<p>b</p>"}),
    "name": ("simulation", {"title": BAD, "url": "https://a.vn/", "instructions": ""}),
    "cell": ("table", {**TABLE, "rows": [{"values": [BAD]}]}),
    "heading of a column": ("table", {**TABLE, "columns": [{"type": "text", "heading": BAD}]}),
    "caption of a table": ("table", {**TABLE, "caption": BAD}),
}


def messages_of(error: ValidationError) -> str:
    """All that a form would show of an error, however deep."""
    data = getattr(error, "as_json_data", lambda: error.messages)()
    return str(data)


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_an_unreadable_formula_is_said_at_its_field_wherever_it_stands(place):
    stream = StepsBlock().to_python([step("Mở đầu", block(*PLACES[place]))])
    with pytest.raises(ValidationError) as refusal:
        StepsBlock().clean(stream)
    assert "dấu ngoặc nhọn" in messages_of(refusal.value)


@pytest.mark.django_db
def test_the_editor_shows_the_fault_of_a_heading_and_keeps_the_draft():
    page = make_draft(author=make_teacher())
    client = signed_in(page.owner)
    before = page.latest_revision_id
    answer = client.post(
        address(page), with_step(form_of(client, page), "Mở đầu", BAD, kind="heading")
    )
    assert "Chưa lưu được" in answer.content.decode()
    page.refresh_from_db()
    assert page.latest_revision_id == before


@pytest.mark.django_db
@pytest.mark.parametrize("place", PLACES)
def test_a_draft_that_already_holds_one_shows_it_as_typed(place):
    assert r"\( \frac{ \)" in shown(block(*PLACES[place]))


@pytest.mark.django_db
def test_a_draft_that_already_holds_one_is_shown_and_can_be_sent_on():
    author = make_teacher()
    page = make_draft(author=author, steps=[step("A", block("heading", BAD)), *three_steps()])
    client = signed_in(author)
    revision = [page.pk, page.latest_revision_id]
    draft = client.get(reverse("materials_editor:revisions_view", args=revision))
    assert draft.status_code == 200
    assert r"\( \frac{ \)" in draft.content.decode()
    assert client.get(reverse("review:submit", args=[page.uuid])).status_code == 200


@pytest.mark.django_db
def test_search_keeps_what_stands_between_two_fields():
    steps = [
        step(
            "Mở đầu",
            block("heading", r"Khi a<b thì \(a-b\) âm \("),
            block("text", r"<p>gồm ba lực \) và \(F\)</p>"),
        )
    ]
    stream = Material.steps.field.stream_block.to_python(steps)
    (text,) = rendering.step_texts(stream)
    assert text.splitlines() == [
        "Mở đầu",
        r"Khi a<b thì … âm \(",
        r"gồm ba lực \) và …",
    ]
