"""How much PostgreSQL plans for a page: the tables one query joins, and the time to plan.

For each page that is asked for often: queries, the most tables in one of them, and what planning
all of them costs (`EXPLAIN (SUMMARY)`, the best of five). No ratio and no goal: the figures stand
beside each other from landing to landing. Without PostgreSQL the tables are counted only.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MATERIALS = int(os.environ.get("BENCH_MATERIALS", "20"))
_TABLE = re.compile(r'\b(?:FROM|JOIN)\s+"')


def main() -> None:
    """Print a line for each page."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import override_settings

    from lms.settings.test import DATA_DIR

    original = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with override_settings(MEDIA_ROOT=Path(DATA_DIR) / "bench-files"):
            for what, user, path in _pages():
                print(f"plans, {what}: {_measure(user, path)}", flush=True)
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)


def _pages() -> Iterator[tuple[str, Any, str]]:
    """What is asked for, by whom, at which address."""
    from tests.content.review.world import build, task_of

    world = build()
    approved = [world.approved(title=f"Bài {number}") for number in range(MATERIALS)]
    waiting = [world.submitted(title=f"Bài chờ {number}") for number in range(MATERIALS)]
    slug = approved[0].slug
    yield "lecture, visitor", None, f"/hoc-lieu/{slug}/"
    yield "lecture, student", world.student, f"/hoc-lieu/{slug}/"
    yield "library, visitor", None, "/hoc-lieu/"
    yield "library, student", world.student, "/hoc-lieu/"
    yield "desk, author", world.author, "/ban-lam-viec/"
    yield "desk, group leader", world.leader, "/ban-lam-viec/"
    yield "reviews, group leader", world.leader, "/tham-dinh/"
    yield "one review, group leader", world.leader, f"/tham-dinh/{task_of(waiting[0]).uuid}/"


def _measure(user: Any, path: str) -> str:
    from django.db import connection
    from django.test import Client

    client = Client()
    if user is not None:
        client.force_login(user)
    client.get(path)  # what is kept by the process is kept now
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().startswith(("SELECT", "WITH")):
            asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    most = max((len(_TABLE.findall(sql)) for sql, _params in asked), default=0)
    told = f"{len(asked)} queries, at most {most} tables in one"
    if connection.vendor != "postgresql":
        return told
    return f"{told}, planned in {sum(_planning(*one) for one in asked):.1f} ms"


def _planning(sql: str, params: Any) -> float:
    """Milliseconds to plan one query; the best of five, since a first time reads catalogues."""
    from django.db import connection

    times = []
    with connection.cursor() as cursor:
        for _turn in range(5):
            cursor.execute(f"EXPLAIN (SUMMARY, FORMAT JSON) {sql}", params)
            (found,) = cursor.fetchone()
            plan = json.loads(found) if isinstance(found, str) else found
            times.append(float(plan[0]["Planning Time"]))
    return min(times)


if __name__ == "__main__":
    main()
