"""Gunicorn's own messages through Django's logging: one format, one stream."""

import logging
import logging.config
from typing import Any

from django.conf import settings
from gunicorn.glogging import Logger


class StructuredLogger(Logger):
    """Hands everything to the root logger that settings.LOGGING sets up."""

    def setup(self, cfg: Any) -> None:
        """Instead of gunicorn's own handlers and format."""
        logging.config.dictConfig(settings.LOGGING)
        for logger in (self.error_log, self.access_log):
            logger.handlers = []
            logger.propagate = True
        self.error_log.setLevel(logging.INFO)
        self.access_log.setLevel(logging.CRITICAL)
