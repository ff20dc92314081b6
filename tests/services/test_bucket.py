"""Pictures and PDFs in a real bucket go when they are deleted, and the queue learns no secret."""

import io
import json

import pytest
from django.conf import settings as django_settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django_tasks_db.models import DBTaskResult
from PIL import Image

from content.files.models import Document, Picture

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db,
    pytest.mark.skipif(not django_settings.S3_BUCKET, reason="needs S3 (make test-services)"),
]


def picture() -> Picture:
    file = io.BytesIO()
    Image.new("RGB", (8, 8), "teal").save(file, "PNG")
    return Picture.objects.create(title="Ảnh", file=ContentFile(file.getvalue(), "anh.png"))


def document() -> Document:
    return Document.objects.create(title="Phiếu", file=ContentFile(b"%PDF-1.4", "p.pdf"))


@pytest.mark.parametrize("make", [picture, document])
def test_a_deleted_file_goes_from_the_bucket(make, django_capture_on_commit_callbacks) -> None:  # type: ignore[no-untyped-def]
    row = make()
    name = row.file.name
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        row.delete()
    [queued] = DBTaskResult.objects.filter(task_path__endswith="delete_file_from_storage_task")
    told = json.dumps(queued.args_kwargs)
    assert django_settings.S3_SECRET_KEY not in told
    assert django_settings.S3_ACCESS_KEY not in told
    queued.task.call(*queued.args_kwargs["args"], **queued.args_kwargs["kwargs"])
    assert not default_storage.exists(name)
