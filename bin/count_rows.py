"""Count the rows of every table; given an earlier count, fail where rows were lost."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

import django
from django.db import connection

# Tables that a migration fills or empties on its own account.
OWN_AFFAIR = {"django_migrations", "django_content_type", "auth_permission", "django_session"}


def count() -> dict[str, int]:
    """Rows by table."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(f"SELECT count(*) FROM {connection.ops.quote_name(table)}")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


def main() -> int:
    django.setup()
    now = count()
    if len(sys.argv) == 1:
        print(json.dumps(now))
        return 0
    before = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lost = [
        f"{table}: {rows} rows before, {now[table]} after"
        for table, rows in before.items()
        if table in now and table not in OWN_AFFAIR and now[table] < rows
    ]
    gone = [table for table, rows in before.items() if rows and table not in now]
    print(f"{sum(before.values())} rows in {len(before)} tables before, {sum(now.values())} after.")
    if gone:
        print("Tables that held rows and are no more:", ", ".join(gone))
    print("\n".join(lost))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
