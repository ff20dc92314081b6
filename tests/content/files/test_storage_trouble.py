"""A full disk and a store that cannot be reached: said at the field or on the page, nothing
half kept, and no server error."""

import errno
import io
import random
import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage
from django.test import Client
from django.urls import reverse
from pypdf import PdfWriter

from content.files.models import Document, Picture, PictureRendition
from content.materials.setup import ensure_structure
from lms.people.models import User
from tests.content.files.test_uploads import file, pdf, picture
from tests.content.materials.editor import make_teacher, signed_in
from tests.content.materials.test_files_in_use import make_pdf, make_picture
from tests.factories.materials import block, make_version, step
from tests.small_disk import another_process, small_disk

pytestmark = [pytest.mark.django_db, pytest.mark.database]
FULL = "Ổ đĩa của máy chủ đã đầy"
UNREACHABLE = "không kết nối được với kho lưu tệp"
AGAIN = "Tệp chưa được lưu"


@pytest.fixture(autouse=True)
def _on_disk(settings, tmp_path) -> None:
    settings.S3_BUCKET = ""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    settings.MEDIA_ROOT, settings.MEDIA_INCOMING_DIR = tmp_path / "files", tmp_path / "in"


@pytest.fixture
def full_disk(monkeypatch) -> None:
    def full(self, name, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(FileSystemStorage, "_save", full)


@pytest.fixture
def unreachable_store(settings) -> None:
    """A real client of S3, and a port where nobody listens."""
    from botocore.config import Config

    options = {
        "bucket_name": "kho",
        "endpoint_url": "http://127.0.0.1:9",
        "access_key": "x",
        "secret_key": "x",
        "client_config": Config(connect_timeout=1, retries={"max_attempts": 0}),
    }
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options},
    }


@pytest.fixture
def teacher() -> User:
    ensure_structure()  # The right to enter the editor, which the flush of another test takes.
    return make_teacher()


def files_under(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def chosen(client: Client, kind: str, *, title: str = "Tam giác đồng dạng"):
    """A file chosen in the editor: what the dialogue sends."""
    one, data = ("image", picture()) if kind == "images" else ("document", pdf())
    name = "hinh.jpg" if kind == "images" else "phieu.pdf"
    prefix = f"{one}-chooser-upload"
    form = {f"{prefix}-title": title, f"{prefix}-file": file(name, data)}
    return client.post(f"/quan-tri/{kind}/chooser/create/", form)


def words(answer) -> str:
    """The dialogue's page: a script gets it as JSON."""
    return answer.json()["htmlFragment"]


TROUBLES = [("full_disk", FULL), ("unreachable_store", UNREACHABLE)]


@pytest.mark.parametrize("kind", ["images", "documents"])
@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
def test_a_file_chosen_in_the_editor_is_refused_at_its_field(
    request, tmp_path, teacher, kind, trouble, said
):
    client = signed_in(teacher)
    request.getfixturevalue(trouble)
    answer = chosen(client, kind)
    assert answer.status_code == 200
    html = words(answer)
    field = re.search(
        r'<div[^>]*error-message.*?</div>|<p class="error-message".*?</p>', html, re.S
    )
    assert said in html
    assert AGAIN in html
    assert field, "it stands where Wagtail puts the faults of a field"
    assert 'value="Tam giác đồng dạng"' in html, "what was typed stays"
    assert not Picture.objects.exists()
    assert not Document.objects.exists()
    assert files_under(tmp_path) == []


@pytest.mark.parametrize("kind", ["images", "documents"])
@pytest.mark.parametrize(("trouble", "said"), TROUBLES)
def test_one_of_many_files_is_refused_beside_its_name(request, teacher, kind, trouble, said):
    client = signed_in(teacher)
    request.getfixturevalue(trouble)
    name, data = ("hinh.jpg", picture()) if kind == "images" else ("phieu.pdf", pdf())
    address = reverse(f"wagtail{'images' if kind == 'images' else 'docs'}:add_multiple")
    answer = client.post(address, {"files[]": file(name, data)})
    assert answer.json()["success"] is False
    assert said in answer.json()["error_message"]


@pytest.mark.parametrize("kind", ["images", "documents"])
def test_a_file_with_room_is_kept_once(teacher, tmp_path, kind):
    answer = chosen(signed_in(teacher), kind)
    assert answer.json()["step"] == "chosen"
    model = Picture if kind == "images" else Document
    stored = model.objects.get()
    assert stored.file.size == stored.file_size
    folder = "original_images" if kind == "images" else "documents"
    assert len(files_under(tmp_path / "files" / folder)) == 1
    assert files_under(tmp_path / "in") == []


def test_a_reader_is_told_when_a_file_cannot_be_read(request, teacher):
    client = signed_in(teacher)
    image, document = make_picture(teacher), make_pdf(teacher)
    rendition = image.get_rendition("max-165x165")
    request.getfixturevalue("unreachable_store")
    for address in (rendition.url, document.url):
        answer = client.get(address, headers={"Accept": "text/html"})
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert "no-store" in answer["Cache-Control"]
        assert UNREACHABLE in answer.content.decode()
        assert "<h1>" in answer.content.decode()
        assert UNREACHABLE in client.get(address).content.decode(), "a script gets the words too"


def test_a_file_that_is_gone_is_not_found(teacher):
    document = make_pdf(teacher)
    document.file.storage.delete(document.file.name)
    assert signed_in(teacher).get(document.url).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("trouble", ["full_disk", "unreachable_store", "gone"])
def test_a_lecture_is_read_without_the_picture_that_cannot_be_shown(request, teacher, trouble):
    image = make_picture(teacher)
    shown = {"image": image.pk, "decorative": False, "alt_text": "Sơ đồ tam giác"}
    lecture = step("Mở đầu", block("picture", {"image": shown, "caption": ""}))
    version = make_version(author=teacher, title="Tam giác", steps=[lecture])
    PictureRendition.objects.all().delete()
    if trouble == "gone":
        image.file.storage.delete(image.file.name)
    else:
        request.getfixturevalue(trouble)
    answer = signed_in(teacher).get(f"/hoc-lieu/{version.slug}/")
    assert answer.status_code == 200
    assert "Sơ đồ tam giác" in answer.content.decode()


def heavy_pdf(size: int) -> bytes:
    """A PDF with so many bytes hung on that nothing makes smaller."""
    writer, out = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_attachment("anh.bin", random.Random(1).randbytes(size))
    writer.write(out)
    return out.getvalue()


CHOOSE = """
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
disk, pk, source, room = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3]), int(sys.argv[4])
settings.MEDIA_ROOT, settings.MEDIA_INCOMING_DIR = disk / "files", disk / "in"
settings.FILE_UPLOAD_TEMP_DIR = str(disk)
from content.files.models import Document
(disk / "ballast").write_bytes(bytes(12 * 1024 * 1024 - room))
client = Client()
client.force_login(get_user_model().objects.get(pk=pk))
def choose():
    file = SimpleUploadedFile("phieu.pdf", source.read_bytes())
    form = {"document-chooser-upload-title": "Phiếu 1", "document-chooser-upload-file": file}
    answer = client.post("/quan-tri/documents/chooser/create/", form)
    kept = [path for path in disk.rglob("*") if path.is_file() and path.name != "ballast"]
    print(answer.status_code, Document.objects.count(), len(kept), flush=True)
    return answer
print(choose().json()["htmlFragment"])
(disk / "ballast").unlink()
choose()
"""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("size", "room"),
    [(100_000, 20_000), (3_000_000, 1_000_000), (3_000_000, 6_500_000)],
    ids=["a small file", "the copy that comes in", "the file, but nothing after it"],
)
def test_a_really_full_disk_refuses_a_file_in_the_editor(tmp_path, teacher, size, room):
    source = tmp_path / "phieu.pdf"
    source.write_bytes(heavy_pdf(size))
    prefix = small_disk(tmp_path / "disk", "12m")
    # The session stays in the tests' database, on another disk.
    done = another_process(CHOOSE, tmp_path / "disk", teacher.pk, source, room, prefix=prefix)
    said, errors = done.communicate(timeout=240)
    lines = said.strip().splitlines()
    assert lines, errors
    assert lines[0] == "200 0 0", "no row and no file"
    assert FULL in said
    assert 'value="Phiếu 1"' in said
    assert lines[-1] == "200 1 1", "with room it is kept"
