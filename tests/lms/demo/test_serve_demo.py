"""`make run` on a fresh machine, from outside: the demo is served while it is being written, and
the accounts it prints let everyone in."""

import re
import signal
import urllib.request
from collections.abc import Callable, Iterator
from http.cookiejar import CookieJar
from itertools import takewhile
from pathlib import Path
from urllib.parse import urlencode

import pytest

from lms.demo import materials, texts
from tests.lms.core.server import Server, gone

pytestmark = pytest.mark.slow
_PROGRESS = re.compile(r"^Demo (\d+)/(\d+): \S", re.MULTILINE)
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
TEXTS = texts.read_all(materials.TEXTS)
HEADING = "  Demo accounts (role, user name, password):\n"
LANDS_ON = {
    "giaovien": "/ban-lam-viec/",
    "totruong": "/ban-lam-viec/",
    "hieutruong": "/ban-lam-viec/",
    "hocsinh": "/hoc/",
}


def accounts(server: Server) -> dict[str, str]:
    """User names and passwords, as the table in the terminal has them."""
    after = server.said().partition(HEADING)[2].splitlines()
    table = takewhile(lambda line: line.startswith("    "), after)
    rows = [re.split(r"\s{3,}", line.strip()) for line in table]
    return {username: password for _role, username, password in rows}


def progress(server: Server) -> list[tuple[int, int]]:
    """The lines "Demo 7/51: …" so far."""
    return [(int(n), int(total)) for n, total in _PROGRESS.findall(server.said())]


class Browser:
    """Somebody with a cookie jar."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))

    def open(self, path: str, **form: str) -> tuple[str, str]:
        """Where one lands, and the page."""
        data = urlencode(form).encode() if form else None
        with self.opener.open(self.server.address + path, data, timeout=120) as answer:
            return answer.geturl().removeprefix(self.server.address), answer.read().decode()

    def log_in(self, username: str, password: str) -> str:
        _place, page = self.open("/dang-nhap/")
        token = _TOKEN.search(page)
        assert token
        return self.open(
            "/dang-nhap/",
            username=username,
            password=password,
            csrfmiddlewaretoken=token.group(1),
        )[0]


@pytest.fixture
def start() -> Iterator[Callable[[Path], Server]]:
    """Start a server with the demo; whatever still runs at the end is ended."""
    started: list[Server] = []

    def begin(folder: Path) -> Server:
        started.append(Server(folder, DEMO="1"))
        return started[-1].await_open()

    yield begin
    for server in started:
        server.end()


def test_from_the_first_start_to_the_second(
    start: Callable[[Path], Server], tmp_path: Path
) -> None:
    server = start(tmp_path / "data")
    told = it_is_served_while_it_is_written(server)
    the_printed_accounts_let_everyone_in(server, told)
    what_was_written_is_found(server, told)
    told_to_stop_it_leaves_nothing_running(server)
    again = start(tmp_path / "data")
    assert again.seconds_to_open < 20, "a second start answers within seconds"
    the_next_start_shows_the_same_accounts(again, told)


def it_is_served_while_it_is_written(server: Server) -> dict[str, str]:
    server.eventually(lambda: HEADING in server.said() and progress(server))
    _place, page = Browser(server).open("/")
    assert "Phố Hiến" in page
    number, total = progress(server)[-1]
    assert total == len(TEXTS)
    assert number < total, "seeding was over before anything was looked at"
    return accounts(server)


def the_printed_accounts_let_everyone_in(server: Server, told: dict[str, str]) -> None:
    assert len(told) >= 14
    assert len(set(told.values())) == 1
    for username, place in LANDS_ON.items():
        assert Browser(server).log_in(username, told[username]) == place
    assert Browser(server).log_in("giaovien", "not the password") == "/dang-nhap/"


def what_was_written_is_found(server: Server, told: dict[str, str]) -> None:
    total = len(TEXTS)
    server.eventually(lambda: (total, total) in progress(server), seconds=1800)
    assert [number for number, _total in progress(server)] == list(range(1, total + 1))
    student = Browser(server)
    student.log_in("hocsinh", told["hocsinh"])

    def found() -> bool:
        page = student.open("/tim-kiem/?q=phuong+trinh+bac+hai")[1]
        results = re.sub(r"<[^>]+>", "", page.partition('class="results"')[2])
        return "Phương trình bậc hai một ẩn" in results

    server.eventually(found)


def told_to_stop_it_leaves_nothing_running(server: Server) -> None:
    """Though a video is being made at the time."""
    children = server.below()
    assert len(children) >= 4
    server.process.send_signal(signal.SIGTERM)
    assert server.process.wait(timeout=120) == 0
    assert gone(children)
    assert "Traceback" not in server.said()


def the_next_start_shows_the_same_accounts(server: Server, told: dict[str, str]) -> None:
    """And writes nothing twice: only the videos may still be on their way."""
    server.eventually(lambda: HEADING in server.said())
    server.eventually(lambda: not server.running(b"seed_demo"))
    assert accounts(server) == told
    with_video = sum(bool(text.video) for text in TEXTS)
    assert all(number > len(TEXTS) - with_video for number, _total in progress(server))
