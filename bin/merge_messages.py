"""Put the areas' Vietnamese messages (locale/parts/*.po) into the catalogues Django reads.

A message that two areas translate differently is an error: one word on one screen must not be
another word on the next. Only `wagtail.po`, our Vietnamese for Wagtail's own screens, gives way:
where one of our areas has the same English, its word goes on both. Parts named `*_js.po` are
messages of scripts (domain djangojs).
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parents[1]
PARTS = ROOT / "locale" / "parts"
TARGETS = ROOT / "locale" / "vi" / "LC_MESSAGES"
OVERLAY = "wagtail.po"


def merge(parts: list[Path], domain: str) -> list[str]:
    """Write one catalogue; what clashes."""
    merged = Catalog(locale="vi", project="Phố Hiến", fuzzy=False)
    clashes = []
    origin: dict[tuple[object, object], str] = {}
    for part in sorted(parts, key=lambda part: (part.name == OVERLAY, part.name)):
        with part.open("rb") as file:
            catalogue = read_po(file, locale="vi")
        for message in catalogue:
            if not message.id:
                continue
            first = message.id if isinstance(message.id, str) else message.id[0]
            key = (message.context, first)
            known = merged.get(message.id, message.context)
            if known is not None:
                if part.name != OVERLAY and known.string != message.string:
                    clashes.append(
                        f"{message.id!r}: {known.string!r} in {origin[key]}, "
                        f"{message.string!r} in {part.name}"
                    )
                continue
            origin.setdefault(key, part.name)
            merged.add(message.id, message.string, flags=message.flags, context=message.context)
    TARGETS.mkdir(parents=True, exist_ok=True)
    with (TARGETS / f"{domain}.po").open("wb") as file:
        write_po(file, merged, width=100, sort_output=True, omit_header=False)
    print(f"{domain}: {len(merged)} messages from {len(set(origin.values()))} parts.")
    return clashes


def main() -> int:
    parts = list(PARTS.glob("*.po"))
    scripts = [part for part in parts if part.stem.endswith("_js")]
    clashes = merge([part for part in parts if part not in scripts], "django")
    clashes += merge(scripts, "djangojs")
    print("\n".join(clashes))
    return 1 if clashes else 0


if __name__ == "__main__":
    sys.exit(main())
