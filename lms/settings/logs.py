"""Structured logs: one JSON object a line, with the request's id and no personal data."""

from typing import Any

import structlog

from lms.settings import env

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "foreign_pre_chain": _SHARED,
            "processors": [
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(ensure_ascii=False)
                if env.text("LOG_FORMAT", "json") == "json"
                else structlog.dev.ConsoleRenderer(colors=False),
            ],
        },
    },
    "filters": {"without_address": {"()": "lms.core.log_filters.WithoutAddress"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": "structured",
            "filters": ["without_address"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.server": {"handlers": ["stderr"], "propagate": False, "level": "WARNING"},
        # Answers below 500 have their line by RequestIdMiddleware.
        "django.request": {"level": "ERROR"},
        "axes": {"level": "ERROR"},
        # Wagtail writes each page action into its own log table as well; titles are not for here.
        "wagtail": {"level": "WARNING"},
        "PIL": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
        "libav": {"level": "CRITICAL"},
    },
}

structlog.configure(
    processors=[
        structlog.stdlib.filter_by_level,
        *_SHARED,
        structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
    ],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
