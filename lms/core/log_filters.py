"""What Django writes into its own log lines and we leave out."""

import logging


class WithoutAddress(logging.Filter):
    """Drop the path from what `django.request` and `django.security` say.

    An address may hold a signed token or a person's identifier. The request's own line names
    its route, and both lines carry the request's id.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(("django.request", "django.security")) and record.args:
            arguments = record.args if isinstance(record.args, tuple) else ()
            record.args = tuple(
                "…" if isinstance(given, str) and given.startswith("/") else given
                for given in arguments
            )
        return True
