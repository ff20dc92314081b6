"""A disk that is really full: a small tmpfs in a mount namespace of its own."""

import os
import subprocess
import sys
from pathlib import Path

from django.db import connection

from tests.untried import not_tried

ROOT = Path(__file__).resolve().parents[1]
# The tests' database (its name is the first argument; the rest of it comes from the environment)
# and the default folders, before the script itself.
_BEGINNING = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "lms.settings.test"
from pathlib import Path
from django.conf import settings
settings.DATABASES["default"]["NAME"] = sys.argv.pop(1)
import django
django.setup()
"""


def another_process(
    script: str, *arguments: object, prefix: tuple[str, ...] = ()
) -> subprocess.Popen[str]:
    """Run a script in a process of its own, on the tests' database and without S3; it finds its
    arguments from `sys.argv[1]` on."""
    given = [str(connection.settings_dict["NAME"]), *map(str, arguments)]
    return subprocess.Popen(
        [*prefix, sys.executable, "-c", _BEGINNING + script, *given],
        cwd=ROOT,
        env={k: v for k, v in os.environ.items() if not k.startswith("S3_")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def small_disk(folder: Path, size: str = "2m") -> tuple[str, ...]:
    """The beginning of a command for which `folder` is a disk of this size. Where the machine
    forbids that (a plain container), the test is skipped loudly; CI has to run it."""
    folder.mkdir(parents=True, exist_ok=True)
    mount = f'mount -t tmpfs -o size={size} none "{folder}" && exec "$@"'
    prefix = ("unshare", "-rm", "sh", "-c", mount, "sh")
    if subprocess.run([*prefix, "true"], capture_output=True).returncode:
        not_tried("NO MOUNT NAMESPACE on this machine: a full disk was NOT tested.")
    return prefix
