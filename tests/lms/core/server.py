"""Processes of the product, for the tests that look at it from outside."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection

from lms.core.serving.processes import descendants

ROOT = Path(__file__).resolve().parents[3]
_ELSEWHERE = ("S3_", "DATABASE_", "REDIS_", "ELASTICSEARCH_", "SEARCH_")
_OPEN = re.compile(r"^  Open (http://\S+)$", re.MULTILINE)
WORKERS = 3


def database_url() -> str:
    """The database that this test uses, for a process that it starts."""
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


class Server:
    """One `manage.py serve` on a free port, without the demo unless asked for; `prefix` begins
    its command."""

    def __init__(self, folder: Path, *, prefix: tuple[str, ...] = (), **environment: str) -> None:
        inherited = {k: v for k, v in os.environ.items() if not k.startswith(_ELSEWHERE)}
        inherited.pop("DEMO_PASSWORD", None)
        number = len(list(folder.parent.glob(f"{folder.name}.*.out")))
        self.output = folder.with_suffix(f".{number}.out")
        self.address = ""
        self.started = time.monotonic()
        self.seconds_to_open = 0.0
        with self.output.open("wb") as file:
            self.process = subprocess.Popen(
                [*prefix, sys.executable, "-W", "ignore", "manage.py", "serve"],
                cwd=ROOT,
                env={
                    **inherited,
                    "DJANGO_SETTINGS_MODULE": "lms.settings.dev",
                    "DATA_DIR": str(folder),
                    "PORT": "0",
                    "DEMO": "0",
                    **environment,
                },
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def said(self) -> str:
        """All that it has printed so far."""
        return self.output.read_text(encoding="utf-8")

    def eventually(self, what: Callable[[], Any], seconds: float = 600) -> Any:
        """What `what` gives once it gives something, as long as the server lives."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if found := what():
                return found
            assert self.process.poll() is None, self.said()
            time.sleep(0.1)
        pytest.fail(f"did not happen in {seconds} s: {self.said()}")

    def await_open(self) -> "Server":
        """Until it says its address and all that it starts runs: workers come after the web."""
        self.address = self.eventually(lambda: _OPEN.search(self.said())).group(1)
        self.seconds_to_open = time.monotonic() - self.started
        self.eventually(lambda: len(self.workers()) == WORKERS)
        return self

    @property
    def port(self) -> str:
        """Where it listens."""
        return self.address.rpartition(":")[2]

    def get(self, path: str) -> tuple[int, bytes]:
        """Status and body of a page."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as answer:
            return answer.status, answer.read()

    def below(self) -> list[int]:
        """Every process that it started, and theirs."""
        return descendants(self.process.pid)

    def running(self, command: bytes) -> list[int]:
        """Which of them run this command of manage.py (launched, or about to be)."""
        return [pid for pid in self.below() if b"manage.py\0" + command in _command(pid)]

    def workers(self) -> list[int]:
        """The workers it has now."""
        return self.running(b"worker")

    def end(self) -> None:
        """For the end of a test: whatever still runs goes."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=120)


def _command(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def gone(pids: list[int], seconds: float = 30) -> bool:
    """Whether none of these processes runs any more, at the latest in `seconds`."""
    until = time.monotonic() + seconds
    while any(_alive(pid) for pid in pids):
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
