"""Pictures and PDFs in Wagtail's forms: checked, cleaned and stored before the form is done."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.documents.fields import WagtailDocumentField
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from content.files import selectors, uploads
from media_pipeline import storage
from media_pipeline.errors import PassingError


class PictureField(WagtailImageField):
    """A picture: looked at before it is opened, and kept without camera data."""

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return super().to_python(data)
        uploads.check_picture(data)
        return super().to_python(uploads.clean_picture(data))


class PdfField(WagtailDocumentField):
    """A PDF; what the file holds decides, not its name."""

    pages: int | None = None

    def to_python(self, data: Any) -> Any:
        if data in self.empty_values:
            return super().to_python(data)
        self.pages = uploads.check_pdf(data)
        return super().to_python(data)


def _recast(form: forms.ModelForm, field_class: type[forms.FileField]) -> None:
    """Put our own field in the place of Wagtail's, with its label and control."""
    old = form.fields.get("file")
    if isinstance(old, forms.FileField):
        form.fields["file"] = field_class(
            label=old.label,
            required=old.required,
            widget=old.widget,
            error_messages={
                "required": _("Choose a file first."),
                "empty": _("This file is empty (0 bytes). Choose another one."),
            },
        )


class _NothingHalfKept(forms.ModelForm):
    """A new file is kept with all that belongs to it, or not at all.

    Wagtail lays a file aside when only its title is wrong, as it came in: with camera data.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.owner = kwargs.get("user")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file = cleaned.get("file")
        if file:
            try:
                uploads.check_room(self.owner, file)
            except ValidationError as full:
                self.add_error("file", full)
        return cleaned

    def full_clean(self) -> None:
        super().full_clean()
        if not self.is_bound or "file" not in self.fields:
            return
        if not self.errors:
            self._keep()
        elif "file" not in self.errors:
            reasons = [reason for lines in self.errors.values() for reason in lines]
            again = _("The file was not kept. Put that right, then choose the file again.")
            self.add_error("file", [*reasons, again])

    def _keep(self) -> None:
        """Store the file while the form can still say that it did not work: Wagtail's views
        take whatever happens after this for a server error."""
        try:
            storage.put_field(self.instance.file)
        except PassingError as trouble:
            again = _("The file was not kept; choose it again then.")
            self.add_error("file", [trouble.message_at_once, again])


class PictureForm(_NothingHalfKept, BaseImageForm):
    """A picture. The file of a stored one stays: a new file is a new picture."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _recast(self, PictureField)
        if self.instance.pk:
            self.fields.pop("file", None)


class DocumentForm(_NothingHalfKept, BaseDocumentForm):
    """A PDF. The file of a stored one stays: a new file is a new document. So does the title once
    a version shows it to its readers: they see what review saw."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _recast(self, PdfField)
        if not self.instance.pk:
            return
        self.fields.pop("file", None)
        if selectors.is_in_use(self.instance) and "title" in self.fields:
            self.fields["title"].disabled = True
            self.fields["title"].help_text = _(
                "A submitted material shows this title. For another one, add the file anew."
            )
            # Wagtail's form has bound its fields by now, and a bound field keeps its own help.
            self["title"].help_text = self.fields["title"].help_text

    def save(self, commit: bool = True) -> Any:
        field = self.fields.get("file")
        if isinstance(field, PdfField) and field.pages is not None:
            self.instance.pages = field.pages
        return super().save(commit=commit)
