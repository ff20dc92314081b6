"""Redis is away: whoever reads, watches or writes does not notice, and /readyz says it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import reverse

from content.files.models import Picture, PictureRendition
from content.materials.setup import ensure_structure
from lms.core import tasks_care
from media_pipeline.models import Asset
from tests.content.files.test_storage_trouble import chosen
from tests.content.materials.editor import make_teacher, signed_in
from tests.content.review.world import World, fresh
from tests.factories.materials import block, make_version, step
from tests.factories.people import PASSWORD
from tests.media_pipeline.test_playback import address_of
from tests.redis_away import closed_port, forget, redis_away, use_redis
from tests.walks import WALKS, busy_world, expected_status

__all__ = ["closed_port", "redis_away"]
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_disk(settings: Any, tmp_path: Any) -> None:
    """Bytes come from us, not from a bucket: there the memory of rights is asked."""
    settings.S3_BUCKET = ""
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    settings.MEDIA_ROOT, settings.MEDIA_INCOMING_DIR = tmp_path / "files", tmp_path / "in"


@pytest.fixture
def world() -> World:
    return busy_world()


@pytest.mark.parametrize("person", ["", "student", "author"])
def test_every_page_answers_as_with_its_cache(
    world: World, request: pytest.FixtureRequest, person: str
) -> None:
    request.getfixturevalue("redis_away")
    client = signed_in(fresh(getattr(world, person))) if person else Client()
    for address in WALKS[person](world):
        forget()  # Each page is the first that finds it away.
        answer = client.get(address, follow=True)
        assert answer.status_code == expected_status(person, address), address


def test_one_logs_in_and_plays_a_video(world: World, request: pytest.FixtureRequest) -> None:
    request.getfixturevalue("redis_away")
    client = Client()
    form = {"username": world.student.username, "password": PASSWORD}
    assert client.post(reverse("people:login"), form).status_code == 302
    asset = Asset.objects.get()
    assert client.get(f"/phat/{asset.pk}/master.m3u8").status_code == 200
    address = address_of(client, asset)
    for _ in range(2):
        answer = client.get(address, headers={"Range": "bytes=0-99"})
        assert (answer.status_code, b"".join(answer.streaming_content)) == (206, b"v" * 100)
    assert Client().get(address).status_code == 404, "nobody else gains by it"


@pytest.mark.usefixtures("redis_away")
def test_a_picture_is_uploaded_and_a_lecture_with_it_read() -> None:
    ensure_structure()
    client = signed_in(make_teacher())
    assert chosen(client, "images").json()["step"] == "chosen"
    image = Picture.objects.get()
    shown = {"image": image.pk, "decorative": False, "alt_text": "Sơ đồ tam giác"}
    lecture = step("Mở đầu", block("picture", {"image": shown, "caption": ""}))
    version = make_version(author=image.uploaded_by_user, title="Tam giác", steps=[lecture])
    forget()
    answer = client.get(f"/hoc-lieu/{version.slug}/")
    assert answer.status_code == 200
    made = PictureRendition.objects.filter(image=image, filter_spec__contains="width")
    assert made.exists()
    assert client.get(made[0].url).status_code == 200


@pytest.fixture
def _worker(db: None) -> Iterator[None]:
    forget()
    tasks_care.beat("worker-1", ",".join(django_settings.TASK_QUEUES))
    yield
    forget()


@pytest.mark.usefixtures("redis_away", "_worker")
def test_readyz_names_the_cache_and_only_the_cache() -> None:
    answer = Client().get("/readyz")
    assert answer.status_code == 503
    parts = answer.json()["parts"]
    assert parts.pop("cache")["state"] == "fail"
    assert set(parts.values()) == {"ok"}


@pytest.mark.usefixtures("redis_away", "_worker")
def test_readyz_gives_the_reason_to_the_machine_and_to_the_token(settings: Any) -> None:
    settings.READYZ_TOKEN = "right-token"
    outside = {"REMOTE_ADDR": "203.0.113.7"}
    with_token = {**outside, "HTTP_AUTHORIZATION": "Bearer right-token"}
    for facts in ({"REMOTE_ADDR": "127.0.0.1"}, with_token):
        reason = Client().get("/readyz", **facts).json()["parts"]["cache"]["reason"]
        assert "refused" in reason
    stranger = Client().get("/readyz", **outside)
    assert stranger.status_code == 503
    assert stranger.json()["parts"]["cache"] == "fail"


@pytest.mark.usefixtures("_worker")
def test_a_password_in_the_address_is_not_told(settings: Any, closed_port: int) -> None:
    use_redis(settings, closed_port, password="bi-mat")
    answer = Client().get("/readyz")
    assert answer.json()["parts"]["cache"]["state"] == "fail"
    assert b"bi-mat" not in answer.content
