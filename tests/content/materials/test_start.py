"""The form for a new material begins with what its teacher teaches."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from lms.core.clock import today
from lms.people.models import TeachingAssignment, User
from tests.factories.materials import SubjectFactory
from tests.factories.people import SchoolClassFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db
ADDRESS = "/ban-lam-viec/soan/"


@pytest.fixture
def teacher() -> User:
    user = UserFactory()
    give_role(user, SchoolClassFactory().unit, "teacher")
    return user


def teach(user: User, subject: Any, grade: int, **dates: Any) -> None:
    TeachingAssignment.objects.create(
        teacher=user.person, school_class=SchoolClassFactory(grade=grade), subject=subject.uuid,
        **{"starts_on": date(2020, 9, 1), **dates},
    )  # fmt: skip


def begun_with(user: User, **query: Any) -> dict[str, Any]:
    client = Client()
    client.force_login(user)
    form = client.get(ADDRESS, query).context["form"]
    return {name: form[name].value() for name in ("subject", "grade")}


def test_a_teacher_of_one_subject_in_one_grade_need_not_choose_them(teacher: User) -> None:
    subject = SubjectFactory()
    teach(teacher, subject, 9)
    teach(teacher, subject, 9)
    assert begun_with(teacher) == {"subject": subject.pk, "grade": 9}


def test_where_there_is_a_choice_nothing_is_guessed(teacher: User) -> None:
    subject = SubjectFactory()
    teach(teacher, subject, 8)
    teach(teacher, subject, 9)
    assert begun_with(teacher) == {"subject": subject.pk, "grade": None}
    teach(teacher, SubjectFactory(), 9)
    assert begun_with(teacher) == {"subject": None, "grade": None}


def test_what_was_taught_last_year_does_not_count(teacher: User) -> None:
    teach(teacher, SubjectFactory(), 8, ends_on=today() - timedelta(days=1))
    assert begun_with(teacher) == {"subject": None, "grade": None}


def test_what_the_address_names_comes_first(teacher: User) -> None:
    teach(teacher, SubjectFactory(), 9)
    other = SubjectFactory()
    assert begun_with(teacher, subject=other.pk, grade=6) == {
        "subject": str(other.pk),
        "grade": "6",
    }
