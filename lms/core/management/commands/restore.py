"""Put a back-up in place of what is here."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.core.backup import services
from lms.core.backup.manifest import BackupError


class Command(BaseCommand):
    help = "Restore a back-up made by `backup`; verified whole before anything is touched."
    requires_system_checks: list[str] = []  # there may be no table yet

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="delete the data that is here now"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            plan = services.restore(
                options["folder"].resolve(), replace=options["replace"], say=self.stdout.write
            )
        except (BackupError, OSError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"Restored the back-up of {plan.made_at}. Start the server again; it brings an older "
            "database up to date. With Elasticsearch, rebuild the search index afterwards."
        )
