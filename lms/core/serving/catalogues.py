"""Compile message catalogues with Babel: a fresh machine has no `msgfmt`."""

import os
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def compile_catalogues(folders: list[Path]) -> int:
    """Compile each catalogue whose .mo is missing or older; the number compiled."""
    done = 0
    for folder in folders:
        for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
            done += compile_one(source)
    return done


def compile_one(source: Path) -> bool:
    """Compile one catalogue unless its .mo is newer. Fuzzy messages are left out."""
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
        return False
    language = source.parent.parent.name
    with source.open("rb") as file:
        catalogue = read_po(file, locale=language)
    # Written beside and moved: a process that starts meanwhile never reads half a catalogue, nor
    # do two that compile at once write into one file.
    scratch = target.with_suffix(f".mo.{os.getpid()}")
    with scratch.open("wb") as file:
        write_mo(file, catalogue)
    scratch.replace(target)
    return True
