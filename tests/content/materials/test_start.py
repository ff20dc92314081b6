"""The form for a new material begins with what its teacher teaches."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from content.materials import services as materials
from content.materials.models import Material
from lms.core.clock import today
from lms.people.models import TeachingAssignment, UnitSubject, User
from tests.factories.materials import SubjectFactory, TopicFactory
from tests.factories.people import (
    SchoolClassFactory,
    SchoolFactory,
    SubjectGroupFactory,
    UserFactory,
    give_role,
)

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


@pytest.mark.parametrize("by", ["the group", "a class"])
def test_who_writes_for_two_schools_writes_for_the_one_with_the_subject(
    teacher: User, by: str
) -> None:
    subject, second = SubjectFactory(), SchoolFactory()
    if by == "the group":
        group = SubjectGroupFactory(parent=second)
        UnitSubject.objects.create(unit=group, subject=subject.uuid)
        give_role(teacher, group, "teacher")
    else:
        give_role(teacher, second, "teacher")
        TeachingAssignment.objects.create(
            teacher=teacher.person, school_class=SchoolClassFactory(unit=second),
            subject=subject.uuid, starts_on=date(2020, 9, 1),
        )  # fmt: skip
    about = {"title": "Bài", "kind": "lecture", "grade": 9, "topic": TopicFactory()}
    first = teacher.person.memberships.earliest("pk").unit
    for wanted, school in ((subject, second), (SubjectFactory(), first)):
        material = materials.start_material(acting_user=teacher, subject=wanted, **about)
        assert material.unit == school


def test_what_the_address_names_comes_first(teacher: User) -> None:
    teach(teacher, SubjectFactory(), 9)
    other = SubjectFactory()
    assert begun_with(teacher, subject=other.pk, grade=6) == {
        "subject": str(other.pk),
        "grade": "6",
    }


def test_without_a_topic_it_is_asked_for_and_what_was_typed_stays(teacher: User) -> None:
    topic = TopicFactory()
    client = Client()
    client.force_login(teacher)
    sent = {"title": "Đồ thị", "kind": "lecture", "grade": "9", "subject": topic.subject_id}
    form = client.post(ADDRESS, sent).context["form"]
    assert list(form.errors) == ["topic"]
    assert form["title"].value() == "Đồ thị"
    # Without scripts the list comes now; the browser does not hold back the form (novalidate).
    assert topic in form.fields["topic"].queryset
    assert client.post(ADDRESS, {**sent, "topic": topic.pk}).status_code == 302
    assert Material.objects.get().topic == topic


def test_an_empty_form_says_at_each_field_what_to_do_and_guesses_no_grade(teacher: User) -> None:
    client = Client(headers={"accept-language": "vi"})
    client.force_login(teacher)
    empty = client.get(ADDRESS).content.decode()
    assert "novalidate" in empty, "the browser's own words are in the browser's language"
    assert '<option value="" selected>Chọn lớp</option>' in empty
    errors = client.post(ADDRESS, {"kind": "lecture"}).context["form"].errors
    assert {"title", "grade", "subject", "topic"} == set(errors)
    assert errors["grade"] == ["Hãy chọn lớp."]
