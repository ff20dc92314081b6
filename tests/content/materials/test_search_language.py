"""A result speaks the reader's language, whatever language it was indexed in."""

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.curriculum.models import Subject
from search import services
from tests.factories.materials import make_version
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(autouse=True)
def indexed() -> None:
    author = UserFactory()
    give_role(author, SchoolFactory(), "teacher")
    version = make_version(
        author=author, title="Bài học mới", minutes=25, grade=9, audience_scope="public"
    )
    subject = Subject.objects.filter(pk=version.subject_id)
    subject.update(name="Toán", name_en="Mathematics")
    services.rebuild()


def row_of(language: str) -> tuple[list[str], int]:
    """What stands under the title, and how many queries the page took."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    with CaptureQueriesContext(connection) as captured:
        page = client.get("/tim-kiem/", {"q": "bài học mới"})
    row = BeautifulSoup(page.content, "html.parser").select_one(".results .result")
    assert row is not None
    return [span.get_text(strip=True) for span in row.select(".meta span")], len(captured)


def test_kind_subject_grade_and_length_are_in_the_readers_language() -> None:
    english, queries = row_of("en")
    vietnamese, as_many = row_of("vi")
    assert {"Mathematics", "Grade 9", "Lecture", "25 minutes"} <= set(english)
    assert {"Toán", "Lớp 9", "Bài giảng điện tử", "25 phút"} <= set(vietnamese)
    assert queries == as_many
