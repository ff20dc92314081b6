"""The pictures of a demo text, added as a teacher adds them: through the same form, which looks
at the file, cleans and stores it."""

from copy import deepcopy
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.forms import ModelForm
from wagtail.images.forms import get_image_form

from content.materials.models import MaterialImage
from lms.demo import figures
from lms.demo.texts import DemoText
from lms.people.models import User

Forms = dict[str, ModelForm]
"""What a text's blocks show, by the block's id: filled in and looked at, not saved yet."""


def prepare(text: DemoText, author: User) -> Forms:
    """Draw all that a text shows. Slow, so done before anybody waits for the database."""
    forms: Forms = {}
    for block in _blocks(text.steps):
        if block["type"] == "picture":
            forms[block["id"]] = _picture(text, block["value"], author)
    for form in forms.values():
        if not form.is_valid():
            raise ValidationError(form.errors.as_data())
    return forms


def keep(steps: list[dict[str, Any]], forms: Forms) -> list[dict[str, Any]]:
    """Save what was prepared; the steps with it in their blocks, as the editor would store them."""
    filled = deepcopy(steps)
    for block in _blocks(filled):
        if block["type"] == "picture":
            value, key = block["value"], forms[block["id"]].save().pk
            shown = {"image": key, "alt_text": value["alt_text"], "decorative": False}
            block["value"] = {"image": shown, "caption": value["caption"]}
    return filled


def _blocks(steps: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for step in steps for block in step["value"]["body"]]


def _picture(text: DemoText, value: dict[str, str], author: User) -> ModelForm:
    name = value["figure"]
    return get_image_form(MaterialImage)(
        {"title": value["caption"] or text.title, "description": value["alt_text"]},
        {"file": SimpleUploadedFile(f"{name}.png", figures.png(name), "image/png")},
        instance=MaterialImage(uploaded_by_user=author),
        user=author,
    )
