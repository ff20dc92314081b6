"""The maths font that `bin/vendor.py` cuts: it stretches, and has what our formulas are made of."""

import unicodedata
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from content.materials import formulas
from lms.demo import materials, texts

# Letters that browsers draw single identifiers with (MathML Core, "math-auto"); italic h is old.
ITALICS = {0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C)} - {0x1D455}
ITALIC_OF = {
    chr(int(unicodedata.decomposition(chr(code)).split()[1], 16)): chr(code) for code in ITALICS
}
INVISIBLE = set("\u2061\u2062\u2063\u2064")
"""Operators that say what stands side by side and are never drawn."""
STRETCHED = "√()[]{}|⟨⟩⌊⌋∫∑"


@pytest.fixture(scope="module")
def font() -> TTFont:
    path = finders.find("vendor/fonts/noto-sans-math-school.woff2")
    if not path:
        pytest.skip("browser libraries are not installed (make vendor)")
    return TTFont(Path(path))


def demo_formulas() -> set[tuple[str, bool]]:
    wanted: set[tuple[str, bool]] = set()
    for text in texts.read_all(materials.TEXTS):
        for step in text.steps:
            for block in step["value"]["body"]:
                if block["type"] == "formula":
                    wanted.add((block["value"], True))
                else:
                    wanted.update(formulas.find(str(block["value"]).replace("\\\\", "\\")))
    return wanted


def drawn(mathml: str) -> set[str]:
    """The characters that the maths font must have; words come from the text font."""
    soup = BeautifulSoup(mathml, "html.parser")
    for words in soup.find_all(["mtext", "annotation"]):
        words.decompose()
    found = set(soup.get_text())
    if soup.find(["msqrt", "mroot"]):
        found.add("√")
    for identifier in soup.find_all("mi"):
        if identifier.get("mathvariant") != "normal":
            found.update(ITALIC_OF.get(identifier.get_text(), ""))
    return {one for one in found - INVISIBLE if not one.isspace()}


def test_it_has_a_maths_table_that_stretches_roots_and_brackets(font: TTFont) -> None:
    names = font.getBestCmap()
    variants = font["MATH"].table.MathVariants
    taller = set(variants.VertGlyphCoverage.glyphs)
    assert [one for one in STRETCHED if names[ord(one)] not in taller] == []
    assert font["MATH"].table.MathConstants.RadicalRuleThickness.Value > 0


def test_it_has_every_character_of_the_demos_formulas(font: TTFont) -> None:
    shown = [formulas.to_mathml(latex, display=display) for latex, display in demo_formulas()]
    used = set().union(*map(drawn, shown))
    assert {"x", "𝑥", "√", "="} <= used
    assert sorted(used - {chr(code) for code in font.getBestCmap()}) == []
