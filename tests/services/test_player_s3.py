"""A video from a private bucket, played in a real browser: the bucket's rule for our origin, the
content policy, signed addresses; natively and with hls.js."""

import os
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from playwright.sync_api import Browser, Page

from content.materials.models import MaterialVersion
from tests.journeys import lesson
from tests.journeys.conftest import DESKTOP, Window, until
from tests.journeys.test_player import NO_HLS

ROOT = Path(__file__).resolve().parents[2]
pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("as_migrated"),
    pytest.mark.skipif(not django_settings.S3_BUCKET, reason="needs S3 (make test-services)"),
]


@pytest.fixture
def window(browser: Browser, live_server: Any, settings: Any, tmp_path: Path) -> Iterator[Window]:
    """Pages of the product, whose origin the bucket's rule names; complaints of the console, a
    breach of the content policy among them, fail the test."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    settings.MEDIA_INCOMING_DIR, settings.MEDIA_WORK_DIR = tmp_path / "in", tmp_path / "work"
    allow(live_server.url)
    window = Window(browser, live_server.url)
    yield window
    window.close()
    assert not window.complaints, "\n".join(window.complaints)


def allow(origin: str) -> None:
    """The rule as a deployer makes it."""
    subprocess.run(
        [sys.executable, "bin/make_bucket.py"],
        cwd=ROOT,
        check=True,
        env={**os.environ, "S3_CORS_ORIGINS": origin},
    )


def allowed_origin(address: str, origin: str) -> str | None:
    """Which origin the store lets read this address."""
    parts = urlsplit(address)
    line = HTTPConnection(parts.netloc, timeout=30)
    line.request("GET", f"{parts.path}?{parts.query}", headers={"Origin": origin})
    return line.getresponse().headers["Access-Control-Allow-Origin"]


def play(page: Page, version: MaterialVersion) -> list[str]:
    """Plays it to its end with captions; the addresses it asked the store for."""
    store = django_settings.S3_PUBLIC_ENDPOINT
    asked: list[str] = []
    page.on("request", lambda one: asked.append(one.url) if one.url.startswith(store) else None)
    page.goto(f"/hoc-lieu/{version.slug}/")
    page.locator(".videobox-start").click()
    until(page, "document.querySelector('video').currentTime > 1")
    page.keyboard.press("c")
    until(page, "document.querySelector('video').textTracks[0].activeCues?.length > 0")
    page.locator(".videobox-seek").hover()
    until(page, "document.querySelector('.videobox-preview > div')?.hidden === false")
    page.keyboard.press("End")
    until(page, "document.querySelector('video').ended")
    return asked


def test_a_video_in_a_private_bucket_plays_in_the_browser(window: Window, tmp_path: Path) -> None:
    teacher, student = lesson.people()
    version = lesson.published(teacher, tmp_path)

    page = window(DESKTOP, user=student)
    policy = page.request.get(f"/hoc-lieu/{version.slug}/").headers["content-security-policy"]
    rules = {rule.split()[0]: rule.split()[1:] for rule in policy.split(";")}
    origin = "{0.scheme}://{0.netloc}".format(urlsplit(django_settings.S3_PUBLIC_ENDPOINT))
    assert rules["media-src"] == ["'self'", "blob:", origin]
    assert rules["connect-src"] == ["'self'", origin]

    asked = play(page, version)
    assert page.evaluate("document.querySelector('video').currentSrc").endswith("master.m3u8")
    assert asked
    assert all("X-Amz-Signature=" in address for address in asked)
    assert allowed_origin(asked[0], window.address) == window.address
    assert allowed_origin(asked[0], "http://elsewhere.example") is None

    page = window(DESKTOP, user=student)
    page.add_init_script(NO_HLS)
    assert play(page, version)
    assert page.evaluate("document.querySelector('video').currentSrc").startswith("blob:")


def test_the_plain_file_plays_from_the_bucket_without_hls_and_without_hls_js(
    window: Window, tmp_path: Path
) -> None:
    teacher, _student = lesson.people()
    version = lesson.published(teacher, tmp_path)
    page = window(DESKTOP)
    page.add_init_script(NO_HLS + "delete window.MediaSource; delete window.ManagedMediaSource;")
    assert play(page, version)
    assert page.evaluate("document.querySelector('video').currentSrc").endswith("video.mp4")
