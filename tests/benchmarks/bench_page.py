"""What a lecture page costs beside a stock Wagtail page with the same text.

CPU time of a whole request through the WSGI application, with the same middleware, session and
compression, for a visitor and for a student: our lecture page over a page of Wagtail's own
blocks that holds the text of the same demo lecture. In turn within one run, medians. The goal
is a ratio of at most 2. The page of the goal has the lecture's text; what a video adds to ours
(the stock page has no player) is printed as well.
"""

import os
import statistics
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

WARMING, ROUNDS = 10, int(os.environ.get("BENCH_ROUNDS", "120"))
GOAL = 2.0
TEXT = "cong-thuc-nghiem-phuong-trinh-bac-hai"


def main() -> None:
    """Print one ratio for each kind of reader."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.benchmarks.settings"
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import override_settings

    from lms.settings.test import DATA_DIR

    original = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        with override_settings(MEDIA_ROOT=Path(DATA_DIR) / "bench-files"):
            _measure()
    finally:
        connection.creation.destroy_test_db(original, verbosity=0)


def _measure() -> None:
    student, stock, lecture, with_video = _pages()
    application = _application()
    for reader, cookie in (("visitor", ""), ("student", _cookie(student))):
        asked = [_request(application, page, cookie) for page in (stock, lecture, with_video)]
        spent = _in_turn(asked)
        plain, ours, video = (statistics.median(row) * 1000 for row in spent)
        verdict = "ok" if ours / plain <= GOAL else "MISSED"
        print(
            f"page, {reader}: lecture {ours:.1f} ms CPU / stock Wagtail page {plain:.1f} ms CPU "
            f"= {ours / plain:.2f} (goal <= {GOAL:g}) {verdict}; with a video {video / plain:.2f}"
        )


def _in_turn(asked: list[Callable[[], None]]) -> list[list[float]]:
    spent: list[list[float]] = [[] for _ in asked]
    for turn in range(WARMING + ROUNDS):
        for row, request in zip(spent, asked, strict=True):
            started = time.process_time()
            request()
            if turn >= WARMING:
                row.append(time.process_time() - started)
    return spent


# -- what is asked for ------------------------------------------------------------------------


def _application() -> Any:
    from django.core.wsgi import get_wsgi_application

    return get_wsgi_application()


def _cookie(user: Any) -> str:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def _request(application: Any, path: str, cookie: str) -> Callable[[], None]:
    """One request as a server hands it over, its answer read to the end."""
    from django.test import RequestFactory

    headers = {"HTTP_ACCEPT_ENCODING": "gzip, br", "HTTP_COOKIE": cookie}

    def ask() -> None:
        statuses = []
        environ = RequestFactory()._base_environ(PATH_INFO=path, **headers)
        answer = application(environ, lambda status, _headers: statuses.append(status))
        length = sum(len(part) for part in answer)
        answer.close()
        if not statuses[0].startswith("200") or not length:
            raise RuntimeError(f"{path}: {statuses[0]}")

    return ask


# -- what stands there ------------------------------------------------------------------------


def _pages() -> tuple[Any, str, str, str]:
    """A student, and the addresses of the stock page and of both lectures."""
    from lms.demo import texts
    from lms.demo.materials import TEXTS
    from tests.factories.materials import block, make_version, step
    from tests.factories.media_published import caption_of, published_asset
    from tests.factories.people import SchoolFactory, UserFactory, give_role

    teacher, student, school = UserFactory(), UserFactory(), SchoolFactory()
    give_role(teacher, school, "teacher")
    give_role(student, school, "student")
    text = texts.read(TEXTS / f"{TEXT}.md")
    about = {
        "author": teacher,
        "title": text.title,
        "summary": text.summary,
        "objectives": "\n".join(text.objectives),
    }
    lecture = make_version(steps=text.steps, **about)
    asset = published_asset(teacher)
    caption_of(asset)
    video = step("Video", block("video", {"asset": str(asset.pk), "title": text.title}))
    with_video = make_version(steps=[video, *text.steps], **about)
    stock = _stock_page(text)
    return (
        student,
        stock,
        f"/hoc-lieu/{lecture.slug}/",
        f"/hoc-lieu/{with_video.slug}/",
    )


def _stock_page(text: Any) -> str:
    from wagtail.models import Page

    from tests.benchmarks.stock.models import StockPage

    page = StockPage(title=text.title, slug="trang-thuong", search_description=text.summary)
    lead = [("paragraph", f"<p>{line}</p>") for line in (text.summary, *text.objectives)]
    rows = [*lead, *_same_text(text.steps)]
    stored = [{"type": kind, "value": value, "id": str(uuid.uuid4())} for kind, value in rows]
    page.body = StockPage.body.field.stream_block.to_python(stored)
    Page.get_first_root_node().add_child(instance=page)
    page.save_revision().publish()
    return "/trang-thuong/"


def _same_text(steps: list[dict[str, Any]]) -> Iterator[tuple[str, Any]]:
    """The lecture's steps in Wagtail's own blocks."""
    for step in steps:
        yield "heading", step["value"]["title"]
        for block in step["value"]["body"]:
            kind, value = block["type"], block["value"]
            if kind in {"heading", "table"}:
                yield kind, value
            elif isinstance(value, str):
                yield "paragraph", value if kind == "text" else f"<p>\\[{value}\\]</p>"
            else:
                for part in value.values():
                    yield "paragraph", part if part.startswith("<") else f"<p>{part}</p>"


if __name__ == "__main__":
    main()
