"""Make the search index anew from everything that can be found."""

import time
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext as _

from search import services


class Command(BaseCommand):
    """`manage.py search_rebuild`: safe at any time; readers go on finding meanwhile."""

    help = "Rebuild the search index from all registered providers."

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild and say how many documents there are."""
        started = time.monotonic()
        count = services.rebuild()
        self.stdout.write(
            _("%(count)s documents indexed in %(seconds)s s.")
            % {"count": count, "seconds": round(time.monotonic() - started, 1)}
        )
