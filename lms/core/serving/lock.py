"""One data folder, one server.

The lock is the kernel's (flock): it goes when its holder goes, however that happens, so a crash
never leaves a folder locked. What the file says is only for people: who holds it, and where.
"""

import fcntl
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO


class FolderInUse(Exception):
    """Somebody else serves from this data folder."""

    def __init__(self, holder: dict[str, Any]) -> None:
        self.holder = holder
        super().__init__(str(holder))


class FolderLock:
    """Hold the data folder for as long as the `with` block runs."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "serve.lock"
        self.crashed = False
        """Whether the holder before us went without saying goodbye."""
        self._file: TextIO | None = None

    def __enter__(self) -> "FolderLock":
        self.path.parent.mkdir(parents=True, exist_ok=True)
        file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = _read(file)
            file.close()
            raise FolderInUse(holder) from None
        self.crashed = bool(_read(file))
        self._file = file
        return self

    def describe(self, **facts: Any) -> None:
        """Write down who holds the folder, for whoever comes second."""
        self._write(json.dumps({"pid": os.getpid(), **facts}))

    def _write(self, text: str) -> None:
        if self._file is None:
            raise RuntimeError("The folder is not locked.")
        self._file.seek(0)
        self._file.truncate()
        self._file.write(text)
        self._file.flush()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is not None:
            self._write("")
            self._file.close()
            self._file = None


def _read(file: TextIO) -> dict[str, Any]:
    file.seek(0)
    try:
        facts = json.loads(file.read())
    except ValueError:
        return {}
    return facts if isinstance(facts, dict) else {}
