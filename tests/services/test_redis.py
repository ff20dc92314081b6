"""A real Redis (REDIS_URL): what one process remembers another sees; away and back again. What
is done meanwhile stands in tests/test_without_cache.py."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from redis import Redis
from wagtail.coreutils import get_locales_display_names
from wagtail.models import Site

from content.files.models import Picture
from lms.core import cache as forgiving
from lms.core import health, media_rights, tasks_care
from media_pipeline import conf, policies, tokens
from media_pipeline.models import Asset
from tests.content.materials.test_files_in_use import make_picture
from tests.factories.media_published import published_asset
from tests.factories.people import UserFactory
from tests.redis_away import closed_port, forget, use_redis

__all__ = ["closed_port"]
ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.services,
    pytest.mark.skipif(not django_settings.REDIS_URL, reason="needs Redis (make test-services)"),
]


@pytest.fixture(autouse=True)
def _ask_anew() -> Iterator[None]:
    forget()
    yield
    forget()


@pytest.fixture
def server() -> Redis:
    """The database that these tests have, seen without our code."""
    return Redis.from_url(django_settings.CACHES["default"]["LOCATION"])


def another_process(code: str, folder: Path, *, redis_url: str = "") -> str:
    """What an installation of its own says, which shares nothing with this one but REDIS_URL."""
    ended = subprocess.run(
        [sys.executable, "-c", f"import django; django.setup()\n{code}"],
        cwd=ROOT,
        env={
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
            "DATA_DIR": str(folder),
            "REDIS_URL": redis_url or django_settings.CACHES["default"]["LOCATION"],
        },
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    return ended.stdout.strip()


def test_what_one_process_keeps_lies_in_redis_and_another_reads_it(
    server: Redis, tmp_path: Path
) -> None:
    cache.set("loi-chao", "Chào các em", 60)
    assert server.exists(cache.make_key("loi-chao"))
    code = "from django.core.cache import cache; print(cache.get('loi-chao'))"
    assert another_process(code, tmp_path) == "Chào các em"


def test_what_another_process_keeps_is_read_by_this_one(tmp_path: Path) -> None:
    another_process("from django.core.cache import cache; cache.set('so', [1, 2], 60)", tmp_path)
    assert cache.get("so") == [1, 2]


def test_every_kind_of_call_reaches_redis() -> None:
    assert cache.add("a", 1) is True
    assert cache.add("a", 2) is False
    assert cache.incr("a", 4) == 5
    assert cache.touch("a") is True
    cache.set_many({"b": "hai", "c": None}, 60)
    assert cache.get_many(["a", "b", "d"]) == {"a": 5, "b": "hai"}
    assert "c" in cache
    assert cache.delete("a") is True
    cache.delete_many(["b"])
    assert ("a" in cache, "b" in cache, "c" in cache) == (False, False, True)
    assert cache.clear() is True
    assert "c" not in cache


def remembered(server: Redis, part: str) -> list[bytes]:
    return list(server.scan_iter(f"*{part}*"))


MAY_GO_ON = """
from uuid import UUID
from lms.people.models import User
from media_pipeline.models import Asset
from media_pipeline.policies import may_go_on_playing
print(may_go_on_playing(User(pk={user}), Asset(pk=UUID("{asset}"))))
"""


@pytest.mark.parametrize("right", [True, False])
def test_a_right_to_play_is_remembered_for_all_processes_and_not_for_long(
    server: Redis, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, right: bool
) -> None:
    asset, user = Asset(pk=uuid4()), UserFactory.build(pk=4711)
    monkeypatch.setattr(media_rights, "_rights", [lambda user, asset_id: right])
    assert policies.may_go_on_playing(user, asset) is right
    # The other one has no table to look it up in.
    code = MAY_GO_ON.format(user=user.pk, asset=asset.pk)
    assert another_process(code, tmp_path) == str(right)
    [key] = remembered(server, asset.pk.hex)
    assert 0 < server.ttl(key) <= conf.RIGHTS_CACHE_SECONDS


@pytest.mark.django_db
def test_bytes_flow_by_what_redis_remembers_and_stop_when_it_forgets(
    server: Redis, client: Client, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.S3_BUCKET = ""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    asset, reader = published_asset(UserFactory()), UserFactory()
    client.force_login(reader)
    people = [reader]
    monkeypatch.setattr(media_rights, "_rights", [lambda user, asset_id: user in people])
    address = tokens.address(asset, asset.published.renditions.get(name="240p"), reader.pk)
    assert client.head(address).status_code == 200
    people.clear()
    assert client.head(address).status_code == 200
    server.delete(*remembered(server, asset.pk.hex))
    assert client.head(address).status_code == 404


SITE_ROOT_PATHS = "from wagtail.models import Site; print(Site.get_site_root_paths())"


@pytest.mark.django_db
def test_where_the_site_begins_is_remembered_for_all_and_forgotten_with_a_change(
    server: Redis, tmp_path: Path
) -> None:
    found = Site.get_site_root_paths()
    assert found
    assert another_process(SITE_ROOT_PATHS, tmp_path) == str(found)
    Site.objects.get().save()
    assert not remembered(server, "wagtail_site_root_paths")


@pytest.mark.django_db
def test_made_pictures_and_names_of_languages_are_remembered_in_redis(
    server: Redis, settings: Any, tmp_path: Path, django_assert_num_queries: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"
    made = make_picture(UserFactory()).get_rendition("max-165x165")
    names = get_locales_display_names()
    again = Picture.objects.get()
    with django_assert_num_queries(0):
        assert again.get_rendition("max-165x165") == made
        assert get_locales_display_names() == names
    assert remembered(server, "wagtail_locales_display_name")
    assert remembered(server, f"wagtail-rendition-{again.pk}-")
    made.delete()
    assert not remembered(server, f"wagtail-rendition-{again.pk}-")


@pytest.mark.django_db
def test_readyz_writes_into_redis_itself(server: Redis, client: Client) -> None:
    assert client.get("/readyz").json()["parts"]["cache"] == "ok"
    assert remembered(server, "health:")


class OwnRedis:
    """One that these tests may stop."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as line:
            line.bind(("127.0.0.1", 0))
            self.port = line.getsockname()[1]
        self.folder = folder

    def _script(self, verb: str) -> None:
        place = {"REDIS_DATA": str(self.folder), "REDIS_PORT": str(self.port)}
        subprocess.run(
            [ROOT / "bin/services.d/redis.sh", verb],
            check=True,
            env={**os.environ, "PYTHON": sys.executable, **place},
        )

    def start(self) -> None:
        self._script("start")

    def stop(self) -> None:
        self._script("stop")


@pytest.fixture
def own_redis(settings: Any, tmp_path: Path) -> Iterator[OwnRedis]:
    own = OwnRedis(tmp_path / "redis")
    own.start()
    use_redis(settings, own.port)
    yield own
    own.stop()


@pytest.mark.django_db
def test_readyz_says_when_redis_goes_and_when_it_is_back(
    own_redis: OwnRedis, client: Client
) -> None:
    tasks_care.beat("worker-1", ",".join(django_settings.TASK_QUEUES))

    def said() -> tuple[int, Any]:
        health.forget()
        answer = client.get("/readyz")
        return answer.status_code, answer.json()["parts"]["cache"]

    assert said() == (200, "ok")
    own_redis.stop()
    status, state = said()
    assert (status, state["state"]) == (503, "fail")
    assert str(own_redis.port) in state["reason"]
    own_redis.start()
    assert said() == (200, "ok")


@pytest.mark.django_db
def test_the_cache_is_used_again_once_readyz_saw_it_back(
    own_redis: OwnRedis, client: Client
) -> None:
    cache.set("a", 1)
    own_redis.stop()
    cache.set("a", 2)
    assert cache.get("a") is None
    own_redis.start()
    client.get("/readyz")
    cache.set("a", 3)
    assert cache.get("a") == 3


def test_the_cache_is_used_again_by_itself_and_says_so(
    own_redis: OwnRedis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(forgiving, "LEFT_ALONE_SECONDS", 0.1)
    own_redis.stop()
    assert cache.get("a") is None
    own_redis.start()
    time.sleep(0.2)
    cache.set("a", 1)
    assert cache.get("a") == 1
    words = [record.getMessage().split()[0] for record in caplog.records]
    assert words == ["cache_away", "cache_back"]


def test_a_redis_that_started_anew_costs_nobody_a_lost_call(own_redis: OwnRedis) -> None:
    cache.set("a", 1)  # The line that breaks.
    own_redis.stop()
    own_redis.start()
    cache.set("a", 2)
    assert cache.get("a") == 2


def test_a_full_redis_is_no_readers_business_and_readyz_says_it(own_redis: OwnRedis) -> None:
    Redis(port=own_redis.port).config_set("maxmemory", "1")
    cache.set("a", 1)
    assert cache.get("a") is None
    with forgiving.unforgiving(), pytest.raises(Exception, match="maxmemory"):
        cache.set("a", 1)


AWAY = "from django.core.cache import cache; cache.set('a', 1); print(cache.get('a', 'nothing'))"


def test_an_installation_whose_redis_url_is_dead_lives_without_it(
    closed_port: int, tmp_path: Path
) -> None:
    place = f"redis://127.0.0.1:{closed_port}/0"
    assert another_process(AWAY, tmp_path, redis_url=place) == "nothing"
