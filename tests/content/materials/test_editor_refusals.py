"""What the editor refuses, it refuses in Vietnamese, and the draft is as it was."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from content.files.models import Document
from content.materials.models import Material
from tests.content.materials.editor import (
    address,
    form_of,
    make_teacher,
    signed_in,
    unescaped,
    with_step,
)
from tests.factories.materials import make_draft

pytestmark = pytest.mark.django_db
ENDLESS = r"\def\a{\a\a}\a"


@pytest.fixture
def page() -> Material:
    return make_draft(author=make_teacher())


def stored(page: Material) -> tuple[int, str, str]:
    """What would change if something were saved."""
    draft = Material.objects.get(pk=page.pk).get_latest_revision_as_object()
    return page.revisions.count(), draft.title, str(draft.steps.get_prep_value())


@pytest.mark.parametrize("kind", ["formula", "text"])
def test_latex_that_never_ends_is_refused_beside_the_block(page, kind):
    before, client = stored(page), signed_in(page.owner)
    typed = ENDLESS if kind == "formula" else _rich(rf"\( {ENDLESS} \)")
    data = with_step(form_of(client, page), "Mở đầu", typed, kind=kind)
    html = client.post(address(page), data).content.decode()
    assert "không dừng" in unescaped(html)
    assert stored(page) == before


@pytest.mark.parametrize("seconds", ["0", "601", "99999999"])
def test_a_step_is_neither_read_by_opening_it_nor_never(page, seconds):
    before, client = stored(page), signed_in(page.owner)
    data = {**form_of(client, page), "step_seconds": seconds}
    answer = client.post(address(page), data)
    assert list(answer.context["form"].errors) == ["step_seconds"]
    assert stored(page) == before


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("phieu.docx", b"PK\x03\x04word/document.xml", "Word"),
        ("phieu.pdf", b"PK\x03\x04word/document.xml", "Word"),
        ("phieu.pdf", b"", "0 byte"),
    ],
)
def test_what_is_no_pdf_is_refused_in_the_chooser_and_nothing_is_stored(name, data, words):
    answer = signed_in(make_teacher()).post(
        "/quan-tri/documents/chooser/create/",
        {
            "document-chooser-upload-title": "Phiếu",
            "document-chooser-upload-file": SimpleUploadedFile(name, data),
        },
    )
    assert words in unescaped(answer.content.decode())
    assert not Document.objects.exists()


def _rich(text: str) -> str:
    """Rich text as the editor's script sends it: the content state of Draft.js."""
    block = {"key": "00000", "text": text, "type": "unstyled", "depth": 0,
             "inlineStyleRanges": [], "entityRanges": []}  # fmt: skip
    return json.dumps({"blocks": [block], "entityMap": {}})
