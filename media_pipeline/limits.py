"""Starting a child program that reads an upload: limited, alone, and dying with its worker."""

import contextlib
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from media_pipeline import conf

_CONFINE = str(Path(__file__).with_name("confine.py"))
_BARE = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def confined(
    program: list[str],
    *,
    cpu_seconds: int,
    memory: int = conf.MEMORY_BYTES,
    file_size: int = conf.OUTPUT_FILE_BYTES,
) -> list[str]:
    """The argument list that runs `program` under limits, as a child of this process."""
    return [
        sys.executable,
        "-I",
        "-S",
        _CONFINE,
        f"--parent={os.getpid()}",
        f"--memory={memory}",
        f"--cpu={cpu_seconds}",
        f"--file-size={file_size}",
        "--",
        *program,
    ]


def start(program: list[str], *, cpu_seconds: int, **limits: int) -> subprocess.Popen[bytes]:
    """Start it with pipes for its output, no input and a bare environment.

    Call it from the thread that waits for it: the kernel sends the parent-death signal when
    the *thread* that forked ends (prctl(2), PR_SET_PDEATHSIG).
    """
    return subprocess.Popen(
        confined(program, cpu_seconds=cpu_seconds, **limits),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=_BARE,
        cwd="/",
        start_new_session=True,
    )


def kill(process: subprocess.Popen[Any]) -> None:
    """Kill the whole group and collect it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
