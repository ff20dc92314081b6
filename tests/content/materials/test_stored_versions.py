"""What was frozen years ago is read as it was: one stored version for each shape of the blocks.

A sample is never edited. Whoever changes the shape of a block raises BLOCK_SCHEMA, migrates the
stored versions, and adds a sample of the new shape beside the old ones, which go through that
migration here before they are rendered.
"""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from bs4 import BeautifulSoup

from content.files.models import Document, Picture
from content.materials.blocks import StepBodyBlock
from content.materials.models import Material, MaterialVersion
from content.materials.models.versions import BLOCK_SCHEMA
from lms.people.models import User
from tests.content.files import test_uploads as uploads
from tests.content.materials.editor import make_teacher
from tests.factories.materials import make_version
from tests.factories.media_published import published_asset

pytestmark = pytest.mark.database

SAMPLES = {
    sample["block_schema"]: sample["content"]
    for path in (Path(__file__).parent / "stored_versions").glob("*.json")
    for sample in [json.loads(path.read_text(encoding="utf-8"))]
}
PICTURE, DOCUMENT, VIDEO = 900001, 900002, UUID("5b0f3a34-5f64-4f0b-8d2b-6f1a35c1d901")
# What each block of the samples must show, wherever it is shown.
WORDS = {
    "heading": ["Nhắc lại kiến thức cũ"],
    "text": ["Lời dẫn của bài", "chữ đậm"],
    "picture": ["Đồ thị của hàm số"],
    "table": ["Giá trị của x", "Hàng đầu tiên", "Hàng thứ hai"],
    "key_point": ["Điều cần ghi nhớ."],
    "example": ["Ví dụ mẫu", "Lời giải từng dòng."],
    "exercise": ["Tự luyện", "Đề của bài tập.", "Đáp số của bài tập."],
    "document": ["In ra cho cả lớp"],
    "simulation": ["Con lắc ảo", "Kéo con lắc sang phải."],
}
SHOWN = {
    "formula": "math[display=block]",
    "text": "math:not([display=block])",
    "picture": "img[alt='Parabol hướng lên trên']",
    "table": "table",
    "video": f"video[poster*='{VIDEO}']",
    "document": "a[href*='/tai-lieu/']",
    "simulation": "a[href='https://mo-phong.example.vn/con-lac']",
}


def kinds(content: list[dict[str, Any]]) -> set[str]:
    return {block["type"] for step in content for block in step["value"]["body"]}


def test_every_shape_of_the_blocks_has_a_stored_sample():
    assert set(SAMPLES) == set(range(1, BLOCK_SCHEMA + 1))


def test_the_newest_sample_has_every_block():
    every = set(StepBodyBlock().child_blocks)
    assert kinds(SAMPLES[BLOCK_SCHEMA]) == every
    assert set(WORDS) | set(SHOWN) == every


@pytest.mark.django_db
def test_no_block_changed_its_shape_without_a_new_schema():
    stored = SAMPLES[BLOCK_SCHEMA]
    block = Material.steps.field.stream_block
    assert block.get_prep_value(block.to_python(stored)) == stored


@pytest.fixture
def teacher(settings, tmp_path) -> User:
    settings.MEDIA_ROOT = tmp_path
    return make_teacher()


def stored_version(teacher: User, schema: int) -> MaterialVersion:
    """The sample as a version in the database, with the files it names."""
    picture = uploads.file("hinh.jpg", uploads.picture())
    pdf = uploads.file("phieu.pdf", uploads.pdf())
    Picture.objects.create(pk=PICTURE, title="Hình", file=picture, uploaded_by_user=teacher)
    Document.objects.create(pk=DOCUMENT, title="Phiếu", file=pdf, uploaded_by_user=teacher)
    published_asset(teacher, pk=VIDEO)
    version = make_version(author=teacher, audience_scope="public")
    columns = {"content": SAMPLES[schema], "block_schema": schema, "has_formulas": True}
    MaterialVersion.objects.filter(pk=version.pk).update(**columns)
    return MaterialVersion.objects.get(pk=version.pk)


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/hoc-lieu/{}/", "/man-hinh/{}/"], ids=["page", "wall"])
@pytest.mark.parametrize("schema", sorted(SAMPLES))
def test_a_stored_version_is_shown_whole_on_the_page_and_on_the_wall(
    client, teacher, schema, address
):
    version = stored_version(teacher, schema)
    client.force_login(teacher)
    answer = client.get(address.format(version.slug))
    assert answer.status_code == 200
    main = BeautifulSoup(answer.content, "html.parser").main
    text = " ".join(main.get_text(" ").split())
    for step in SAMPLES[schema]:
        assert step["value"]["title"] in text
    for kind in kinds(SAMPLES[schema]):
        assert [words for words in WORDS.get(kind, []) if words not in text] == [], kind
        assert kind not in SHOWN or main.select(SHOWN[kind]), kind
    assert r"\(" not in text
