"""The drawn figures: each is used, described, and can be read on a phone."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from content.files import uploads
from lms.demo import figures, materials, texts
from lms.demo.figures.canvas import WIDTH, Canvas

ALL = texts.read_all(materials.TEXTS)
PICTURES = [
    (text, block["value"])
    for text in ALL
    for step in text.steps
    for block in step["value"]["body"]
    if block["type"] == "picture"
]


def test_at_least_fifteen_materials_of_ten_subjects_show_one() -> None:
    assert len({text.slug for text, _picture in PICTURES}) >= 15
    assert len({text.subject for text, _picture in PICTURES}) >= 10


def test_every_figure_is_shown_once() -> None:
    assert sorted(picture["figure"] for _text, picture in PICTURES) == figures.names()


@pytest.mark.parametrize("picture", [p for _text, p in PICTURES], ids=lambda p: p["figure"])
def test_each_is_described_for_those_who_do_not_see_it(picture: dict[str, str]) -> None:
    assert 60 <= len(picture["alt_text"]) <= 255
    assert picture["alt_text"] != picture["caption"]


@pytest.mark.parametrize("name", figures.names())
def test_each_is_a_picture_a_teacher_could_upload_wide_enough_for_every_screen(name: str) -> None:
    png = figures.png(name)
    uploads.check_picture(SimpleUploadedFile(f"{name}.png", png, "image/png"))
    with Image.open(io.BytesIO(png)) as image:
        assert image.width == 2 * WIDTH == 1200
        assert 0.5 <= image.height / image.width <= 1.4
        corners = [(0, 0), (image.width - 1, 0), (0, image.height - 1)]
        assert {image.convert("RGB").getpixel(corner) for corner in corners} == {(255, 255, 255)}
    assert len(png) <= 60_000


@pytest.mark.parametrize(
    ("words", "size", "x"), [("a\u2065b", 30, 300), ("nhỏ quá", 12, 300), ("lề trái", 30, 20)]
)
def test_lettering_that_nobody_could_read_is_refused(words: str, size: int, x: float) -> None:
    with pytest.raises(ValueError, match="cannot be read"):
        Canvas(200).text((x, 100), words, size)


def test_the_same_words_make_the_same_picture() -> None:
    assert figures.png("trong-so-cua-cac-bit") == figures.png("trong-so-cua-cac-bit")
