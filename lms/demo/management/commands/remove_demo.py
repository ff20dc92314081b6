"""Take the demo province out (`make remove-demo`)."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from lms.demo import removal


class Command(BaseCommand):
    help = "Remove the demo province: its accounts, materials, files and units."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            removed = removal.remove()
        except ValidationError as error:
            raise CommandError(error.messages[0]) from error
        self.stdout.write(f"The demo is removed: {removed} accounts and all that was theirs.")
