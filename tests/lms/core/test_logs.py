"""One line per request, by which a fault can be found and a person cannot."""

import json
import logging
import os
import subprocess
import sys
from typing import Any

import pytest
from django.test import Client
from structlog.testing import capture_logs

from lms.core.log_filters import WithoutAddress
from lms.settings.logs import LOGGING
from tests.lms.core.server import ROOT, database_url


@pytest.mark.django_db
def test_a_request_leaves_its_route_and_id_and_nothing_that_was_typed(client: Client) -> None:
    with capture_logs() as lines:
        answer = client.get("/khong-co/?q=nguyen+thi+an&token=geheim", HTTP_COOKIE="a=b")
    (line,) = [line for line in lines if line["event"] == "request"]
    assert line["method"] == "GET"
    assert line["status"] == 404
    assert line["ms"] >= 0
    assert answer["X-Request-ID"]
    for secret in ("nguyen", "geheim", "khong-co", "127.0.0.1"):
        assert secret not in str(line)


def test_machines_that_ask_again_and_again_are_not_written_down(client: Client) -> None:
    with capture_logs() as lines:
        client.get("/healthz")
    assert not [line for line in lines if line["event"] == "request"]


@pytest.mark.parametrize("given", ["", "short", "x" * 65, "with space 123", "line\nbreak-12345"])
def test_an_id_that_does_not_look_like_one_is_replaced(client: Client, given: str) -> None:
    answer = client.get("/healthz", HTTP_X_REQUEST_ID=given)
    assert answer["X-Request-ID"] != given
    assert len(answer["X-Request-ID"]) == 32


def test_an_id_from_a_proxy_is_kept(client: Client) -> None:
    answer = client.get("/healthz", HTTP_X_REQUEST_ID="abc-123_DEF.4567")
    assert answer["X-Request-ID"] == "abc-123_DEF.4567"


def test_gunicorn_speaks_through_the_same_logs(settings: Any) -> None:
    from gunicorn.config import Config

    from lms.core.serving.gunicorn_logs import StructuredLogger

    logger = StructuredLogger(Config())
    assert logger.error_log.propagate
    assert not logger.error_log.handlers
    assert logger.access_log.level == logging.CRITICAL


@pytest.mark.parametrize("name", ["django.request", "django.security.csrf"])
def test_djangos_own_lines_come_without_the_address(name: str) -> None:
    path = "/nguoi/6f1c/cap-lai-mat-khau/"
    record = logging.makeLogRecord({"name": name, "msg": "%s: %s", "args": ("Forbidden", path)})
    (handler,) = LOGGING["handlers"].values()
    assert handler["filters"] == ["without_address"]
    assert WithoutAddress().filter(record)
    assert record.getMessage() == "Forbidden: …"


@pytest.fixture
def written(transactional_db: None) -> list[dict[str, Any]]:
    """The lines that a process of the product really wrote about a handful of requests."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "lms.settings.test",
        "DATABASE_URL": database_url(),
        "LOG_FORMAT": "json",
        "LOG_LEVEL": "INFO",
    }
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", "tests.lms.core.logging_process"],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stderr.splitlines()]


@pytest.mark.slow
def test_what_is_written_names_the_request_and_neither_person_nor_address(
    written: list[dict[str, Any]],
) -> None:
    from tests.lms.core.logging_process import FAULT, REQUEST_ID, SECRETS

    assert {line["request_id"] for line in written} == {REQUEST_ID}
    for line in written:
        assert line.keys() >= {"timestamp", "level", "logger", "event"}
        assert not [secret for secret in SECRETS if secret in json.dumps(line, ensure_ascii=False)]
    requests = [line for line in written if line["event"] == "request"]
    assert [(line["method"], line["route"], line["status"]) for line in requests] == [
        ("GET", "none", 404),
        ("POST", "people:reset_password", 403),
        ("POST", "people:login", 200),
        ("GET", "home:start", 500),
    ]
    assert "django.security.csrf" in {line["logger"] for line in written}
    (fault,) = [line for line in written if line["logger"] == "django.request"]
    assert fault["level"] == "error"
    assert FAULT in fault["exception"]
