"""`make run` from outside: it serves, refuses to share, comes back, and leaves nothing behind."""

import json
import os
import shutil
import signal
import time
import urllib.error
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import migrated
from tests.lms.core.server import WORKERS, Server, gone

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("serve")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve") / "data"


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[list[Server]]:
    """The servers that were started; the last one is ended after the last test."""
    started: list[Server] = []
    yield started
    for server in started:
        server.end()


@pytest.fixture
def server(folder: Path, running: list[Server]) -> Server:
    """The one that runs; a new one when a test has ended it."""
    if not running or running[-1].process.poll() is not None:
        running.append(Server(folder).await_open())
    return running[-1]


def test_it_serves_and_a_worker_dies_and_comes_back(server: Server) -> None:
    assert server.get("/healthz") == (200, b"ok\n")

    def ready() -> bool:
        try:
            return bool(json.loads(server.get("/readyz")[1])["ready"])
        except urllib.error.HTTPError:
            time.sleep(1)
            return False

    server.eventually(ready)
    workers = server.workers()
    for pid in workers:
        os.kill(pid, signal.SIGKILL)

    def others_came() -> bool:
        again = server.workers()
        return len(again) == WORKERS and not set(again) & set(workers)

    server.eventually(others_came)


def test_a_second_one_is_told_where_the_first_one_serves(server: Server, folder: Path) -> None:
    second = Server(folder)
    assert second.process.wait(timeout=300) != 0
    assert server.address in second.said()
    assert "Traceback" not in second.said()
    assert server.get("/healthz")[0] == 200


def test_a_busy_port_is_said_with_the_way_out(server: Server, tmp_path: Path) -> None:
    second = Server(tmp_path / "other", PORT=server.port)
    assert second.process.wait(timeout=300) != 0
    assert "PORT=" in second.said()
    assert "Traceback" not in second.said()


def test_ctrl_c_ends_everything(server: Server) -> None:
    children = server.below()
    assert len(children) >= 4
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(timeout=60) == 0
    assert gone(children)


def test_nothing_outlives_a_kill_and_the_next_start_prepares_nothing_again(
    server: Server, folder: Path, running: list[Server]
) -> None:
    first = running[0].said()
    assert "Collecting" in first
    assert "Preparing the database" in first
    children = server.below()
    server.process.kill()
    server.process.wait()
    assert gone(children)
    after = Server(folder, PORT=server.port)
    running.append(after)
    after.await_open()
    assert after.address == server.address
    assert "Collecting" not in after.said()
    assert "Preparing the database" not in after.said()


def test_two_at_once_live_side_by_side(
    server: Server, folder: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Started in the same moment from one tree, each on its own folder: what one is told to do
    is nothing to the other. (What takes half a minute is copied: the database, the static files.)
    """
    folders = [tmp_path / "mot", tmp_path / "hai"]
    for copied in folders:
        shutil.copytree(folder / "static", copied / "static")
        migrated.copy_file(migrated.folder_of(request.config), copied / "db.sqlite3")
    pair = [Server(folder) for folder in folders]
    try:
        first, second = (server.await_open() for server in pair)
        assert first.address != second.address
        assert len({(folder / "secret.key").read_text() for folder in folders}) == 2
        first.process.terminate()
        assert first.process.wait(timeout=60) == 0
        assert second.get("/healthz") == (200, b"ok\n")
        assert second.get("/")[0] == 200
        assert len(second.workers()) == WORKERS
    finally:
        for server in pair:
            server.end()


@pytest.mark.parametrize("port", ["70000", "-1", "http"])
def test_a_port_that_is_none_is_said(tmp_path: Path, port: str) -> None:
    server = Server(tmp_path / "data", PORT=port)
    assert server.process.wait(timeout=300) != 0
    assert "PORT=" in server.said()
    assert "Traceback" not in server.said()


def test_the_demo_is_not_shown_to_other_machines(tmp_path: Path) -> None:
    server = Server(tmp_path / "data", HOST="0.0.0.0", DEMO="1")
    assert server.process.wait(timeout=300) != 0
    assert "demo accounts" in server.said()
