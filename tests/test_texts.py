"""No text stands in a template or a script as it is, where it would be the same in every language.

`tests/languages.py` knows a language by its messages; what was never one is found here.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import texts

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ("lms", "content", "media_pipeline", "search", "themes")
LEFT_OUT = {
    "themes/templates/500.html": "is served when nothing works, the catalogues among it",
    "themes/templates/themes/style_guide.html": "is for those who build",
}
NAMES = {
    "Phố Hiến",
    "PDF · ·",  # The kind of a file, before its size.
    "Tiếng Việt",  # A language's name in itself.
    "sin", "lim", "CH", "CO",  # Beside a formula, how it is typed.
}  # fmt: skip
NOT_SEEN = {
    "ArrowDown", "ArrowUp", "Backspace", "Delete", "Enter", "Escape", "Process", "Unidentified",
    "Content-Type", "Tus-Resumable", "Upload-Asset",  # Headers.
    "AbortError", "Asia/Ho_Chi_Minh", " px auto",  # What browsers call an error, a zone, a size.
    'data-suggest=" goi-y/" data-script=" "',  # Attributes, included into the tag of a field.
}  # fmt: skip


def files() -> Iterator[Path]:
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if "vendor" not in path.parts and str(path.relative_to(ROOT)) not in LEFT_OUT:
                yield path


def found() -> Iterator[tuple[str, str]]:
    """(file, text) of all our templates and scripts."""
    for path in files():
        where = str(path.relative_to(ROOT))
        if "templates" in path.parts and path.suffix in {".html", ".txt", ".xml"}:
            yield from ((where, text) for text in texts.in_template(path.read_text("utf-8")))
        elif path.suffix in {".js", ".mjs"}:
            yield from ((where, text) for text in texts.in_script(path.read_text("utf-8")))


def test_every_text_is_a_message() -> None:
    left = [f"{where}: {text!r}" for where, text in found() if text not in NAMES | NOT_SEEN]
    assert not left, "\n".join(left)


def test_what_is_allowed_is_still_there() -> None:
    assert {text for _, text in found()} >= NAMES | NOT_SEEN
    for path in LEFT_OUT:
        assert list(texts.in_template((ROOT / path).read_text("utf-8"))), path


@pytest.mark.parametrize("markup", [
    "<p>Materials</p>",
    "<p>{% if one %}no results{% endif %}</p>",
    "<p>{% translate 'Grade' %} of {{ school }}</p>",
    "<p>{% blocktranslate %}Grade{% endblocktranslate %} nine</p>",
    '<a title="more">{{ name }}</a>',
    '<button aria-label="Close {{ name }}"></button>',
    '<img alt="picture">',
    '<input placeholder="search">',
    '<input type="submit" value="save">',
    '<p data-words="Not saved yet"></p>',
    '<meta name="description" content="materials">',
    "<p>{{ name|default:'Nobody yet' }}</p>",
    "<p>{% firstof title 'Worked example' %}</p>",
    "{% include 'themes/empty.html' with title='Nothing here' %}",
    "<title>{% block title %}Lớp{% endblock %}</title>",
])  # fmt: skip
def test_a_text_in_a_template_would_be_found(markup: str) -> None:
    assert list(texts.in_template(markup))


@pytest.mark.parametrize("markup", [
    "<p>{% translate 'Grade' %}</p>",
    "{% blocktranslate count n=n %}{{ n }} grade{% plural %}{{ n }} grades{% endblocktranslate %}",
    '<a class="button quiet" title="{% translate "More" %}" data-step="{{ id }}">{{ name }}</a>',
    '<button name="action" value="save">{% translate "Save" %}</button>',
    "{# a word to who reads this #}{% comment %}And more{% endcomment %}<!-- and here -->",
    "{% icon 'good' %} {{ day|date:'H:i, d/m/Y' }} · {% firstof title _('Worked example') %}",
    "{% block body_class %}page-lecture wide{% endblock %}<kbd>Enter</kbd>",
])  # fmt: skip
def test_messages_and_markup_are_no_such_texts(markup: str) -> None:
    assert not list(texts.in_template(markup))


@pytest.mark.parametrize("code", [
    'words.textContent = "saved";',
    'box.innerHTML += `<b>saved</b>`;',
    'button.title = isOpen ? "Close" : "Open";',
    'element("button", { textContent: "save" });',
    'element("button", { label: gettext("Save"), title: "save" });',
    'toast("saved", "good");',
    'if (confirm("sure?")) leave();',
    'line.append("not saved yet");',
    'button.setAttribute("aria-label", "Close");',
    'const words = `${count} pages were read`;',
    'throw new Error("Không tải được");',
])  # fmt: skip
def test_a_text_in_a_script_would_be_found(code: str) -> None:
    assert list(texts.in_script(code))


@pytest.mark.parametrize("code", [
    'words.textContent = gettext("Saved");',
    'toast(ngettext("One page", "Some pages", count));',
    'words.textContent = strip.dataset.continued;',
    '// Words of a comment.\nline.className = "toast bad"; /* And more. */',
    'document.querySelector("[data-wall] .prose pre")?.remove();',
    'title.append(" ", part); time.textContent = "0:00";',
])  # fmt: skip
def test_messages_and_code_are_no_such_texts(code: str) -> None:
    assert not list(texts.in_script(code))
