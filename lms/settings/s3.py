"""How the client library speaks to S3."""

from typing import Any


def client_config() -> Any:
    """Paths as self-hosted stores want them; one that cannot be reached is said within seconds,
    where the library would wait for minutes. Imported here: a machine without S3 has no need."""
    from botocore.config import Config

    return Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=5,
        read_timeout=30,
        retries={"max_attempts": 2},
    )
