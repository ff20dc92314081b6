"""All benchmarks: ratios against a reference run beside them, never seconds (`make bench`).

Each in a process of its own: they need different settings, and none pays for another's memory.
Search is measured on SQLite, then on the servers that DATABASE_URL and ELASTICSEARCH_URL name;
one that is not named is started for that while, where it can be.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SERVERS = {"postgres": "DATABASE_URL", "elasticsearch": "ELASTICSEARCH_URL"}


def _run(name: str, environment: dict[str, str]) -> None:
    command = [sys.executable, "-W", "ignore", "-m", f"tests.benchmarks.{name}"]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)


@contextmanager
def _servers(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment with the addresses of servers: those it names, and those started here."""
    with tempfile.TemporaryDirectory(prefix="phohien-bench.") as folder:
        Path(folder).chmod(0o711)  # some servers run as somebody else
        mine = {"SERVICES_DATA": f"{folder}/servers", "SERVICES_BASE_PORT": "17000", **environment}
        started = [
            variable
            for name, variable in SERVERS.items()
            if variable not in environment and _start(name, mine)
        ]
        try:
            yield {**environment, **_addresses(started, mine)}
        finally:
            _services(mine, "stop")


def _start(name: str, environment: dict[str, str]) -> bool:
    """Whether the server was started; why not is said."""
    answer = _services(environment, "start", name)
    if answer.returncode:
        reason = (answer.stderr.strip().splitlines() or ["no reason given"])[-1]
        print(f"search {name}: NOT MEASURED, it cannot be started here: {reason}", flush=True)
    return not answer.returncode


def _addresses(wanted: list[str], environment: dict[str, str]) -> dict[str, str]:
    lines = _services(environment, "env").stdout.splitlines()
    pairs = [line.removeprefix("export ").partition("=") for line in lines]
    return {name: value for name, _equals, value in pairs if name in wanted}


def _services(environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    """`bin/services`. Not by pipes: the servers it starts would hold them open."""
    with tempfile.TemporaryFile("w+") as out, tempfile.TemporaryFile("w+") as err:
        answer = subprocess.run(
            [str(ROOT / "bin" / "services"), *arguments],
            check=False,
            env=environment,
            stdout=out,
            stderr=err,
        )
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read())
    return subprocess.CompletedProcess(answer.args, answer.returncode, *texts)


def main() -> None:
    given = dict(os.environ)
    embedded = {name: value for name, value in given.items() if name not in SERVERS.values()}
    _run("bench_page", given)
    _run("bench_media", given)
    _run("bench_search", embedded)
    with _servers(given) as served:
        if set(SERVERS.values()) & set(served):
            _run("bench_search", served)
        if "DATABASE_URL" in served:
            _run("bench_plans", served)


if __name__ == "__main__":
    main()
