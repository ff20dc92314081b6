"""Serve the product from one data folder: what `make run` runs.

Prepares the folder, starts the web processes and the workers as children, fills the demo beside
them, and ends everything it started when it is told to (Ctrl-C, SIGTERM, a closed terminal).
"""

import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management import get_commands
from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from lms.core.serving import demo, prepare
from lms.core.serving.lock import FolderInUse, FolderLock
from lms.core.serving.processes import Child, Supervisor, adopt_orphans
from lms.core.serving.sockets import BadAddress, PortBusy, address_of, is_loopback, listen

LOG_LIMIT = 20 * 1024 * 1024
READY_WITHIN = 300.0


class _Stop(Exception):
    """Somebody asked us to end."""


def _stop(number: int, frame: FrameType | None) -> None:
    # Once is enough: a second Ctrl-C must not interrupt the ending of the children.
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    raise _Stop


class Command(BaseCommand):
    help = "Serve the product; HOST, PORT and DATA_DIR say where."
    requires_system_checks: list[str] = []  # a busy folder or port is said first, and at once

    def handle(self, *args: Any, **options: Any) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # nohup ignores SIGHUP on purpose
            if signal.getsignal(number) is not signal.SIG_IGN or number != signal.SIGHUP:
                signal.signal(number, _stop)
        host, port = _host(), _port()
        try:
            with FolderLock(settings.DATA_DIR) as lock, _listen(host, port, lock) as listener:
                address = address_of(host, listener.getsockname()[1])
                lock.describe(address=address)
                self._serve(host, address, listener)
        except FolderInUse as busy:
            raise CommandError(_in_use(busy.holder)) from None
        except _Stop:
            self.say("Stopped.")
            # Taking the interpreter down takes seconds on a busy machine; nothing is left to do.
            sys.stderr.flush()
            os._exit(0)

    def say(self, text: str) -> None:
        """Print at once, also into a pipe."""
        self.stdout.write(text)
        self.stdout.flush()

    def _serve(self, host: str, address: str, listener: socket.socket) -> None:
        self.say(f"Phố Hiến: data folder {settings.DATA_DIR}")
        with_demo = _demo_wanted()
        if with_demo and not is_loopback(host):
            raise CommandError(_DEMO_ON_NETWORK.format(host=host))
        prepare.everything(self.say)
        self.check(databases=["default"])
        if not is_loopback(host) and demo.accounts_exist():
            raise CommandError(_DEMO_ON_NETWORK.format(host=host))
        connections.close_all()
        # Deprecations are the developer's affair: the tests show them.
        os.environ.setdefault("PYTHONWARNINGS", "ignore")
        adopt_orphans()
        supervisor = Supervisor(self.say)
        try:
            self._start(supervisor, address, listener, with_demo)
            self._watch(supervisor, show_accounts=with_demo)
        finally:
            self.say("\nStopping ...")
            supervisor.stop()

    def _start(
        self, supervisor: Supervisor, address: str, listener: socket.socket, with_demo: bool
    ) -> None:
        logs = settings.DATA_DIR / "logs"
        logs.mkdir(exist_ok=True)
        supervisor.add(_web(listener, _log(logs / "web.log")))
        self._wait_until_ready(supervisor, address)
        self.say(f"\n  Open {address}\n  Logs: {logs}   Stop: Ctrl-C\n")
        for queue in settings.TASK_QUEUES:
            supervisor.add(_worker(queue, _log(logs / f"worker-{queue}.log")))
        if with_demo:
            supervisor.add(Child("The demo", _manage("seed_demo"), once=True))

    def _wait_until_ready(self, supervisor: Supervisor, address: str) -> None:
        until = time.monotonic() + READY_WITHIN
        while time.monotonic() < until:
            supervisor.tick()
            try:
                with urllib.request.urlopen(f"{address}/healthz", timeout=5):  # noqa: S310
                    return
            except urllib.error.HTTPError:
                return  # it answers; /readyz says what is wrong
            except OSError:
                time.sleep(0.1)
        raise CommandError(
            f"The web process did not answer within {READY_WITHIN:.0f} s. "
            f"See {settings.DATA_DIR / 'logs' / 'web.log'}."
        )

    def _watch(self, supervisor: Supervisor, *, show_accounts: bool) -> None:
        shown: list[dict[str, Any]] = []
        while True:
            supervisor.tick()
            if show_accounts and (found := demo.accounts()) != shown:
                self.say(_account_table(found))
                shown = found
            time.sleep(0.5)


_DEMO_ON_NETWORK = (
    "HOST={host} would show the demo accounts to other machines. Stay on 127.0.0.1, or serve "
    "without the demo: make remove-demo, then DEMO=0 HOST={host} make run."
)


def _host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def _port() -> int:
    value = os.environ.get("PORT") or "8000"
    if not value.isdigit() or int(value) > 65535:
        raise CommandError(f"PORT={value}: use a number from 1 to 65535, for example PORT=8001.")
    return int(value)


def _demo_wanted() -> bool:
    return (
        settings.DEMO_ALLOWED
        and os.environ.get("DEMO", "1") not in {"0", "no", "false", "off"}
        and "seed_demo" in get_commands()
    )


def _listen(host: str, port: int, lock: FolderLock) -> socket.socket:
    try:
        # After a crash the children of the last run may need a moment to end.
        return listen(host, port, patience=12.0 if lock.crashed else 0.0)
    except PortBusy:
        raise CommandError(
            f"Port {port} on {host} is used by another program. "
            f"Choose another one, for example: PORT={port + 1} make run"
        ) from None
    except BadAddress as error:
        raise CommandError(f"Cannot listen on {host}:{port}: {error}. Set HOST or PORT.") from None


def _in_use(holder: dict[str, Any]) -> str:
    where = f"It serves at {holder['address']}" if holder.get("address") else "It is just starting"
    process = f" (process {holder['pid']})" if holder.get("pid") else ""
    return (
        f"Phố Hiến already runs on the data folder {settings.DATA_DIR}. {where}{process}. "
        "Use that one, stop it first, or run a second one beside it: "
        "DATA_DIR=/another/folder PORT=8001 make run"
    )


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]


def _web(listener: socket.socket, log: Path) -> Child:
    configuration = settings.BASE_DIR / "lms" / "core" / "serving" / "gunicorn_conf.py"
    return Child(
        name="The web process",
        command=[
            *(sys.executable, "-m", "gunicorn", "--config", str(configuration)),
            *("--bind", f"fd://{listener.fileno()}", "lms.wsgi:application"),
        ],
        log=log,
        pass_fds=(listener.fileno(),),
    )


def _worker(queue: str, log: Path) -> Child:
    # One for each queue: while a video is transcoded for minutes, search and notices go on.
    return Child(f"The {queue} worker", _manage("worker", "--queues", queue), log=log)


def _log(path: Path) -> Path:
    if path.exists() and path.stat().st_size > LOG_LIMIT:
        path.replace(path.with_suffix(".log.1"))
    return path


def _account_table(accounts: list[dict[str, Any]]) -> str:
    rows = [
        (str(a.get("role", "")), str(a.get("username", "")), str(a.get("password", "")))
        for a in accounts
    ]
    if not rows:
        return ""
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    lines = ["  Demo accounts (role, user name, password):"]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        lines.append("    " + "   ".join(cells).rstrip())
    return "\n".join([*lines, ""])
