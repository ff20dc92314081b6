"""A phone on a small data plan: what our own files weigh."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

ROOT = Path(__file__).resolve().parents[2]
LECTURE = ("tokens.css", "base.css", "components.css", "print.css", "lecture.css", "maths.css")


def found(name: str) -> Path:
    path = finders.find(name)
    assert path, name
    return Path(path)


def packed(name: str) -> int:
    return len(gzip.compress(found(name).read_bytes(), 9))


def test_a_lectures_style_sheets_take_at_most_12_kb() -> None:
    assert sum(packed(f"themes/css/{name}") for name in LECTURE) <= 12_000


def test_the_script_of_every_page_takes_at_most_2_kb() -> None:
    assert packed("themes/js/ui.js") <= 2_000


@pytest.mark.parametrize(
    ("font", "limit"),
    [
        ("noto-sans-math-school.woff2", 40_000),
        ("be-vietnam-pro-latin-600.woff2", 23_000),
        ("be-vietnam-pro-vietnamese-600.woff2", 13_000),
    ],
)
def test_fonts_stay_small(font: str, limit: int) -> None:
    path = finders.find(f"vendor/fonts/{font}")
    if not path:
        pytest.skip("browser libraries are not installed (make vendor)")
    assert Path(path).stat().st_size <= limit


def test_style_sheets_only_name_files_that_exist() -> None:
    for sheet in found("themes/css/tokens.css").parent.glob("*.css"):
        for address in re.findall(r'url\("([^"]+)"\)', sheet.read_text(encoding="utf-8")):
            if "/vendor/" in address and not finders.find("vendor/fonts"):
                continue
            assert (sheet.parent / address).resolve().exists(), f"{sheet.name}: {address}"


TEMPLATES = sorted((ROOT / "themes" / "templates").rglob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_templates_keep_to_the_content_policy(path: Path) -> None:
    """No inline style, script or event attribute: the policy would block them."""
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    get_template(str(path.relative_to(ROOT / "themes" / "templates")))
