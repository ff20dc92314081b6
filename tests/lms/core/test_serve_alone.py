"""`make run`, once installed, wants no root and no network: an ordinary user who may write
nothing but the data folder serves it in a network that has only this machine."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lms.core.server import Server
from tests.untried import not_tried

pytestmark = pytest.mark.slow

NOBODY = 65534
# In the new network even loopback is down (SIOCSIFFLAGS, IFF_UP; netdevice(7)).
_LOOPBACK_UP = """
import fcntl, os, socket, struct, sys
with socket.socket() as any_socket:
    fcntl.ioctl(any_socket, 0x8914, struct.pack("16sh", b"lo", 1))
os.execvp(sys.argv[1], sys.argv[1:])
"""
# Nothing is left of root but the right to read: some machines keep Python in root's own folder.
_READER = (
    "setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups",
    "--inh-caps=-all,+dac_read_search", "--ambient-caps=-all,+dac_read_search",
    "--bounding-set=-all,+dac_read_search",
)  # fmt: skip
_FETCH = """
import sys, urllib.request
for path in sys.argv[2:]:
    with urllib.request.urlopen(sys.argv[1] + path, timeout=60) as answer:
        print(answer.status, path)
"""


def alone() -> tuple[str, ...]:
    """The beginning of a command that runs so. Where the machine forbids it, the test is skipped
    loudly; CI, which is root, has to run it."""
    prefix = ("unshare", "-n", sys.executable, "-c", _LOOPBACK_UP, *_READER)
    tried = subprocess.run([*prefix, sys.executable, "-c", ""], capture_output=True, check=False)
    if os.getuid() != 0 or tried.returncode:
        not_tried("NOT ROOT, or no network namespaces: serving as somebody else was NOT tested.")
    return prefix


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that somebody else owns and reaches: pytest's own ones are closed to others."""
    made = Path(tempfile.mkdtemp(prefix="phohien-alone."))
    made.chmod(0o755)
    data = made / "data"
    data.mkdir()
    os.chown(data, NOBODY, NOBODY)
    yield data
    shutil.rmtree(made)


def fetch(server: Server, *paths: str) -> list[str]:
    """Ask for pages from within the server's network."""
    inside = ["nsenter", "--net", "--target", str(server.process.pid)]
    command = [*inside, sys.executable, "-c", _FETCH, server.address, *paths]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


def test_an_ordinary_user_serves_it_without_a_network(folder: Path) -> None:
    server = Server(folder, prefix=alone(), HOME=str(folder), DEMO="1").await_open()
    try:
        status = Path(f"/proc/{server.process.pid}/status").read_text()
        assert f"Uid:\t{NOBODY}\t{NOBODY}\t{NOBODY}\t{NOBODY}" in status
        assert fetch(server, "/healthz", "/", "/chuong-trinh/") == [
            "200 /healthz", "200 /", "200 /chuong-trinh/",
        ]  # fmt: skip
        server.eventually(lambda: "Demo 2/" in server.said())
        with pytest.raises(OSError):
            server.get("/healthz")  # from our own network there is nothing at this address
        assert "Traceback" not in server.said()
        assert {path.owner() for path in folder.iterdir()} == {"nobody"}
    finally:
        server.end()
