"""Form controls of the editor that Wagtail does not have."""

from typing import Any

from django import forms
from django.forms.widgets import Script
from django.urls import reverse
from wagtail.admin.staticfiles import versioned_static


class VideoUploadInput(forms.HiddenInput):
    """A hidden field with the asset's id, driven by the `<ph-video-upload>` element.

    The element asks `/tai-len/dang-do/` for its words, its scripts and the uploads that were
    cut off; it tells uploads apart by the page they were begun on (`data-upload-purpose`, which
    `panels.CompletenessPanel` gives once per editor).
    """

    template_name = "materials/widgets/video_upload.html"
    input_type = "hidden"

    @property
    def is_hidden(self) -> bool:
        """Shown with its label: what is hidden is only the id."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["unfinished_url"] = reverse("media_pipeline:unfinished")
        return context

    @property
    def media(self) -> forms.Media:
        return forms.Media(
            css={"all": [versioned_static("media_pipeline/video_upload.css")]},
            js=[Script("media_pipeline/video_upload.js", type="module")],  # type: ignore[list-item]
        )
