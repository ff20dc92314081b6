"""The choosers in the editor take PDFs and pictures; what is neither is refused in Vietnamese."""

import io
import json
import zipfile

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from content.files.models import Document, Picture
from content.materials.models import Material
from tests.content.files import test_uploads as uploads
from tests.content.materials.editor import make_draft, make_teacher, signed_in

pytestmark = pytest.mark.django_db
SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
HTML = b"<!doctype html><title>Trang</title><script>alert(1)</script>"


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<w:document/>")
    return out.getvalue()


CHOOSERS = {"document": Document, "image": Picture}
CASES = [
    ("document", "hinh.svg", SVG, "PDF"),
    ("document", "hinh.pdf", SVG, "không phải PDF"),
    ("document", "trang.html", HTML, "PDF"),
    ("document", "trang.pdf", HTML, "không phải PDF"),
    ("document", "phieu.docx", docx(), "PDF"),
    ("document", "phieu.pdf", docx(), "lưu thành PDF"),
    ("document", "phieu.docx", uploads.pdf(), "đuôi"),
    ("image", "hinh.svg", SVG, "SVG"),
    ("image", "hinh.png", SVG, "SVG"),
    ("image", "trang.html", HTML, "SVG"),
    ("image", "trang.jpg", HTML, "SVG"),
    ("image", "phieu.docx", docx(), "PNG"),
]


@pytest.mark.parametrize(
    ("chooser", "name", "data", "words"),
    CASES,
    ids=[f"{c}: {n}, {d[:5]!r}" for c, n, d, _w in CASES],
)
def test_what_a_chooser_does_not_take_is_refused_in_vietnamese(chooser, name, data, words):
    teacher = make_teacher()
    page = make_draft(author=teacher)
    before = Material.objects.get(pk=page.pk).latest_revision.content
    answer = signed_in(teacher).post(
        f"/quan-tri/{chooser}s/chooser/create/",
        {
            f"{chooser}-chooser-upload-title": "Tệp của bài",
            f"{chooser}-chooser-upload-file": SimpleUploadedFile(name, data),
        },
    )
    answer = json.loads(answer.content)
    assert answer["step"] == "reshow_creation_form"
    form = BeautifulSoup(answer["htmlFragment"], "html.parser")
    told = " ".join(error.get_text(" ", strip=True) for error in form.select(".error-message"))
    assert words.lower() in told.lower()
    assert not {"file", "not", "is", "allowed", "supported"} & set(told.lower().split()), told
    assert not CHOOSERS[chooser].objects.exists()
    after = Material.objects.get(pk=page.pk)
    assert after.latest_revision.content == before
    assert after.revisions.count() == page.revisions.count()
