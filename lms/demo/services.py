"""Seeding and removing the demo province."""

import json
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from content.curriculum import services as curriculum
from lms.demo import materials, tasks, texts
from lms.demo.people import Province
from lms.people.models import User
from lms.settings import env

Say = Callable[[str], None]
BREATH_SECONDS = 0.25
"""Between two materials, so that others get to write (somebody logs in, a worker takes a task).
SQLite has one writer at a time and no queue: whoever waits looks every tenth of a second."""


def password() -> str:
    """The demo accounts' password: DEMO_PASSWORD, or the one made at random before."""
    chosen = env.text("DEMO_PASSWORD")
    if chosen:
        return chosen
    return _kept_password() or "-".join(secrets.token_hex(2) for _i in range(3))


def _kept_password() -> str:
    """What the marker holds. One that cannot be read holds nothing: a new password is printed,
    and all accounts take it."""
    try:
        facts = json.loads(Path(settings.DEMO_MARKER).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return ""
    return str(facts.get("password", "")) if isinstance(facts, dict) else ""


def seed(*, say: Say = print) -> None:
    """Write the demo province; safe to run twice and to be cut short and run again."""
    if not settings.DEMO_ALLOWED:
        raise ImproperlyConfigured("Demo content is not allowed under these settings.")
    curriculum.load_bundled(acting_user=None)
    secret = password()
    accounts = Province(secret).write()
    _set_passwords(secret)
    _write_marker(secret, accounts)
    for line in write_texts():
        say(line)


def write_texts() -> Iterator[str]:
    """Write the texts not there yet, telling progress; videos are left to the worker."""
    every = texts.read_all(materials.TEXTS)
    waiting = [text for text in every if not materials.exists(text)]
    for number, text in enumerate(waiting, len(every) - len(waiting) + 1):
        if text.video:
            tasks.make_video_material.enqueue(slug=text.slug)
            yield f"Demo {number}/{len(every)}: {text.title} (video in the background)"
            continue
        materials.write(text)
        yield f"Demo {number}/{len(every)}: {text.title}"
        time.sleep(BREATH_SECONDS)


def _set_passwords(secret: str) -> None:
    """All demo accounts take the password that is printed, also when DEMO_PASSWORD changed. One
    hash for all of them: each takes a tenth of a second to make."""
    users = User.objects.filter(is_demo=True)
    first = users.first()
    if first is None:
        return
    if not first.check_password(secret):
        first.set_password(secret)
    users.exclude(password=first.password).update(password=first.password)


def _write_marker(secret: str, accounts: list[dict[str, str]]) -> None:
    marker = Path(settings.DEMO_MARKER)
    marker.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps({"password": secret, "accounts": accounts}, ensure_ascii=False, indent=1)
    # Written beside and moved: whoever is killed here leaves the old one or the new one.
    scratch = marker.with_suffix(".new")
    scratch.touch(mode=0o600)
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(marker)
