"""Do background work: tasks from the queues, and housekeeping. Several may run at once."""

import os
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from lms.core import worker
from lms.core.checks import refuse_demo_in_production


class Command(BaseCommand):
    help = "Work on queued tasks until told to stop."
    requires_system_checks: list[str] = []  # begin at once; the one that matters is below

    def add_arguments(self, parser: ArgumentParser) -> None:
        every = ",".join(settings.TASK_QUEUES)
        parser.add_argument("--queues", default=every, help=f"comma-separated ({every})")
        parser.add_argument("--interval", type=float, default=1.0, help="seconds between looks")
        parser.add_argument("--batch", action="store_true", help="end when nothing is left to do")

    def handle(self, *args: Any, **options: Any) -> None:
        refuse_demo_in_production()
        name = f"{socket.gethostname()[:32]}-{os.getpid()}-{get_random_string(8)}"
        worker.run(
            worker_id=name,
            queues=options["queues"],
            interval=options["interval"],
            batch=options["batch"],
        )
