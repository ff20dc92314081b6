"""The data folder of `make run` is for whoever runs it, and for no other account of the machine."""

import os
import subprocess
import sys
from pathlib import Path

from lms.settings.base import BASE_DIR


def test_others_on_the_machine_do_not_look_into_the_data_folder(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEST_")}
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "diffsettings"],
        cwd=BASE_DIR,
        env={**kept, "DJANGO_SETTINGS_MODULE": "lms.settings.dev", "DATA_DIR": str(folder)},
        check=True,
        capture_output=True,
    )
    assert (folder / "secret.key").exists()
    assert folder.stat().st_mode & 0o077 == 0
