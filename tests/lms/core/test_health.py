"""/healthz says that a process lives; /readyz which parts work, and why not to those who run it."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lms.core import health, tasks_care
from lms.core.models import WorkerHeartbeat

pytestmark = pytest.mark.database

PARTS = {"database", "migrations", "storage", "search", "cache", "worker", "disk"}


@pytest.fixture(autouse=True)
def _ask_anew() -> Any:
    health.forget()
    yield
    health.forget()


@pytest.fixture
def worker(db: None) -> None:
    tasks_care.beat("worker-1", "default,checks")
    tasks_care.beat("worker-2", "media")


def test_healthz_answers_without_asking_the_database(client: Client) -> None:
    # No database mark on this test: any query raises.
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


def test_all_parts_are_named_and_up(client: Client, worker: None) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["parts"].keys() >= PARTS
    assert set(answer.json()["parts"].values()) == {"ok"}


@pytest.mark.django_db
def test_without_a_worker_it_is_not_ready_and_says_so_to_the_machine_itself(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["worker"]["state"] == "fail"
    assert "manage.py worker" in answer.json()["parts"]["worker"]["reason"]
    assert answer.json()["parts"]["database"] == "ok"


@pytest.mark.django_db
def test_a_queue_that_nobody_works_on_is_said(client: Client) -> None:
    tasks_care.beat("worker-1", "default,media")
    part = client.get("/readyz").json()["parts"]["worker"]
    assert part["state"] == "fail"
    assert "--queues checks" in part["reason"]


@pytest.mark.django_db
def test_a_worker_that_fell_silent_counts_for_nothing(client: Client) -> None:
    long_ago = timezone.now() - 2 * tasks_care.SILENT_AFTER
    WorkerHeartbeat.objects.create(worker_id="gone", queues="default", seen_at=long_ago)
    assert client.get("/readyz").status_code == 503


@pytest.mark.django_db
@pytest.mark.parametrize(
    "request_facts",
    [
        {"REMOTE_ADDR": "203.0.113.7"},
        # A proxy on this machine that TRUSTED_PROXIES does not name: everyone looks like us.
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "203.0.113.7"},
        {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer wrong"},
        {"REMOTE_ADDR": "203.0.113.7", "HTTP_AUTHORIZATION": "Bearer "},
    ],
)
@pytest.mark.parametrize("token", ["", "right-token"])
def test_strangers_see_no_reasons(
    client: Client, settings: Any, request_facts: dict[str, str], token: str
) -> None:
    settings.READYZ_TOKEN = token
    answer = client.get("/readyz", **request_facts)
    assert answer.status_code == 503
    assert answer.json()["parts"]["worker"] == "fail"
    assert b"reason" not in answer.content


@pytest.mark.django_db
def test_the_token_opens_the_reasons(client: Client, settings: Any) -> None:
    settings.READYZ_TOKEN = "right-token"
    answer = client.get(
        "/readyz", REMOTE_ADDR="203.0.113.7", HTTP_AUTHORIZATION="Bearer right-token"
    )
    assert "reason" in answer.json()["parts"]["worker"]


@pytest.mark.django_db
def test_behind_a_named_proxy_the_visitor_is_who_counts(client: Client, settings: Any) -> None:
    settings.TRUSTED_PROXIES = 1
    answer = client.get("/readyz", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.7")
    assert b"reason" not in answer.content


def test_a_search_server_that_is_away_is_said(client: Client, settings: Any, worker: None) -> None:
    settings.SEARCH_BACKEND = "elasticsearch"
    settings.ELASTICSEARCH_URL = "http://user:secret@127.0.0.1:9"  # the discard port: refused
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["search"]["state"] == "fail"
    assert b"secret" not in answer.content


def test_a_data_folder_that_nothing_was_written_to_yet_is_well(
    client: Client, settings: Any, tmp_path: Any, worker: None
) -> None:
    settings.DATA_DIR = tmp_path / "not" / "yet"
    assert client.get("/readyz").json()["parts"]["disk"] == "ok"


def test_a_full_disk_is_said(client: Client, monkeypatch: pytest.MonkeyPatch, worker: None) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)
    assert client.get("/readyz").json()["parts"]["disk"]["state"] == "fail"


def test_a_storage_that_cannot_be_written_is_said(
    client: Client, settings: Any, tmp_path: Any, worker: None
) -> None:
    (tmp_path / "file").write_text("a file where a folder should be")
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "file" / "below")},
        },
    }
    assert client.get("/readyz").json()["parts"]["storage"]["state"] == "fail"
