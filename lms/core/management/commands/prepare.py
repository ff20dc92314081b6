"""Bring database, message catalogues and static files up to date (what `serve` does first)."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.core.serving import prepare


class Command(BaseCommand):
    help = "Migrate the database, compile message catalogues, collect static files."

    def handle(self, *args: Any, **options: Any) -> None:
        prepare.everything(self.stdout.write)
