"""What other systems call a person is kept, and is neither a log-in nor shown nor an address."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.exceptions import FieldDoesNotExist
from django.db import IntegrityError
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lms.people.models import ExternalIdentifier, Person, Role, User
from tests.factories.people import (
    PASSWORD,
    PersonFactory,
    SchoolClassFactory,
    UserFactory,
    give_role,
    seat,
)

NATIONAL = "001312012345"


def identify(person: Person, issuer: str = "moet", value: str = NATIONAL) -> ExternalIdentifier:
    return ExternalIdentifier.objects.create(person=person, issuer=issuer, value=value)


@pytest.mark.django_db
def test_one_issuer_calls_one_person_by_it() -> None:
    identify(PersonFactory())
    identify(PersonFactory(), issuer="vnedu")
    with pytest.raises(IntegrityError):
        identify(PersonFactory())


@pytest.mark.django_db
def test_it_is_no_log_in() -> None:
    user = UserFactory(username="an")
    identify(user.person)
    request = RequestFactory().post("/")
    assert authenticate(request, username="an", password=PASSWORD) == user
    assert authenticate(request, username=NATIONAL, password=PASSWORD) is None
    assert User.USERNAME_FIELD == "username"
    with pytest.raises(FieldDoesNotExist):
        User._meta.get_field("identifiers")


@pytest.mark.django_db
def test_the_school_that_looks_at_a_student_does_not_see_it() -> None:
    school_class = SchoolClassFactory()
    student, head = UserFactory(), UserFactory()
    seat(student, school_class)
    identify(student.person)
    give_role(head, school_class.unit, Role.HEAD)
    client = Client()
    client.force_login(User.objects.get(pk=head.pk))
    pages = [
        client.get(reverse("people:class", args=[school_class.uuid])),
        client.post(reverse("people:reset_password", args=[student.person.uuid])),
    ]
    for page in pages:
        assert student.person.full_name in page.content.decode()
        assert NATIONAL not in page.content.decode()


def test_no_screen_and_no_address_of_ours_knows_it() -> None:
    """Only the models do. An import or an export that needs it adds its own file here."""
    rooms = ("lms", "content", "media_pipeline", "search", "themes")
    files = [
        path
        for room in rooms
        for path in Path(settings.BASE_DIR, room).rglob("*")
        if path.suffix in {".py", ".html", ".js"} and not {"vendor", "settings"} & {*path.parts}
    ]
    assert len(files) > 200
    knowing = {
        path.relative_to(settings.BASE_DIR).as_posix()
        for path in files
        if re.search(r"ExternalIdentifier|\bidentifiers\b", path.read_text(encoding="utf-8"))
    }
    assert knowing == {
        "lms/people/models/__init__.py",
        "lms/people/models/person.py",
        "lms/people/migrations/0001_initial.py",
    }


def test_people_stand_in_addresses_by_their_uuid_alone() -> None:
    about_people = {
        name: kind
        for name, kind in _converters(get_resolver().url_patterns)
        if re.search("person|user|student|teacher|guardian", name)
    }
    assert about_people["person_uuid"] == "UUIDConverter"
    assert set(about_people.values()) == {"UUIDConverter"}


def _converters(patterns: list[URLPattern | URLResolver]) -> Iterator[tuple[str, str]]:
    """Names and kinds of what our addresses carry; Wagtail's own are closed by the editor gate."""
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            if not str(pattern.urlconf_name).startswith(("<module 'wagtail", "wagtail")):
                yield from _converters(pattern.url_patterns)
        else:
            for name, converter in getattr(pattern.pattern, "converters", {}).items():
                yield name, type(converter).__name__
