"""Processes under production settings: none starts beside a demo, and HTTPS is asked for."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django_tasks_db.models import DBTaskResult

from tests.factories.people import UserFactory
from tests.lms.core.server import ROOT, database_url

pytestmark = pytest.mark.slow
WEB = ("-c", "import lms.wsgi; print('started')")
WORKER = ("manage.py", "worker", "--batch", "--interval", "0")
SETTINGS = (
    "SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE",
    "SESSION_COOKIE_HTTPONLY", "DEMO_ALLOWED", "DEBUG",
)  # fmt: skip


def run(
    folder: Path, *command: str, database: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """A process under production settings, on this data folder."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("S3_", "REDIS_"))}
    given = {
        "DJANGO_SETTINGS_MODULE": "lms.settings.production",
        "DATA_DIR": str(folder),
        "DATABASE_URL": database or f"sqlite:///{folder / 'db.sqlite3'}",
        "SECRET_KEY": "of-this-test-only",
        "ALLOWED_HOSTS": "truong.example",
        **environment,
    }
    return subprocess.run(
        [sys.executable, "-W", "ignore", *command],
        cwd=ROOT,
        env={**inherited, **given},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize("command", [WEB, WORKER], ids=["web", "worker"])
def test_nothing_starts_on_a_folder_with_demo_passwords(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    (tmp_path / "demo.json").write_text("{}")
    refused = run(tmp_path, *command)
    assert refused.returncode != 0
    assert "remove_demo" in refused.stderr
    assert "started" not in refused.stdout


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("command", [WEB, WORKER], ids=["web", "worker"])
def test_nothing_starts_on_a_database_with_a_demo_account(
    tmp_path: Path, command: tuple[str, ...]
) -> None:
    DBTaskResult.objects.all().delete()
    account = UserFactory(is_demo=True)
    refused = run(tmp_path, *command, database=database_url())
    assert refused.returncode != 0
    assert "remove_demo" in refused.stderr
    account.delete()
    assert run(tmp_path, *command, database=database_url()).returncode == 0


@pytest.mark.parametrize("missing", ["SECRET_KEY", "ALLOWED_HOSTS"])
def test_nothing_starts_without_its_secrets(tmp_path: Path, missing: str) -> None:
    refused = run(tmp_path, *WEB, **{missing: ""})
    assert refused.returncode != 0
    assert f"Set the environment variable {missing}" in refused.stderr


def test_an_empty_variable_does_not_turn_https_off(tmp_path: Path) -> None:
    code = (
        "import json; from lms.settings import production as p; "
        f"print(json.dumps({{name: getattr(p, name) for name in {SETTINGS!r}}}))"
    )
    told = run(tmp_path, "-c", code, SECURE_SSL_REDIRECT="", SECURE_HSTS_SECONDS="")
    assert json.loads(told.stdout) == {
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
        "SESSION_COOKIE_HTTPONLY": True,
        "DEMO_ALLOWED": False,
        "DEBUG": False,
    }
