"""Driving the editor as a browser does: load the form, change it, send it."""

import re
from typing import Any

from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import querydict_from_html

from content.materials.models import Material
from lms.people.models import User
from tests.factories.materials import make_draft
from tests.factories.people import SchoolFactory, UserFactory, give_role


def make_teacher(username: str = "co-nhan") -> User:
    """A teacher who may author."""
    user = UserFactory(username=username)
    give_role(user, SchoolFactory(), "teacher")
    return user


def signed_in(user: User) -> Client:
    """A browser with this person's log-in."""
    client = Client()
    client.force_login(user)
    return client


def address(page: Material) -> str:
    """Where a material is edited."""
    return reverse("materials_editor:edit", args=[page.pk])


def form_of(client: Client, page: Material) -> QueryDict:
    """What the editor would send if nothing were changed."""
    html = client.get(address(page)).content.decode()
    data = querydict_from_html(html, form_id="w-editor-form")
    # The steps are drawn by a script; here they are sent as their one title.
    data["steps-count"] = "0"
    return data


def with_step(data: QueryDict, title: str, text: str, kind: str = "formula") -> QueryDict:
    """The same form with one step of one block."""
    values: dict[str, Any] = {
        "steps-count": "1",
        "steps-0-deleted": "",
        "steps-0-order": "0",
        "steps-0-type": "step",
        "steps-0-id": "6a0d9d8c-5d5c-4f6f-8f63-0d6ac9f0b001",
        "steps-0-value-title": title,
        "steps-0-value-body-count": "1",
        "steps-0-value-body-0-deleted": "",
        "steps-0-value-body-0-order": "0",
        "steps-0-value-body-0-type": kind,
        "steps-0-value-body-0-id": "6a0d9d8c-5d5c-4f6f-8f63-0d6ac9f0b002",
        "steps-0-value-body-0-value": text,
    }
    for name, value in values.items():
        data[name] = value
    return data


def unescaped(markup: str) -> str:
    """A page whose script and attributes carry JSON, with its letters readable."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), markup)


__all__ = [
    "address",
    "form_of",
    "make_draft",
    "make_teacher",
    "signed_in",
    "unescaped",
    "with_step",
]
