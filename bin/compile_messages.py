"""Compile the message catalogues under locale/ (what `serve` does too, without Django)."""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from lms.core.serving.catalogues import compile_catalogues  # noqa: E402

if __name__ == "__main__":
    compile_catalogues([ROOT / "locale"])
