"""Without a Chromium the journeys do not run, and nobody can overlook it; CI has to run them."""

import subprocess
from pathlib import Path
from shutil import which

import pytest

from tests.conftest import needed_chromium

ROOT = Path(__file__).resolve().parents[1]
TOLD = "THE BROWSER JOURNEYS DID NOT RUN"
# The quickest that there is, without a database, and journeys, which must not begin.
TESTS = ("tests/lms/core/test_numbers.py::test_what_is_no_number", "tests/journeys/test_visitor.py")
TOOLS = ("bash", "dirname", "mktemp", "rm")


@pytest.fixture
def tools(tmp_path: Path) -> str:
    """A PATH with what the command itself needs, and no browser."""
    folder = tmp_path / "tools"
    folder.mkdir()
    for name in TOOLS:
        (folder / name).symlink_to(str(which(name)))
    return str(folder)


def run(path: str, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`bin/test` with nothing of this run's own environment."""
    return subprocess.run(
        [str(which("bash")), "bin/test", *arguments],
        cwd=ROOT,
        env={"PATH": path, **environment},
        capture_output=True,
        text=True,
        timeout=240,
    )


@pytest.mark.parametrize(("environment", "code"), [
    ({}, 0),
    ({"CHROMIUM": "/nowhere", "REQUIRE_JOURNEYS": "0"}, 0),
    ({"CHROMIUM": "/nowhere", "REQUIRE_JOURNEYS": "1"}, 1),
], ids=["no browser", "a wrong path", "required"])  # fmt: skip
def test_the_command_says_that_the_journeys_did_not_run(
    tools: str, environment: dict[str, str], code: int
) -> None:
    told = run(tools, *TESTS, **environment)
    assert "7 passed" in told.stdout, told.stdout + told.stderr
    assert "deselected" in told.stdout
    assert TOLD in told.stderr
    assert told.returncode == code


def test_asked_for_journeys_alone_it_fails(tools: str) -> None:
    told = run(tools, "--journeys")
    assert TOLD in told.stderr
    assert told.returncode == 1
    assert told.stdout == "", "no test began"


def test_with_a_browser_it_says_nothing_of_the_kind(tools: str) -> None:
    told = run(tools, TESTS[0], CHROMIUM=str(which("bash")))
    assert TOLD not in told.stderr
    assert told.returncode == 0


def test_a_failure_stays_one(tools: str) -> None:
    told = run(tools, TESTS[0], "--no-such-option")
    assert told.returncode == 4, told.stderr
    assert TOLD in told.stderr


@pytest.mark.parametrize(("required", "outcome"), [
    (None, pytest.skip.Exception),
    ("", pytest.skip.Exception),
    ("0", pytest.skip.Exception),
    ("1", pytest.fail.Exception),
])  # fmt: skip
def test_a_journey_without_a_browser_is_left_out_unless_it_is_required(
    monkeypatch: pytest.MonkeyPatch, required: str | None, outcome: type[BaseException]
) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere")
    monkeypatch.delenv("REQUIRE_JOURNEYS", raising=False)
    if required is not None:
        monkeypatch.setenv("REQUIRE_JOURNEYS", required)
    with pytest.raises(outcome, match="NO CHROMIUM"):
        needed_chromium()
