"""Tests that need no database touch none, not even the one that the settings name: several
processes that open it for the first time at once find it locked."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NEEDS_NONE = "tests/test_addresses_script.py"


def test_tests_that_need_no_database_make_none(tmp_path: Path) -> None:
    environment = {
        k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "DATABASE_"))
    }
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", NEEDS_NONE],
        cwd=ROOT,
        env={**environment, "TEST_DATA_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stdout
    assert [path.name for path in tmp_path.rglob("*sqlite3*")] == []
