"""No picture keeps what its camera or its author's program wrote into it, however it is put
together and whichever way it comes in."""

import io

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.models import UploadedFile

from content.files import uploads
from content.files.models import Document, Picture
from tests.content.files.test_uploads import pdf
from tests.content.materials.editor import make_teacher, signed_in

SECRET = b"Que Lam, cua nha ban An"


def photograph(orientation: int = 1, kind: str = "JPEG", **options) -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010F], exif[0x0112] = SECRET.decode(), orientation
    Image.linear_gradient("L").resize((60, 40)).convert("RGB").save(out, kind, exif=exif, **options)
    return out.getvalue()


def animation(**options) -> bytes:
    frames = [Image.new("RGB", (60, 40), colour) for colour in ("red", "green", "blue")]
    out = io.BytesIO()
    frames[0].save(
        out, "GIF", save_all=True, append_images=frames[1:], duration=70, loop=0, **options
    )
    return out.getvalue()


def cleaned(name: str, data: bytes) -> bytes:
    file = SimpleUploadedFile(name, data)
    uploads.check_picture(file)
    result: bytes = uploads.clean_picture(file).read()
    return result


def at(data: bytes, mark: bytes, put: bytes) -> bytes:
    place = data.index(mark)
    return data[:place] + put + data[place:]


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


JPEG = photograph()
ODD_JPEGS = {
    "a stray byte": at(JPEG, b"\xff\xdb", b"\0"),
    "stray bytes before the data": at(JPEG, b"\xff\xe1", b"\0ab"),
    "a mark without length": at(JPEG, b"\xff\xe1", b"\xff\xd0"),
    "something behind the end": JPEG + SECRET,
    "a comment after the stray byte": at(JPEG, b"\xff\xc0", b"\0" + segment(0xFE, SECRET)),
}


@pytest.mark.parametrize("how", ODD_JPEGS)
def test_a_photograph_put_together_oddly_loses_its_data_too(how):
    data = ODD_JPEGS[how]
    assert SECRET in data
    with Image.open(io.BytesIO(data)) as before:
        before.load()  # programs show it
        result = cleaned("hinh.jpg", data)
        assert SECRET not in result
        with Image.open(io.BytesIO(result)) as kept:
            kept.load()
            assert kept.size == before.size
            assert not kept.getexif()
            assert "comment" not in kept.info
            assert abs(kept.getpixel((30, 20))[0] - before.getpixel((30, 20))[0]) < 8


def test_what_can_neither_be_taken_apart_nor_shown_is_refused():
    with pytest.raises(ValidationError):
        uploads.clean_picture(SimpleUploadedFile("hinh.jpg", b"\xff\xd8" + segment(0xE1, SECRET)))
    with pytest.raises(ValidationError):
        uploads.clean_picture(SimpleUploadedFile("hinh.bmp", SECRET))


def test_a_photograph_with_a_second_one_behind_it_is_kept_without_it_and_upright():
    second = Image.new("RGB", (60, 40))
    data = photograph(6, "MPO", save_all=True, append_images=[second])
    with Image.open(io.BytesIO(data)) as before:
        assert before.format == "MPO"
    result = cleaned("hinh.jpg", data)
    assert SECRET not in result
    with Image.open(io.BytesIO(result)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (40, 60))


XMP = b"\x21\xff\x0bXMP DataXMP" + bytes([len(SECRET)]) + SECRET + b"\0"
ODD_GIFS = {
    "a comment": animation(comment=SECRET),
    "words of a program": at(animation(), b"\x21\xf9", XMP),
    "something behind the end": animation() + SECRET,
    "something between the blocks": at(animation(comment=SECRET), b"\x21\xfe", b"\0\0"),
}


@pytest.mark.parametrize("how", ODD_GIFS)
def test_a_gif_loses_what_was_written_into_it_and_still_moves(how):
    data = ODD_GIFS[how]
    assert SECRET in data
    result = cleaned("hinh.gif", data)
    assert SECRET not in result
    with Image.open(io.BytesIO(result)) as kept:
        assert (kept.size, kept.n_frames) == ((60, 40), 3)
        assert (kept.info["duration"], kept.info["loop"]) == (70, 0)
        kept.seek(2)
        kept.load()


FILES = {
    "images": ("hinh.jpg", JPEG, Picture),
    "docs": ("phieu.pdf", pdf(), Document),
}


@pytest.mark.django_db
@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("title", ["", "x" * 300])
def test_a_file_with_a_wrong_title_is_not_laid_aside_as_it_came_in(kind, title):
    name, data, model = FILES[kind]
    client = signed_in(make_teacher())
    answer = client.post(
        reverse(f"wagtail{kind}:add_multiple"),
        {"title": title, "files[]": SimpleUploadedFile(name, data)},
        headers={"X-Requested-With": "XMLHttpRequest"},
    ).json()
    assert not answer["success"]
    assert "chọn lại tệp" in answer["error_message"]
    assert not UploadedFile.objects.exists()
    assert not model.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("kind", FILES)
def test_nothing_laid_aside_earlier_becomes_a_picture_or_document(kind):
    name, data, model = FILES[kind]
    user = make_teacher()
    laid = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(model),
        file=SimpleUploadedFile(name, data),
        uploaded_by_user=user,
    )
    way = {
        "images": "create_multiple_from_uploaded_image",
        "docs": "create_multiple_from_uploaded_document",
    }
    field = {"images": "uploaded-image", "docs": "uploaded-document"}[kind]
    answer = signed_in(user).post(
        reverse(f"wagtail{kind}:{way[kind]}", args=[laid.pk]), {f"{field}-{laid.pk}-title": "Hình"}
    )
    assert answer.status_code == 404
    assert not model.objects.exists()


@pytest.mark.django_db
def test_a_good_picture_still_comes_in_by_the_same_way_without_its_data():
    answer = signed_in(make_teacher()).post(
        reverse("wagtailimages:add_multiple"),
        {"title": "Hình", "files[]": SimpleUploadedFile("hinh.jpg", JPEG)},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )
    assert answer.json()["success"]
    assert SECRET not in Picture.objects.get().file.open().read()
