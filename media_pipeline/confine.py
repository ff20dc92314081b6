"""Become a limited process, then become the program: `python confine.py [limits] -- program …`.

Runs between fork and exec of every child program that touches an upload. It is a program of its
own instead of a `preexec_fn`, because running Python between fork and exec beside other threads
can lock up for ever (subprocess documentation, "preexec_fn"). Standard library only.
"""

import argparse
import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1  # prctl(2)
PR_SET_NO_NEW_PRIVS = 38


def _limit(kind: int, value: int) -> None:
    _soft, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        value = min(value, hard)
    resource.setrlimit(kind, (value, value))


def main() -> None:
    """Apply the limits and exec the program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--memory", type=int, required=True)
    parser.add_argument("--cpu", type=int, required=True)
    parser.add_argument("--file-size", type=int, required=True)
    parser.add_argument("--nice", type=int, default=10)
    parser.add_argument("program", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    program = options.program[1:] if options.program[:1] == ["--"] else options.program

    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != options.parent:
        sys.exit(1)  # The worker died before we asked to die with it.
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.getpid() != os.getsid(0):
        os.setsid()
    os.nice(options.nice)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_CPU, options.cpu)
    _limit(resource.RLIMIT_FSIZE, options.file_size)
    _limit(resource.RLIMIT_AS, options.memory)
    os.execv(program[0], program)  # noqa: S606


if __name__ == "__main__":
    main()
