"""The pictures and worksheets of a demo text, added as a teacher adds them: through the same
forms, which look at the file, clean and store it."""

from copy import deepcopy
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ModelForm
from wagtail.documents.forms import get_document_form
from wagtail.images.forms import get_image_form

from content.files.models import Document, Picture
from lms.demo import figures, worksheets
from lms.demo.texts import DemoText
from lms.people.models import User

Forms = dict[str, ModelForm]
"""What a text's blocks show, by the block's id: filled in and looked at, not saved yet."""


def prepare(text: DemoText, author: User) -> Forms:
    """Draw all that a text shows. Slow, so done before anybody waits for the database. The forms
    store files at once: of a seeding that is cut off here, files without a row may stay."""
    forms: Forms = {}
    for block in _blocks(text.steps):
        if block["type"] == "picture":
            forms[block["id"]] = _picture(text, block["value"], author)
        elif block["type"] == "document":
            forms[block["id"]] = _document(block["value"]["worksheet"], author)
    for form in forms.values():
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
    return forms


def keep(steps: list[dict[str, Any]], forms: Forms) -> list[dict[str, Any]]:
    """Save what was prepared; the steps with it in their blocks, as the editor would store them."""
    filled = deepcopy(steps)
    for block in _blocks(filled):
        if block["id"] not in forms:
            continue
        value, key = block["value"], forms[block["id"]].save().pk
        if block["type"] == "picture":
            shown = {"image": key, "alt_text": value["alt_text"], "decorative": False}
            block["value"] = {"image": shown, "caption": value["caption"]}
        else:
            block["value"] = {"document": key, "note": value["note"]}
    return filled


def _blocks(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for step in steps for block in step["value"]["body"]]


def _picture(text: DemoText, value: dict[str, str], author: User) -> ModelForm:
    name = value["figure"]
    return get_image_form(Picture)(
        {"title": value["caption"] or text.title, "description": value["alt_text"]},
        {"file": SimpleUploadedFile(f"{name}.png", figures.png(name), "image/png")},
        instance=Picture(uploaded_by_user=author),
        user=author,
    )


def _document(name: str, author: User) -> ModelForm:
    file = SimpleUploadedFile(f"phieu-hoc-tap-{name}.pdf", worksheets.pdf(name), "application/pdf")
    return get_document_form(Document)(
        {"title": worksheets.title(name)},
        {"file": file},
        instance=Document(uploaded_by_user=author),
        user=author,
    )
