"""Become another program that ends when its parent ends.

    python -I launcher.py PARENT_PID PROGRAM [ARGUMENT …]

Linux sends a process the signal it asked for when its parent dies, `kill -9` included
(prctl(2), PR_SET_PDEATHSIG); the wish survives exec. A `preexec_fn` would do the same between
fork and exec, where Python code is unsafe beside threads: hence a small program of its own.
It imports nothing of Django, so that it costs milliseconds.
"""

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1


def main(arguments: list[str]) -> None:
    parent, *command = arguments
    # Elsewhere than on Linux there is no prctl: a plain exec.
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != int(parent):  # it died before the wish was made
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])
