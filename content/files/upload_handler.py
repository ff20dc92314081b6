"""Files of a form that are too large for memory, on their way to the temporary folder."""

import os
from typing import Any

from django.core.files.uploadedfile import TemporaryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, TemporaryFileUploadHandler

from media_pipeline import storage
from media_pipeline.errors import PassingError


class ArrivingFile(TemporaryUploadedFile):
    """A file that says what kept it from arriving."""

    trouble: PassingError | None = None


class RoomyFileUploadHandler(TemporaryFileUploadHandler):
    """Django's, but a full disk is no server error: the rest of the form is read, the file is
    empty and carries the `trouble`, and its field says so (see `uploads`)."""

    file: ArrivingFile

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        FileUploadHandler.new_file(self, *args, **kwargs)
        self.file = ArrivingFile(
            str(self.file_name), self.content_type, 0, self.charset, self.content_type_extra
        )

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self.file.trouble is not None:
            return
        try:
            with storage.guarded():
                self.file.write(raw_data)
                self.file.flush()
        except PassingError as trouble:
            self.file.trouble = trouble
            os.ftruncate(self.file.fileno(), 0)  # room for what the file still holds in memory
