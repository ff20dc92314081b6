"""A program that hangs or takes too long is ended with all that it started."""

import os
import time
from pathlib import Path

import pytest

from media_pipeline import run
from media_pipeline.errors import MediaError

# Tells its number and that of what it started, says once that it got on, and then never again.
HANGS = "sleep 300 & echo $$ $! > {told}; echo out_time_us=1000000; wait"


def gone(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return True
    return state == "Z"


@pytest.mark.parametrize(
    ("wall", "stall"), [(60, 1), (1, 60)], ids=["it gets no further", "it takes too long"]
)
def test_a_program_that_hangs_is_ended_with_its_children(tmp_path, wall, stall):
    told, made = tmp_path / "told", []
    command = ["/bin/sh", "-c", HANGS.format(told=told)]
    began = time.monotonic()
    with pytest.raises(MediaError) as ended:
        run.run(command, wall_seconds=wall, stall_seconds=stall, progress=made.append)
    assert ended.value.code == "stalled"
    assert made == [1.0]
    assert time.monotonic() - began < 30
    pids = [int(pid) for pid in told.read_text().split()]
    assert len(pids) == 2
    assert os.getpid() not in pids
    deadline = time.monotonic() + 10
    while not all(map(gone, pids)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert all(map(gone, pids))
