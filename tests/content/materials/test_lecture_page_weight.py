"""What a phone downloads before the video plays: at most 100 kB, cold, compressed."""

import gzip
import re

import pytest
from django.contrib.staticfiles import finders

from tests.factories.materials import block, make_version, step
from tests.factories.media_published import POSTER_BYTES, caption_of, published_asset
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db
LIMIT = 100_000
FORMULA = r"\( x = \dfrac{-b \pm \sqrt{\Delta}}{2a} \)"


def static_bytes(address: str) -> bytes:
    path = finders.find(address.removeprefix("/static/").partition("?")[0])
    assert path, address
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read()


def sent(name: str, content: bytes) -> int:
    """Bytes on the line: text is compressed, fonts and pictures are already."""
    return len(content) if name.endswith((".woff2", ".webp")) else len(gzip.compress(content, 6))


def linked(html: str) -> list[str]:
    """Styles, scripts and icons that the page asks for at once."""
    found = re.findall(
        r'<link rel="(?:stylesheet|icon)" href="([^"]+)"(?![^>]*media="print")', html
    )
    return found + re.findall(r'<script[^>]* src="([^"]+)"', html)


def fonts_of(css: bytes) -> set[str]:
    return {match.split("/")[-1] for match in re.findall(r'url\("([^"]+woff2)"\)', css.decode())}


def imports_of(script: bytes) -> list[str]:
    return re.findall(r'^import .*? from "(\./[^"]+)"', script.decode(), re.MULTILINE)


def weigh(client, address: str) -> dict[str, int]:
    html = client.get(address).content
    weights = {"page": len(gzip.compress(html, 6))}
    fonts: set[str] = set()
    for name in linked(html.decode()):
        content = static_bytes(name)
        assert not (name.endswith(".js") and imports_of(content)), "count what it imports as well"
        weights[name] = sent(name, content)
        if name.endswith(".css"):
            fonts |= fonts_of(content)
    for name in fonts:
        weights[name] = sent(name, static_bytes(f"/static/vendor/fonts/{name}"))
    # Those of `data-poster` come when their video is near.
    posters = re.findall(r'(?<!data-)poster="([^"]+)"', html.decode())
    assert len(posters) <= 1
    weights["posters"] = len(posters) * POSTER_BYTES
    return weights


@pytest.mark.parametrize("videos", [1, 3])
def test_a_students_lecture_page_costs_at_most_100_kb_before_the_video_plays(
    client, settings, tmp_path, videos
):
    settings.MEDIA_ROOT = tmp_path
    teacher, student = UserFactory(), UserFactory()
    school = SchoolFactory()
    give_role(teacher, school, "teacher")
    give_role(student, school, "student")
    assets = [published_asset(teacher) for _video in range(videos)]
    for asset in assets:
        caption_of(asset)
    text = "".join(f"<p>Câu thứ {n} của bài giảng, có công thức {FORMULA}.</p>" for n in range(8))
    steps = [
        *(
            step("Xem bài giảng", block("video", {"asset": str(asset.pk), "title": "Video"}))
            for asset in assets
        ),
        *(step(f"Bước {n}", block("text", text)) for n in range(9)),
    ]
    version = make_version(author=teacher, steps=steps)
    client.force_login(student)
    weights = weigh(client, f"/hoc-lieu/{version.slug}/")
    assert "noto-sans-math-school.woff2" in weights
    assert any(name.endswith("track.js") for name in weights)
    assert weights["posters"] == POSTER_BYTES
    assert sum(weights.values()) <= LIMIT, weights


def test_the_player_and_hls_come_only_when_asked_for(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    teacher = UserFactory()
    give_role(teacher, SchoolFactory(), "teacher")
    asset = published_asset(teacher)
    video = block("video", {"asset": str(asset.pk), "title": "Video"})
    version = make_version(author=teacher, steps=[step("Xem", video)])
    html = client.get(f"/hoc-lieu/{version.slug}/").content.decode()
    names = " ".join(linked(html))
    assert "player.js" not in names
    assert "hls" not in names
    assert 'preload="none"' in html
