"""The list of what a back-up holds, and whether it still holds it."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

FORMAT = 1
NAME = "manifest.json"


class BackupError(Exception):
    """A back-up cannot be made, or is not what it should be. The text is for the administrator."""


@dataclass(frozen=True)
class Part:
    """One file of a back-up."""

    name: str
    size: int
    sha256: str


@dataclass
class Manifest:
    """What a back-up holds."""

    made_at: str
    engine: str
    """`sqlite` or `postgresql`: neither can be restored into the other."""
    database: Part
    files: list[Part] = field(default_factory=list)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write it down, with its own sum beside it."""
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / NAME).write_text(text, encoding="utf-8")
        (folder / f"{NAME}.sha256").write_text(sum_of(folder / NAME)[1] + "\n", encoding="ascii")

    def verify(self, folder: Path) -> None:
        """Read every part again; raise BackupError naming the first that differs."""
        _compare(folder / self.database.name, self.database)
        for part in self.files:
            _compare(folder / "files" / part.name, part)


def read(folder: Path) -> Manifest:
    """The manifest of a back-up, checked against its sum."""
    path = folder / NAME
    try:
        expected = (folder / f"{NAME}.sha256").read_text(encoding="ascii").strip()
        if sum_of(path)[1] != expected:
            raise BackupError(f"{path} was changed or damaged.")
        facts: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} is not a complete back-up: {error}") from None
    if facts.get("format") != FORMAT:
        raise BackupError(
            f"{folder} was written in format {facts.get('format')}; {FORMAT} is read."
        )
    database = Part(**facts.pop("database"))
    files = [Part(**part) for part in facts.pop("files")]
    for part in (database, *files):
        safe_name(part.name)
    return Manifest(database=database, files=files, **facts)


def safe_name(name: str) -> str:
    """The name, unless it points out of its folder."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\0" in name:
        raise BackupError(f"The name {name!r} points out of the back-up.")
    return name


def sum_of(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return path.stat().st_size, digest


def _compare(path: Path, part: Part) -> None:
    try:
        found = sum_of(path)
    except OSError as error:
        raise BackupError(f"{path} cannot be read: {error.strerror}.") from None
    if found != (part.size, part.sha256):
        raise BackupError(f"{path} differs from what the manifest says.")
