"""Bad files are refused at once with what to do; good ones are kept without camera data."""

import io
import struct
import time
import zlib

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from pypdf import PdfWriter
from wagtail.documents.forms import get_document_form

from content.files import uploads
from content.files.models import Document, Picture
from tests.content.materials.editor import make_teacher, signed_in

pytestmark = pytest.mark.database


def file(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def picture(kind: str = "JPEG", **options) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, kind, **options)
    return out.getvalue()


def half_a_picture() -> bytes:
    """A picture whose copying broke off: its head is whole, half of its rows are missing."""
    out = io.BytesIO()
    Image.radial_gradient("L").resize((800, 600)).save(out, "JPEG")
    return out.getvalue()[: len(out.getvalue()) // 2]


def png_of(width: int, height: int) -> bytes:
    """The head of a PNG that claims a size; nothing of it is there."""

    def chunk(name: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(name + data))
        return struct.pack(">I", len(data)) + name + data + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def pdf(pages: int = 3) -> bytes:
    writer, out = PdfWriter(), io.BytesIO()
    for _ in range(pages):
        writer.add_blank_page(200, 200)
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("hinh.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "SVG"),
        ("hinh.jpg", b"\xef\xbb\xbf <!doctype html><script>1</script>", "SVG"),
        ("hinh.png", png_of(40_000, 40_000), "điểm ảnh"),
        ("hinh.png", png_of(9_000, 9_000), "điểm ảnh"),
        ("hinh.jpg", half_a_picture(), "hỏng"),
        ("hinh.jpg", b"", "0 byte"),
        ("hinh.jpg", b"khong phai hinh" * 100, "PNG, JPEG"),
        ("hinh.png", picture("JPEG"), "đuôi"),
    ],
)
def test_what_is_no_picture_of_ours_is_refused_with_what_to_do(name, data, words):
    with pytest.raises(ValidationError) as refusal:
        uploads.check_picture(file(name, data))
    assert words in refusal.value.messages[0]


def test_a_picture_that_is_too_heavy_is_refused(settings):
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 100
    with pytest.raises(ValidationError) as refusal:
        uploads.check_picture(file("hinh.jpg", picture()))
    assert "nhiều nhất" in refusal.value.messages[0]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_loses_place_and_camera_and_keeps_its_picture(kind):
    exif = Image.Exif()
    exif[0x010F] = "May anh cua truong"
    exif.get_ifd(0x8825)[1] = "N"
    data = picture(kind, exif=exif)
    cleaned = uploads.clean_picture(file("hinh", data)).read()
    assert b"May anh cua truong" in data
    assert b"May anh cua truong" not in cleaned
    with Image.open(io.BytesIO(cleaned)) as kept:
        kept.load()
        assert kept.size == (60, 40)
        assert not kept.getexif()


def test_a_photograph_taken_upright_stays_upright():
    exif = Image.Exif()
    exif[0x0112] = 6
    cleaned = uploads.clean_picture(file("hinh.jpg", picture(exif=exif))).read()
    with Image.open(io.BytesIO(cleaned)) as kept:
        assert kept.size == (40, 60)


def test_pages_of_a_pdf_are_counted():
    assert uploads.check_pdf(file("phieu.pdf", pdf(3))) == 3


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04word/document.xml", "Word"),
        (b"", "0 byte"),
        (b"Day la van ban", "không phải PDF"),
        (b"%PDF-1.7\n" + b"\0" * 500, "hỏng"),
    ],
)
def test_what_is_no_pdf_is_refused_with_what_to_do(data, words):
    with pytest.raises(ValidationError) as refusal:
        uploads.check_pdf(file("phieu.pdf", data))
    assert words in refusal.value.messages[0]


def raw_pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, numbered from 1; the first is its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return body + head + table + end % (len(objects) + 1, len(body))


def tree_of_depth(depth: int) -> bytes:
    """One page below `depth` nodes that each hold only the next."""
    nodes = [
        b"<</Type/Pages/Count 1/Kids[%d 0 R]%s>>"
        % (number + 3, b"/Parent %d 0 R" % (number + 1) if number else b"")
        for number in range(depth)
    ]
    leaf = b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>" % (depth + 1)
    return raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", *nodes, leaf)


def tree_without_end() -> bytes:
    """A node of pages that is its own child."""
    return raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 9/Kids[2 0 R 2 0 R]>>")


def nested_arrays(depth: int) -> bytes:
    """Arrays within arrays, where the kids of the pages are expected."""
    kids = b"[" * depth + b"]" * depth
    return raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Count 1/Kids%s>>" % kids)


def packed(size: int) -> bytes:
    """A PDF of one page whose objects are packed in a stream that unfolds to about `size` bytes,
    blanks for the most part, so that the file has a thousandth of it."""
    objects = [
        b"<</Type/Catalog/Pages 3 0 R>>",
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        b"<</Type/Page/Parent 3 0 R/MediaBox[0 0 9 9]>>",
    ]
    places = [sum(len(one) + 1 for one in objects[:number]) for number in range(len(objects))]
    index = b" ".join(b"%d %d" % (number, place) for number, place in enumerate(places, 2)) + b" "
    packer = zlib.compressobj(9)
    parts = [packer.compress(index + b" ".join(objects) + b" ")]
    parts += [packer.compress(b" " * (1 << 20)) for _ in range(size >> 20)]
    stream = b"".join(parts) + packer.flush()
    first = b"%PDF-1.7\n"
    holder = b"<</Type/ObjStm/N 3/First %d/Filter/FlateDecode/Length %d>>\nstream\n%s\nendstream"
    body = first + b"1 0 obj\n%s\nendobj\n" % (holder % (len(index), len(stream), stream))
    rows = struct.pack(">BIH", 0, 0, 65535) + struct.pack(">BIH", 1, len(first), 0)
    rows += b"".join(struct.pack(">BIH", 2, 1, number) for number in range(3))
    rows += struct.pack(">BIH", 1, len(body), 0)
    table = b"<</Type/XRef/Size 6/Root 2 0 R/W[1 4 2]/Length %d>>\nstream\n%s\nendstream"
    end = b"5 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF"
    return body + end % (table % (len(rows), rows), len(body))


def test_packed_objects_are_read():
    assert uploads.check_pdf(file("phieu.pdf", packed(1 << 20))) == 1


@pytest.mark.parametrize(
    "data",
    [
        tree_of_depth(20_000),
        tree_without_end(),
        nested_arrays(100_000),
        packed(1 << 30),
    ],
    ids=["deep tree", "tree that holds itself", "nested arrays", "a gigabyte when unpacked"],
)
def test_a_pdf_made_to_exhaust_its_reader_is_refused_in_time(data):
    began = time.monotonic()
    with pytest.raises(ValidationError) as refusal:
        uploads.check_pdf(file("phieu.pdf", data))
    assert time.monotonic() - began < uploads.PDF_SECONDS + 4
    assert "PDF" in refusal.value.messages[0]


def test_a_pdf_may_claim_any_number_of_pages_and_has_those_it_has():
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"
    claims = b"<</Type/Pages/Count 2000000000/Kids[3 0 R]>>"
    data = raw_pdf(b"<</Type/Catalog/Pages 2 0 R>>", claims, leaf)
    assert uploads.check_pdf(file("phieu.pdf", data)) == 1


@pytest.mark.django_db
def test_the_file_of_a_stored_document_cannot_be_changed_in_its_form():
    stored = Document.objects.create(title="Phiếu", file=file("phieu.pdf", pdf()))
    form = get_document_form(Document)(instance=stored, user=make_teacher())
    assert "file" not in form.fields
    stored.file = file("khac.pdf", pdf(1))
    with pytest.raises(ValidationError):
        stored.save()


@pytest.mark.django_db
def test_a_refused_upload_in_the_chooser_leaves_nothing_behind():
    client = signed_in(make_teacher())
    bad = file("hinh.png", b"<svg></svg>")
    answer = client.post(
        "/quan-tri/images/chooser/create/",
        {"image-chooser-upload-title": "Hình", "image-chooser-upload-file": bad},
    )
    assert "SVG" in answer.content.decode()
    assert not Picture.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("model", "place", "make", "screen"),
    [
        (Picture, "images", lambda: file("a.jpg", picture()), "{}/"),
        (Document, "documents", lambda: file("a.pdf", pdf()), "edit/{}/"),
    ],
    ids=["pictures", "pdfs"],
)
def test_a_teacher_sees_only_own_files_in_lists_and_choosers(model, place, make, screen):
    one, other = make_teacher("co-a"), make_teacher("co-b")
    own, foreign = (
        model.objects.create(title=f"Tệp của {user}", file=make(), uploaded_by_user=user)
        for user in (one, other)
    )
    client = signed_in(one)
    for address in (f"/quan-tri/{place}/", f"/quan-tri/{place}/chooser/results/"):
        html = client.get(address).content.decode()
        assert own.title in html
        assert foreign.title not in html
    assert client.get(f"/quan-tri/{place}/chooser/chosen/{foreign.pk}/").status_code == 404
    assert client.get(f"/quan-tri/{place}/{screen.format(foreign.pk)}").status_code != 200
    assert client.get(f"/quan-tri/{place}/{screen.format(own.pk)}").status_code == 200


@pytest.mark.django_db
def test_the_editors_own_address_of_a_document_follows_the_policy():
    owner = make_teacher("co-a")
    stored = Document.objects.create(
        title="Phiếu", file=file("phieu.pdf", pdf()), uploaded_by_user=owner
    )
    direct = f"/tai-lieu/{stored.pk}/{stored.filename}"
    assert signed_in(owner).get(direct).status_code == 200
    assert signed_in(make_teacher("co-b")).get(direct).status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("address", "name", "data"),
    [("wagtaildocs:add", "phieu.pdf", pdf()), ("wagtailimages:add", "hinh.jpg", picture())],
)
def test_one_persons_pictures_and_pdfs_have_a_limit_together(address, name, data, settings):
    teacher, colleague = make_teacher(), make_teacher("co-khac")
    before = {"title": "Đã có", "file": file("co.jpg", picture()), "description": "Một ảnh"}
    assert signed_in(teacher).post(reverse("wagtailimages:add"), before).status_code == 302
    told = {"title": "Tệp", "file": file(name, data), "description": "Một tệp"}
    settings.FILES_QUOTA_BYTES = len(data) + 10
    answer = signed_in(teacher).post(reverse(address), told)
    assert "không còn chỗ cho tệp này" in answer.content.decode()
    assert Picture.objects.count() + Document.objects.count() == 1
    told["file"] = file(name, data)
    assert signed_in(colleague).post(reverse(address), told).status_code == 302
    assert Picture.objects.count() + Document.objects.count() == 2
