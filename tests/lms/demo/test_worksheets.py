"""The worksheets: PDFs of one page, small, whose words can be read by a machine."""

import io
import logging

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pypdf import PdfReader

from content.files import uploads
from lms.demo import materials, texts, worksheets
from lms.demo.worksheets.pdf import Sheet
from lms.settings.logs import LOGGING

HANDED_OUT = [
    block["value"]["worksheet"]
    for text in texts.read_all(materials.TEXTS)
    for step in text.steps
    for block in step["value"]["body"]
    if block["type"] == "document"
]


def test_every_worksheet_is_handed_out_by_one_material() -> None:
    assert len(worksheets.names()) >= 2
    assert sorted(HANDED_OUT) == worksheets.names()


@pytest.mark.parametrize("name", worksheets.names())
def test_each_is_a_pdf_of_one_page_that_a_teacher_could_upload(name: str) -> None:
    pdf = worksheets.pdf(name)
    assert uploads.check_pdf(SimpleUploadedFile(f"{name}.pdf", pdf, "application/pdf")) == 1
    assert len(pdf) <= 40_000


@pytest.mark.parametrize("name", worksheets.names())
def test_its_words_are_words_with_their_marks(name: str) -> None:
    reader = PdfReader(io.BytesIO(worksheets.pdf(name)))
    found = " ".join(reader.pages[0].extract_text().split())
    lines = (worksheets.TEXTS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line and line[0] not in "_[":
            assert " ".join(line.lstrip("# ").split()) in found
    assert reader.metadata is not None
    assert reader.metadata.title == worksheets.title(name)
    assert reader.root_object["/Lang"] == "vi"


def test_cutting_the_fonts_fills_no_terminal(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    worksheets.pdf(worksheets.names()[0])
    assert caplog.messages, "fontTools tells what it does"
    caplog.clear()
    # Test settings have no loggers of their own.
    caplog.set_level(LOGGING["loggers"]["fontTools"]["level"], logger="fontTools")
    worksheets.pdf(worksheets.names()[0])
    assert caplog.messages == []


def test_what_does_not_fit_goes_on_over_the_page() -> None:
    sheet = Sheet("Dài", "Chân trang")
    for number in range(60):
        sheet.paragraph(f"Dòng {number}")
    pages = PdfReader(io.BytesIO(sheet.file())).pages
    assert len(pages) == 2
    assert "Dòng 59" in pages[1].extract_text()
    assert all("Chân trang" in page.extract_text() for page in pages)
