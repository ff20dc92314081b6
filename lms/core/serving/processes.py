"""Child programs: started, watched, started again, and ended for certain.

Each child leads a process group of its own, so that Ctrl-C in the terminal reaches only the
parent, which then ends the children in order. Whatever a child leaves behind (an ffmpeg, for
example) is re-parented to us (prctl(2), PR_SET_CHILD_SUBREAPER), so that it can be found and
ended too.
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PR_SET_CHILD_SUBREAPER = 36
LAUNCHER = [sys.executable, "-I", str(Path(__file__).with_name("launcher.py"))]
QUICK_DEATH = 10.0
"""A child that lived less than this long is started again only after a pause."""
LONGEST_PAUSE = 30.0


def adopt_orphans() -> None:
    """Make the kernel hand us the grandchildren whose parent died."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def descendants(root: int) -> list[int]:
    """The process ids below `root`, from /proc; none where there is no /proc."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            # pid (comm) state ppid …; comm may itself contain brackets and spaces.
            fields = entry.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            children.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found: list[int] = []
    waiting = [root]
    while waiting:
        below = children.get(waiting.pop(), [])
        found += below
        waiting += below
    return found


@dataclass
class Child:
    """One program that should be running."""

    name: str
    command: list[str]
    log: Path | None = None
    """Where its output goes; None shows it in the terminal."""
    environment: dict[str, str] = field(default_factory=dict)
    pass_fds: tuple[int, ...] = ()
    once: bool = False
    """Whether to leave it ended once it has ended well."""
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    start_again_at: float = 0.0
    pause: float = 0.0
    finished: bool = False

    def start(self) -> None:
        """Start it in a group of its own, to die with us."""
        output = self.log.open("ab") if self.log else None
        try:
            self.process = subprocess.Popen(
                [*LAUNCHER, str(os.getpid()), *self.command],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                env={**os.environ, **self.environment},
                pass_fds=self.pass_fds,
                start_new_session=True,
            )
        finally:
            if output:
                output.close()
        self.started_at = time.monotonic()

    @property
    def running(self) -> bool:
        """Whether it is alive."""
        return self.process is not None and self.process.poll() is None


class Supervisor:
    """Keeps children running until told to stop, then ends all of them."""

    def __init__(self, say: Callable[[str], None], grace: float = 7.0) -> None:
        self.say = say
        self.grace = grace
        self.children: list[Child] = []

    def add(self, child: Child) -> Child:
        """Start a child and keep it running."""
        self.children.append(child)
        child.start()
        return child

    def tick(self) -> None:
        """Look after every child once; start those again that died."""
        for child in self.children:
            if child.running or child.finished:
                continue
            if child.process is not None:
                self._note_death(child)
            elif time.monotonic() >= child.start_again_at:
                child.start()

    def _note_death(self, child: Child) -> None:
        code = child.process.returncode if child.process else 0
        child.process = None
        if child.once:
            child.finished = True
            if code:
                self.say(f"{child.name} ended with an error (code {code}).{_tail(child.log)}")
            return
        lived = time.monotonic() - child.started_at
        # Twice as long each time: a child that cannot start must not eat the machine.
        child.pause = 0.0 if lived > QUICK_DEATH else min(LONGEST_PAUSE, child.pause * 2 or 1.0)
        child.start_again_at = time.monotonic() + child.pause
        after = f" in {child.pause:.0f} s" if child.pause else ""
        self.say(f"{child.name} ended (code {code}); starting it again{after}.{_tail(child.log)}")

    def stop(self) -> None:
        """Ask every child to end, wait, then end whatever is left, grandchildren too."""
        for child in self.children:
            _signal(child, signal.SIGTERM)
        until = time.monotonic() + self.grace
        while any(child.running for child in self.children) and time.monotonic() < until:
            time.sleep(0.05)
        for child in self.children:
            _signal(child, signal.SIGKILL, group=True)
        _end_the_rest()
        for child in self.children:
            if child.process is not None:
                child.process.wait()


def _signal(child: Child, number: int, *, group: bool = False) -> None:
    if child.process is None:
        return
    try:
        if group:
            os.killpg(child.process.pid, number)
        elif child.running:
            child.process.send_signal(number)
    except (ProcessLookupError, PermissionError):
        pass


def _end_the_rest() -> None:
    """End what the children left behind; a second round for what was being born meanwhile."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        left = descendants(os.getpid())
        for pid in left:
            try:
                os.kill(pid, number)
            except (ProcessLookupError, PermissionError):
                continue
        if not left:
            return
        time.sleep(0.3)


def _tail(log: Path | None, lines: int = 12) -> str:
    """The last lines of a child's log, for whoever sits at the terminal."""
    if log is None or not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 6000))
        text = file.read().decode("utf-8", "replace").splitlines()[-lines:]
    return "".join(f"\n    {line}" for line in text)
