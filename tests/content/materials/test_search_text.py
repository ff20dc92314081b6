"""What search and its snippets get to see of a material's steps."""

from content.materials.models import MaterialPage
from content.materials.rendering import plain_text


def words_of(source: str) -> str:
    body = [{"type": "text", "value": source}]
    steps = [{"type": "step", "value": {"title": "Mở đầu", "body": body}}]
    return plain_text(MaterialPage.steps.field.stream_block.to_python(steps))


def test_paragraphs_and_items_do_not_run_into_each_other() -> None:
    found = words_of("<p>tan trong nước.</p><p>Phương trình</p><ul><li>một</li><li>hai</li></ul>")
    assert found.split() == ["Mở", "đầu", "tan", "trong", "nước.", "Phương", "trình", "một", "hai"]


def test_a_formula_leaves_an_ellipsis_instead_of_its_source() -> None:
    assert (
        words_of(r"<p>Giải \(x^2 = 4\) trên tập số thực</p>") == "Mở đầu\nGiải … trên tập số thực"
    )


def test_entities_are_read_as_their_letters() -> None:
    assert words_of("<p>Ohm &amp; Volt, 2 &lt; 3</p>").endswith("Ohm & Volt, 2 < 3")
