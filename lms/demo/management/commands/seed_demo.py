"""Write the demo province; run by `make run`."""

from typing import Any

from django.core.management.base import BaseCommand

from lms.demo import services


class Command(BaseCommand):
    help = "Write the demo province: units, people, curriculum and materials. Safe to run twice."

    def handle(self, *args: Any, **options: Any) -> None:
        services.seed(say=self._say)

    def _say(self, line: str) -> None:
        """At once, also into a pipe: somebody waits and watches."""
        self.stdout.write(line)
        self.stdout.flush()
