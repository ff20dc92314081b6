"""Children are started again when they die, and nothing outlives the parent."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lms.core.serving.lock import FolderInUse, FolderLock
from lms.core.serving.processes import Child, Supervisor
from lms.core.serving.sockets import BadAddress, PortBusy, address_of, is_loopback, listen

ROOT = Path(__file__).resolve().parents[3]


def eventually(what: Callable[[], object], seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if what():
            return
        time.sleep(0.05)
    pytest.fail("did not happen in time")


def alive(pid: int) -> bool:
    """Whether a process runs; a zombie does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def python(code: str) -> list[str]:
    return [sys.executable, "-c", textwrap.dedent(code)]


@pytest.fixture
def supervisor() -> Supervisor:
    return Supervisor(lambda text: None, grace=2.0)


def test_a_child_that_dies_is_started_again(supervisor: Supervisor) -> None:
    child = supervisor.add(Child("sleeper", python("import time; time.sleep(600)")))
    assert child.process is not None
    first = child.process.pid
    os.kill(first, signal.SIGKILL)

    def again() -> bool:
        supervisor.tick()
        return child.running and child.process is not None and child.process.pid != first

    eventually(again)
    supervisor.stop()
    assert not child.running


def test_a_child_that_cannot_start_is_tried_ever_more_rarely(supervisor: Supervisor) -> None:
    child = supervisor.add(Child("broken", python("raise SystemExit(3)")))
    pauses = set()

    def tried() -> bool:
        supervisor.tick()
        pauses.add(child.pause)
        return len(pauses) > 2

    eventually(tried)
    assert max(pauses) >= 2
    supervisor.stop()


def test_work_to_be_done_once_is_not_begun_again(supervisor: Supervisor) -> None:
    child = supervisor.add(Child("once", python("pass"), once=True))

    def over() -> bool:
        supervisor.tick()
        return child.finished

    eventually(over)
    supervisor.tick()
    assert child.process is None


PARENT = """
    import subprocess, sys, time
    from pathlib import Path
    from lms.core.serving.processes import Child, Supervisor, adopt_orphans
    folder = Path(sys.argv[1])
    # A child deaf to SIGTERM, with a grandchild in a group of its own, as an ffmpeg would be.
    child = '''
    import os, signal, subprocess, sys, time
    signal.signal(signal.SIGTERM, signal.SIG_IGN if sys.argv[2] == "deaf" else signal.SIG_DFL)
    p = subprocess.Popen(["sleep", "600"], start_new_session=True)
    open(sys.argv[1], "w").write(f"{os.getpid()} {p.pid}")
    time.sleep(600)
    '''
    import textwrap
    adopt_orphans()
    supervisor = Supervisor(print, grace=1.0)
    command = [sys.executable, "-c", textwrap.dedent(child), str(folder / "pids"), sys.argv[2]]
    supervisor.add(Child("c", command))
    import signal
    class Stop(Exception): pass
    def stop(*_): raise Stop
    signal.signal(signal.SIGTERM, stop)
    try:
        while True:
            supervisor.tick(); time.sleep(0.05)
    except Stop:
        supervisor.stop()
"""


@pytest.fixture
def parent(tmp_path: Path) -> Callable[[str], tuple[subprocess.Popen[bytes], int, int]]:
    def start(manners: str) -> tuple[subprocess.Popen[bytes], int, int]:
        command = [*python(PARENT), str(tmp_path), manners]
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)})
        pids = tmp_path / "pids"
        eventually(lambda: pids.exists() and len(pids.read_text().split()) == 2)
        child, grandchild = map(int, pids.read_text().split())
        assert alive(child)
        assert alive(grandchild)
        return process, child, grandchild

    return start


@pytest.mark.parametrize("manners", ["polite", "deaf"])
def test_stopping_ends_children_and_grandchildren(
    parent: Callable[[str], tuple[subprocess.Popen[bytes], int, int]], manners: str
) -> None:
    process, child, grandchild = parent(manners)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=20)
    assert not alive(child)
    assert not alive(grandchild)


@pytest.mark.skipif(sys.platform != "linux", reason="PR_SET_PDEATHSIG is Linux's")
def test_children_end_when_their_parent_is_killed(
    parent: Callable[[str], tuple[subprocess.Popen[bytes], int, int]],
) -> None:
    process, child, grandchild = parent("polite")
    process.kill()
    process.wait()
    eventually(lambda: not alive(child))
    os.kill(grandchild, signal.SIGKILL)  # it had no launcher of its own; the pipeline's has


def test_a_folder_is_held_by_one_and_free_again_after(tmp_path: Path) -> None:
    with FolderLock(tmp_path) as lock:
        lock.describe(address="http://127.0.0.1:8000")
        with pytest.raises(FolderInUse) as refused, FolderLock(tmp_path):
            pass
        assert refused.value.holder["address"] == "http://127.0.0.1:8000"
    with FolderLock(tmp_path) as lock:
        assert not lock.crashed


def test_a_holder_that_was_killed_leaves_the_folder_free(tmp_path: Path) -> None:
    code = """
        import os, signal, sys
        from pathlib import Path
        from lms.core.serving.lock import FolderLock
        with FolderLock(Path(sys.argv[1])) as lock:
            lock.describe(address="x")
            os.kill(os.getpid(), signal.SIGKILL)
    """
    subprocess.run([*python(code), str(tmp_path)], cwd=ROOT, check=False)
    with FolderLock(tmp_path) as lock:
        assert lock.crashed


def test_a_busy_port_is_told_apart_from_a_wrong_address() -> None:
    with listen("127.0.0.1", 0) as first:
        with pytest.raises(PortBusy):
            listen("127.0.0.1", first.getsockname()[1])
        with pytest.raises(BadAddress):
            listen("203.0.113.1", 0)


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("localhost", True),
        ("::1", True),
        ("0.0.0.0", False),
        ("192.168.1.5", False),
        ("truong.edu.vn", False),
    ],
)
def test_what_only_this_machine_reaches(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


def test_the_address_is_one_to_type_into_a_browser() -> None:
    assert address_of("0.0.0.0", 80) == "http://127.0.0.1:80"
    assert address_of("::1", 8000) == "http://[::1]:8000"
