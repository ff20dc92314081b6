"""Is every message translated? Fails on a missing, fuzzy or broken Vietnamese message.

Message ids are English, so English needs no catalogue. Messages are gathered from Python,
templates and scripts with Babel; a string that stands in the code and not in the catalogue
fails as well.
"""

import os
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

import django  # noqa: E402
from babel.messages.catalog import Catalog, Message  # noqa: E402
from babel.messages.extract import extract, extract_from_file  # noqa: E402
from babel.messages.pofile import read_po  # noqa: E402
from django.utils.translation import template as django_template  # noqa: E402

SOURCES = ("lms", "content", "media_pipeline", "search", "themes")
KEYWORDS = {
    "_": None,
    **{
        f"{name}{lazy}": spec
        for lazy in ("", "_lazy")
        for name, spec in {
            "gettext": None,
            "ngettext": (1, 2),
            "pgettext": ((1, "c"), 2),
            "npgettext": ((1, "c"), 2, 3),
        }.items()
    },
    "gettext_noop": None,
}
Found = tuple[str, str, str]
"""Context, message id, where."""

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w+\}")


def _key(message: str | tuple[str, ...], context: str | None) -> tuple[str, str]:
    first = message if isinstance(message, str) else message[0]
    return context or "", first


def in_code() -> Iterator[Found]:
    """Every translatable string of our own."""
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if "vendor" in path.parts or "migrations" in path.parts:
                continue
            where = path.relative_to(ROOT).as_posix()
            if path.suffix == ".py":
                yield from _with_babel("python", path, where)
            elif path.suffix == ".js":
                yield from _with_babel("javascript", path, where)
            elif path.suffix in {".html", ".txt", ".xml"} and "templates" in path.parts:
                yield from _from_template(path, where)


def _with_babel(method: str, path: Path, where: str) -> Iterator[Found]:
    for line, message, _comments, context in extract_from_file(method, path, KEYWORDS):
        key = _key(message, context)
        if key[1]:
            yield (*key, f"{where}:{line}")


def _from_template(path: Path, where: str) -> Iterator[Found]:
    # Django's own reading turns all but the messages into filler letters. The result is not
    # quite Python (its indentation means nothing), but the reader of scripts takes it.
    text = django_template.templatize(path.read_text(encoding="utf-8"), origin=where)
    for line, message, _comments, context in extract(
        "javascript", BytesIO(text.encode()), KEYWORDS, options={"encoding": "utf-8"}
    ):
        key = _key(message, context)
        if key[1]:
            yield (*key, f"{where}:{line}")


def catalogues() -> dict[Path, Catalog]:
    """Our Vietnamese catalogues."""
    found = {}
    for path in sorted((ROOT / "locale" / "vi" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            found[path] = read_po(file, locale="vi")
    return found


def faults(path: Path, message: Message) -> Iterator[str]:
    """What is wrong with one message of a catalogue."""
    texts = [message.string] if isinstance(message.string, str) else list(message.string or [])
    where = f"{path.relative_to(ROOT)}:{message.lineno}: {_key(message.id, None)[1]!r}"
    if not texts or not all(texts):
        yield f"{where} is not translated"
    if message.fuzzy:
        yield f"{where} is fuzzy"
    identifiers = [message.id] if isinstance(message.id, str) else list(message.id)
    # English may say "1 page" without a placeholder; Vietnamese has one form for all numbers.
    wanted = set().union(*(PLACEHOLDER.findall(identifier) for identifier in identifiers))
    for text in filter(None, texts):
        named = set(PLACEHOLDER.findall(text))
        if missing := named - wanted:
            yield f"{where}: the translation names {', '.join(sorted(missing))}"
        if len(identifiers) == 1 and (lost := wanted - named):
            yield f"{where}: the translation leaves out {', '.join(sorted(lost))}"


def main() -> int:
    """Print every fault; 1 when there is any."""
    django.setup()
    ours = catalogues()
    known: set[tuple[str, str]] = set()
    problems: list[str] = []
    for path, catalogue in ours.items():
        for message in catalogue:
            if message.id:
                known.add(_key(message.id, message.context))
                problems += faults(path, message)
    missing: dict[tuple[str, str], str] = {}
    for context, identifier, where in in_code():
        if (context, identifier) not in known and (context, identifier) not in missing:
            missing[context, identifier] = where
    problems += [f"{where}: {key[1]!r} is in no catalogue" for key, where in missing.items()]
    print("\n".join(problems) or f"All {len(known)} messages are translated.")
    if problems:
        print(f"{len(problems)} problems with messages.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
