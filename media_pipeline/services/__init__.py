"""The write door of the media pipeline."""

from media_pipeline.services.announcing import Announcement, abort_upload, create_upload
from media_pipeline.services.captions import attach_captions, remove_captions
from media_pipeline.services.cleaning import delete_asset, delete_orphans
from media_pipeline.services.finishing import finish_upload, import_file
from media_pipeline.services.processing import (
    cancel_processing,
    retry_processing,
    start_processing,
    sweep,
)
from media_pipeline.services.receiving import append_chunk

__all__ = [
    "Announcement",
    "abort_upload",
    "append_chunk",
    "attach_captions",
    "cancel_processing",
    "create_upload",
    "delete_asset",
    "delete_orphans",
    "finish_upload",
    "import_file",
    "remove_captions",
    "retry_processing",
    "start_processing",
    "sweep",
]
