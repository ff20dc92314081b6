"""Back up the database and all files into a new folder; safe while people work."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from lms.core.backup import services
from lms.core.backup.manifest import BackupError


class Command(BaseCommand):
    help = "Write a verified back-up of the database and all files into a new folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            made = services.make(options["folder"].resolve(), say=self.stdout.write)
        except (BackupError, OSError) as error:
            raise CommandError(f"No back-up was made. {error}") from error
        size = made.database.size + sum(part.size for part in made.files)
        self.stdout.write(
            f"Back-up written and verified: {options['folder']} "
            f"(database and {len(made.files)} files, {size / 1024**2:.1f} MB). "
            "It holds personal data: keep it where only you can read it."
        )
