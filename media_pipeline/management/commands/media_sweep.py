"""`manage.py media_sweep [--clean]`: put lost jobs back in the queue; with --clean, tidy up."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from media_pipeline import services


class Command(BaseCommand):
    """Safe to run often and beside running workers."""

    help = "Puts abandoned conversions back in the queue; --clean also deletes what nobody needs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One switch."""
        parser.add_argument("--clean", action="store_true", help="delete stale uploads and files")

    def handle(self, *args: Any, **options: Any) -> None:
        """Sweep, then tidy."""
        self.stdout.write(f"put back: {services.sweep()}")
        if options["clean"]:
            for what, count in services.delete_orphans().items():
                self.stdout.write(f"deleted {what}: {count}")
