"""What search and its snippets get to see of a material's steps."""

import re

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client

from content.materials.models import Material, MaterialVersion
from content.materials.rendering import step_texts
from search import selectors, services
from tests.factories.materials import block, make_version, step
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.database


def words_of(source: str) -> str:
    body = [{"type": "text", "value": source}]
    steps = [{"type": "step", "value": {"title": "Mở đầu", "body": body}}]
    (text,) = step_texts(Material.steps.field.stream_block.to_python(steps))
    return text


def test_paragraphs_and_items_do_not_run_into_each_other() -> None:
    found = words_of("<p>tan trong nước.</p><p>Phương trình</p><ul><li>một</li><li>hai</li></ul>")
    assert found.split() == ["Mở", "đầu", "tan", "trong", "nước.", "Phương", "trình", "một", "hai"]


def test_a_formula_leaves_an_ellipsis_instead_of_its_source() -> None:
    assert (
        words_of(r"<p>Giải \(x^2 = 4\) trên tập số thực</p>") == "Mở đầu\nGiải … trên tập số thực"
    )


def test_a_line_that_is_only_a_formula_says_nothing_to_search() -> None:
    assert words_of(r"<p>\(x^2 = 4\)</p>") == "Mở đầu"


def test_entities_are_read_as_their_letters() -> None:
    assert words_of("<p>Ohm &amp; Volt, 2 &lt; 3</p>").endswith("Ohm & Volt, 2 < 3")


@pytest.mark.django_db
def test_a_found_lecture_opens_at_the_step_that_says_it(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    author = UserFactory()
    give_role(author, SchoolFactory(), "teacher")
    steps = [
        step("Khởi động", block("text", "<p>Một mảnh vườn\fhình chữ nhật.</p>")),
        step("Biệt thức", block("text", "<p>Dấu của nó cho biết số nghiệm.</p>")),
    ]
    version = make_version(
        author=author, title="Phương trình", steps=steps, audience_scope="public"
    )
    services.rebuild()
    (row,) = selectors.search(AnonymousUser(), "cho biết số nghiệm").rows
    assert row.section is not None
    assert (row.section.number, row.section.title) == (2, "Biệt thức")
    assert row.section.url.endswith(f"/{version.slug}/#buoc-2")
    html = Client().get(row.section.url.partition("#")[0]).content.decode()
    assert re.search(r'id="buoc-2".*?Biệt thức', html, re.DOTALL)


@pytest.mark.django_db
def test_a_version_whose_text_does_not_tell_steps_apart_is_found_without_one(
    settings, tmp_path
) -> None:
    """As versions were frozen at first."""
    settings.MEDIA_ROOT = tmp_path
    author = UserFactory()
    give_role(author, SchoolFactory(), "teacher")
    version = make_version(author=author, title="Phương trình", audience_scope="public")
    text = version.body_text.replace("\f", "\n")
    MaterialVersion.objects.filter(pk=version.pk).update(body_text=text)
    services.rebuild()
    (row,) = selectors.search(AnonymousUser(), "nội dung của bước luyện tập").rows
    assert row.section is None
    assert any(marked for _text, marked in row.snippet)
