"""Files in an S3 bucket.

Wagtail hands a storage to its tasks by what it was made with, which is then read in the queue's
table. Ours is made with nothing: neither the bucket's key nor what no JSON holds gets there.
"""

from typing import Any

from django.conf import settings
from storages.backends.s3 import S3Storage


class BucketStorage(S3Storage):
    """The bucket of the settings."""

    def __init__(self, **changes: Any) -> None:
        super().__init__(**{**settings.S3_OPTIONS, **changes})
