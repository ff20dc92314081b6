"""The colours can be read: every pair that meets on a page, in light and in dark."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

CSS = Path(finders.find("themes/css/tokens.css") or "").read_text(encoding="utf-8")
GROUNDS = ("paper", "surface", "sunk")
TEXT = (
    *[(ink, ground) for ink in ("ink", "ink-soft", "river", "clay", "leaf") for ground in GROUNDS],
    *[("longan-text", ground) for ground in GROUNDS],
    *[("ink", wash) for wash in ("river-wash", "longan-wash", "leaf-wash", "clay-wash", "mark")],
    ("river", "river-wash"),
    ("longan-text", "longan-wash"),
    ("leaf", "leaf-wash"),
    ("clay", "clay-wash"),
    ("ink-soft", "river-wash"),
    ("on-river", "river"),
    ("on-river", "river-strong"),
    ("river-strong", "paper"),
    ("on-clay", "clay"),
    ("paper", "ink"),
    ("surface", "leaf"),
)
CONTROLS = (
    *[("edge", ground) for ground in GROUNDS],
    *[(tone, ground) for tone in ("river", "longan", "leaf", "clay") for ground in GROUNDS],
    ("river", "line"),
    ("leaf", "line"),
)


def block(start: str) -> dict[str, str]:
    """The colours set in the rule that begins with `start`."""
    body = CSS[CSS.index(start) :]
    body = body[: body.index("}")]
    return dict(re.findall(r"--([a-z-]+):\s*(#[0-9a-f]{6})\b;", body))


LIGHT = block(":root {")
DARK = block(':root[data-theme="dark"] {')
DEVICE_DARK = block(':root:not([data-theme="light"]) {')


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio, WCAG 2.2."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(scheme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(scheme[ink], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_controls_can_be_seen(scheme: dict[str, str], edge: str, ground: str) -> None:
    assert contrast(scheme[edge], scheme[ground]) >= 3


def test_dark_by_choice_is_dark_by_device() -> None:
    assert DARK == DEVICE_DARK
    assert set(DARK) == set(LIGHT)


def test_the_directions_own_colours_are_kept() -> None:
    assert LIGHT["paper"] == "#fbf8f2"
    assert (LIGHT["river"], DARK["river"]) == ("#0b5a5e", "#6cc7c4")
    assert (LIGHT["longan"], DARK["longan"]) == ("#b8701a", "#e8b35c")


def test_every_colour_used_has_a_token() -> None:
    known = set(re.findall(r"--([a-z0-9-]+):", CSS)) | {"unit"}
    for sheet in Path(finders.find("themes/css/tokens.css") or "").parent.glob("*.css"):
        if sheet.name == "admin.css":
            continue
        used = set(re.findall(r"var\(--([a-z0-9-]+)", sheet.read_text(encoding="utf-8")))
        assert used <= known, sheet.name
