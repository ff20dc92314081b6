"""After the upgrade: does our code show what the old code wrote? A line for each page asked for."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.dev")

import django
from django.test import Client
from known import LEADER, POSITION, QUERY, REMARK, STUDENT, TEACHER, TITLE, WORDS

Asked = tuple[str, Client, str, list[str]]


def main() -> int:
    django.setup()
    faults = [fault for asked in questions() for fault in _ask(*asked)]
    return 1 if faults else 0


def _client(name: str = "") -> Client:
    from lms.people.models import User

    client = Client(raise_request_exception=False, HTTP_HOST="127.0.0.1")
    if name:
        backend = "django.contrib.auth.backends.ModelBackend"
        client.force_login(User.objects.get(username=name), backend=backend)
    return client


def questions() -> Iterator[Asked]:
    """Who asks, for what, and what must stand in the answer."""
    from content.materials.models import Material

    material = Material.objects.get(title=TITLE)
    version = material.versions.get(published=True)
    address, last = f"/hoc-lieu/{material.slug}/", version.content[2]["id"]
    visitor, student, teacher = _client(), _client(STUDENT), _client(TEACHER)
    yield "the front page", visitor, "/", [TITLE]
    yield "the library", visitor, "/hoc-lieu/", [address]
    yield "a search", visitor, f"/tim-kiem/?q={QUERY.replace(' ', '+')}", [address]
    yield "the lecture", visitor, address, [TITLE, WORDS, "<video", "/tep/anh/", "/tep/tai-lieu/"]
    yield "the classroom screen", visitor, f"/man-hinh/{material.slug}/", [TITLE]
    yield from _files(visitor, address)
    yield "the student's own page", student, "/hoc/", [TITLE]
    place = [f'data-last-step="{last}"', f'"position": {POSITION}']
    yield "the lecture, where the student was", student, address, place
    yield "the teacher's desk", teacher, "/ban-lam-viec/", [TITLE]
    # As they were called before; they lead on.
    yield "the history of review", teacher, f"/hoc-lieu/{material.pk}/tham-dinh/", [REMARK]
    yield "the editor", teacher, f"/quan-tri/pages/{material.pk}/edit/", [TITLE]
    yield "the reviewer's desk", _client(LEADER), "/tham-dinh/", [_waiting_for(LEADER)]


def _waiting_for(name: str) -> str:
    """The address of a review that the old code left open for somebody."""
    from content.review.models import ReviewTask

    task = ReviewTask.objects.filter(state="open", asked__user__username=name).first()
    if task is None:
        raise LookupError(f"nothing waits for {name}")
    return f"/tham-dinh/{task.uuid}/"


def _files(visitor: Client, address: str) -> Iterator[Asked]:
    """The lecture's picture, PDF, video and poster, by the addresses in its page."""
    html = visitor.get(address).content.decode()
    for start in ("/tep/anh/", "/tep/tai-lieu/"):
        for found in re.findall(rf'{start}[^"\s,]+', html)[:1] or [start]:
            yield "a file", visitor, found, []
    asset = re.search(r"/phat/[0-9a-f-]{36}", html)
    for name in ("master.m3u8", "240p.m3u8", "video.mp4", "anh-bia.webp"):
        yield "a file", visitor, f"{asset.group() if asset else '/phat/none'}/{name}", []


def _ask(what: str, client: Client, path: str, wanted: list[str]) -> Iterator[str]:
    answer = client.get(path, follow=True)  # addresses of before lead on
    content = b"".join(answer) if answer.streaming else answer.content
    missing = [text for text in wanted if text not in content.decode(errors="replace")]
    good = answer.status_code == 200 and content and not missing
    line = f"{answer.status_code} {what}: {path}" + (f", without {missing}" if missing else "")
    print(line if good else f"FAULT: {line}")
    if not good:
        yield line


if __name__ == "__main__":
    sys.exit(main())
