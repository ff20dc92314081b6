"""No page speaks the other language: each person opens every page they reach, Wagtail's own screens
among them, in both.

What of Wagtail's editor is not a page (choosers, scripts) is asked in Vietnamese in
tests/content/materials/test_vietnamese_admin.py.
"""

import json

import pytest
from django.conf import settings
from django.test import Client

from tests import languages
from tests.content.review.world import World, fresh
from tests.walks import WALKS, busy_world, expected_status

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    return busy_world()


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize("person", WALKS)
def test_no_page_speaks_the_other_language(world: World, person: str, language: str) -> None:
    client = Client()
    if person:
        client.force_login(fresh(getattr(world, person)))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    foreign = languages.english() if language == "vi" else languages.vietnamese()
    left: dict[str, list[str]] = {}
    for address in WALKS[person](world):
        answer = client.get(address, follow=True)
        assert answer.status_code == expected_status(person, address), address
        if found := foreign.on(answer.content.decode()):
            left[address] = sorted(found)
    assert not left, json.dumps(left, ensure_ascii=False, indent=1)


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_leak_would_be_found(language: str) -> None:
    own, other = languages.vietnamese(), languages.english()
    if language == "en":
        own, other = other, own
    texts = {"vi": ("Chưa tìm thấy học liệu nào", "9 học liệu"), "en": ("Log in", "9 materials")}
    for text in texts[language]:
        assert own.knows(text), text
        assert not other.knows(text), text
