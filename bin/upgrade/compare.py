"""Note what stands in every table before an upgrade; afterwards say what became of it.

    compare.py note FILE       also fails where a table of ours is empty without a reason
    compare.py check FILE      fails where rows or values were lost or changed without a reason

Contents are compared column by column, by sums over the rows, in the columns that stand there
before and after. Tables and columns are read from the database, not from models: both landings'
databases can be noted by the same code.
"""

import hashlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(1, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

import django
from django.apps import apps
from django.db import connection

OURS = ("lms.", "content.", "media_pipeline", "search", "themes")

# Tables of ours that stay empty when the previous landing has filled a database, and why.
MAY_BE_EMPTY = {
    "core_workerheartbeat": "a worker that has ended takes its row along",
    "people_user_user_permissions": "rights come from dated facts; nobody is given one by name",
}

# What any upgrade may change, and why.
ALWAYS = {
    "django_migrations": "each migration leaves its row",
    "django_content_type": "new models",
    "auth_permission": "of new models",
}

# What this upgrade changes on purpose: a table, or "table.column", and why. Whoever writes such a
# migration adds a line; it goes when .ci/previous names a landing that has the migration (the
# check then says that the line had no use).
MAY_CHANGE: dict[str, str] = {
    "materials_materialindexpage": "materials are no pages, so none stands above them",
    "wagtailcore_page": "materials are no pages",
    "wagtailcore_grouppagepermission": "rights on the page above all materials go with it",
    "wagtailcore_pagelogentry": "the log of pages becomes the log of materials",
    "wagtailcore_modellogentry": "the log of pages becomes the log of materials",
    "wagtailcore_revision.content": "a draft's revision has no columns of a page",
    "wagtailcore_revision.content_type_id": "a draft is no page",
    "wagtailcore_revision.base_content_type_id": "a draft is no page",
    "wagtailcore_referenceindex": "a draft is no page; what files it uses stays",
    "wagtailsearch_indexentry": "Wagtail's own search knew pages",
    "wagtailsearch_indexentry_fts": "Wagtail's own search knew pages",
    "materials_materialpage.live_version_id": "a version says itself whether it is published",
    "materials_materialpage.review_state": "which step judges is for the open task to say",
    "review_reviewtask.checked_on": "who made what is being judged is found and stored",
}

# Tables that this upgrade renames: what they held must stand under the new name. A line goes when
# .ci/previous names a landing that has the migration, as one of MAY_CHANGE does.
RENAMED = {
    "materials_materialimage": "files_picture",
    "materials_materialrendition": "files_picturerendition",
    "materials_materialdocument": "files_document",
    "materials_materialversion": "versions_frozenversion",
    "materials_versionfile": "versions_versionfile",
    "materials_materialpage": "materials_material",
    "materials_materialpage_co_authors": "materials_material_co_authors",
}

# Columns that move to another table, with the rows' keys: "table.column" as it was and as it is.
MOVED = {
    f"materials_materialversion.{name}": f"materials_materialversion.{name}"
    for name in (
        "revision_id", "summary", "topic_id", "objectives", "keywords", "language", "licence",
        "source", "watch_share", "step_seconds", "content", "block_schema", "body_text",
        "has_formulas",
    )
} | {
    "materials_materialversion.page_id": "materials_materialversion.material_id",
    "materials_materialpage.page_ptr_id": "materials_material.id",
    "materials_materialpage_co_authors.materialpage_id": (
        "materials_material_co_authors.material_id"
    ),
}  # fmt: skip

# The full-text engine's own blocks; what it indexes is compared.
ENGINE = ("_fts_config", "_fts_content", "_fts_data", "_fts_docsize", "_fts_idx")

Facts = dict[str, Any]


def note() -> dict[str, Facts]:
    """Rows and the sum of each column, by table."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    return {table: _facts(table) for table in sorted(tables) if not table.endswith(ENGINE)}


def _facts(table: str) -> Facts:
    with connection.cursor() as cursor:
        key_names = connection.introspection.get_primary_key_columns(cursor, table) or []
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
        names = [column[0] for column in cursor.description]
        places = [names.index(name) for name in key_names]
        sums = [0] * len(names)
        rows = 0
        for row in _rows(cursor):
            rows += 1
            key = repr([row[place] for place in places])
            for place, value in enumerate(row):
                sums[place] = (sums[place] + _number(f"{key} {value!r}")) % 2**64
    return {"rows": rows, "columns": dict(zip(names, sums, strict=True))}


def _rows(cursor: Any) -> Iterator[list[Any]]:
    while found := cursor.fetchmany(1000):
        for row in found:
            yield [bytes(value) if isinstance(value, memoryview) else value for value in row]


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest())


# -- empty tables -----------------------------------------------------------------------------


def is_ours(table: str) -> bool:
    """Whether a table belongs to an app of this repository."""
    configs = [config for config in apps.get_app_configs() if config.name.startswith(OURS)]
    return any(table.startswith(f"{config.label}_") for config in configs)


def empty_faults(facts: dict[str, Facts]) -> list[str]:
    """Print which tables no upgrade was tried with; returns those that must not be empty."""
    empty = [table for table in facts if not facts[table]["rows"]]
    if len(empty) == len(facts):
        return ["no table holds anything: nothing filled this database"]
    ours = [table for table in empty if is_ours(table)]
    others = [table for table in empty if table not in ours]
    print("Empty, so not tried, of others:", ", ".join(others) or "none")
    for table in ours:
        print(f"Empty, so not tried, of ours: {table} ({MAY_BE_EMPTY.get(table, 'NO REASON')})")
    for table in sorted(set(MAY_BE_EMPTY) - set(ours)):
        print(f"Not empty, or not there: {table}. Take it from MAY_BE_EMPTY in compare.py.")
    return [
        f"{table} is empty: let populate.py fill it, or give a reason in MAY_BE_EMPTY"
        for table in ours
        if table not in MAY_BE_EMPTY
    ]


# -- before and after -------------------------------------------------------------------------


def changes(before: dict[str, Facts], after: dict[str, Facts]) -> Iterator[tuple[str, str]]:
    """What is no longer as it was: a name as in MAY_CHANGE, and how it changed."""
    for table, old in before.items():
        new = after.get(RENAMED.get(table, table))
        if new is None:
            if old["rows"]:
                yield table, f"is no more; it had {old['rows']} rows"
        elif new["rows"] != old["rows"]:
            yield table, f"had {old['rows']} rows, has {new['rows']}"
        elif old["rows"]:
            yield from _changed_columns(table, old["columns"], after)


def _changed_columns(
    table: str, old: dict[str, int], after: dict[str, Facts]
) -> Iterator[tuple[str, str]]:
    for column, total in old.items():
        name = f"{table}.{column}"
        here, _dot, there = MOVED.get(name, f"{RENAMED.get(table, table)}.{column}").partition(".")
        new = after.get(here, {"columns": {}})["columns"]
        if there not in new:
            yield name, "is no more"
        elif new[there] != total:
            yield name, "holds other values"


def change_faults(before: dict[str, Facts], after: dict[str, Facts]) -> list[str]:
    """Print what changed; returns what must not have."""
    rows = [sum(facts["rows"] for facts in noted.values()) for noted in (before, after)]
    print(f"{rows[0]} rows in {len(before)} tables before, {rows[1]} in {len(after)} after.")
    allowed = ALWAYS | MAY_CHANGE
    used, faults = set(), []
    for name, how in changes(before, after):
        key = next((key for key in (name, name.split(".")[0]) if key in allowed), None)
        print(f"Changed: {name} {how} ({allowed[key] if key else 'NO REASON'})")
        if key is None:
            faults.append(f"{name} {how}: an upgrade must not, or MAY_CHANGE must say why")
        else:
            used.add(key)
    known = {f"{table}.{column}" for table in before for column in before[table]["columns"]}
    unused = (set(MAY_CHANGE) - used) | (set(RENAMED) - set(before)) | (set(MOVED) - known)
    print("Lines without use here:", ", ".join(sorted(unused)) or "none")
    return faults


def main() -> int:
    django.setup()
    task, path = sys.argv[1], Path(sys.argv[2])
    now = note()
    if task == "note":
        path.write_text(json.dumps(now), encoding="utf-8")
        faults = empty_faults(now)
    else:
        faults = change_faults(json.loads(path.read_text(encoding="utf-8")), now)
    for fault in faults:
        print(f"FAULT: {fault}", file=sys.stderr)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
