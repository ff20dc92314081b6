"""Take the README's pictures from a running demo (`make run`, then this script).

Needs the packages of `make test`, a Chromium (CHROMIUM, or /usr/bin/chromium), and Noto Sans
(Debian: fonts-noto-core): texts stand in the system's own typeface, and phones have that or a
kin of it.
"""

import os
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

ADDRESS = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8000"
TARGET = Path(__file__).resolve().parents[1] / "docs" / "images"
SLUG = "phuong-trinh-bac-hai-demo"
# name, address, width, height
PICTURES = (
    ("lecture-phone", f"/hoc-lieu/{SLUG}/", 390, 780),
    ("wall", f"/man-hinh/{SLUG}/?buoc=5", 1280, 720),
)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        program = os.environ.get("CHROMIUM", "/usr/bin/chromium")
        browser = playwright.chromium.launch(executable_path=program)
        for name, path, width, height in PICTURES:
            page = browser.new_page(viewport={"width": width, "height": height}, locale="vi-VN")
            page.goto(ADDRESS + path)
            page.wait_for_load_state("networkidle")
            page.screenshot(path=TARGET / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()
