"""Who may reset whose password, and how often one may guess."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.people import services
from lms.people.models import RecordAccess, Role, SchoolClass, TeachingAssignment, User
from lms.settings import base
from tests.factories.people import (
    PASSWORD,
    PersonFactory,
    SchoolClassFactory,
    SchoolFactory,
    UserFactory,
    give_role,
    seat,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def school_class():  # type: ignore[no-untyped-def]
    return SchoolClassFactory()


@pytest.fixture
def student(school_class) -> User:  # type: ignore[no-untyped-def]
    user = UserFactory(username="tro")
    seat(user, school_class)
    return user


@pytest.fixture
def teacher(school_class) -> User:  # type: ignore[no-untyped-def]
    user = UserFactory(username="thay")
    give_role(user, school_class.unit, Role.TEACHER)
    TeachingAssignment.objects.create(
        teacher=user.person,
        school_class=school_class,
        subject="00000000-0000-4000-8000-000000000001",
    )
    return user


def test_a_teacher_resets_the_password_of_a_student_they_teach(
    teacher: User, student: User, client: Client
) -> None:
    client.force_login(teacher)
    page = client.post(reverse("people:reset_password", args=[student.person.uuid]))
    password = page.context["password"]
    student.refresh_from_db()
    assert student.check_password(password)
    assert student.must_change_password
    assert password in page.content.decode()


@pytest.mark.parametrize("role", [Role.TEACHER, Role.STUDENT, Role.GUARDIAN, Role.GROUP_LEADER])
def test_others_of_the_school_do_not(
    role: str, student: User, school_class, client: Client
) -> None:  # type: ignore[no-untyped-def]
    stranger = UserFactory()
    give_role(stranger, school_class.unit, role)
    client.force_login(stranger)
    answer = client.post(reverse("people:reset_password", args=[student.person.uuid]))
    assert answer.status_code == 404
    student.refresh_from_db()
    assert student.check_password(PASSWORD)


@pytest.mark.parametrize("role", [Role.HEAD, Role.DEPUTY, Role.ADMIN])
def test_the_school_resets_for_its_own_people(role: str, student: User, school_class) -> None:  # type: ignore[no-untyped-def]
    manager = UserFactory()
    give_role(manager, school_class.unit, role)
    password = services.reset_password(acting_user=manager, person=student.person)
    student.refresh_from_db()
    assert student.check_password(password)


def test_another_school_does_not(student: User) -> None:
    manager = UserFactory()
    give_role(manager, SchoolFactory(), Role.ADMIN)
    with pytest.raises(PermissionDenied):
        services.reset_password(acting_user=manager, person=student.person)


def test_nobody_resets_their_own_this_way(school_class) -> None:  # type: ignore[no-untyped-def]
    head = UserFactory()
    give_role(head, school_class.unit, Role.HEAD)
    with pytest.raises(PermissionDenied):
        services.reset_password(acting_user=head, person=head.person)


def test_a_class_list_is_for_its_teachers_and_the_look_is_kept(
    teacher: User, student: User, school_class, client: Client
) -> None:  # type: ignore[no-untyped-def]
    address = reverse("people:class", args=[school_class.uuid])
    client.force_login(teacher)
    shown = client.get(address)
    assert student.person.full_name in shown.content.decode()
    assert "no-store" in shown["Cache-Control"], "not on a shared computer after the log-out"
    assert RecordAccess.objects.filter(person=student.person, viewer=teacher).count() == 1
    client.force_login(student)
    assert client.get(address).status_code == 404
    client.logout()
    assert client.get(address).status_code == 302


def test_a_class_list_stands_in_vietnamese_order(
    teacher: User, school_class, client: Client
) -> None:  # type: ignore[no-untyped-def]
    """By given name, then family name; Â behind A, Đ behind D."""
    names = [("Lê", "Đạt"), ("Vũ", "Bình"), ("Trần", "Ân"), ("Đỗ", "An"), ("Bùi", "Đạt")]
    for family, given in names:
        person = PersonFactory(family_name=family, middle_name="", given_name=given)
        seat(UserFactory(person=person), school_class)
    client.force_login(teacher)
    html = client.get(reverse("people:class", args=[school_class.uuid])).content.decode()
    expected = ["Đỗ An", "Trần Ân", "Vũ Bình", "Bùi Đạt", "Lê Đạt"]
    assert sorted(expected, key=html.index) == expected


def test_a_class_list_costs_the_same_for_one_student_and_for_many(
    teacher: User, student: User, school_class, client: Client
) -> None:  # type: ignore[no-untyped-def]
    address = reverse("people:class", args=[school_class.uuid])
    client.force_login(teacher)
    client.get(address)
    with CaptureQueriesContext(connection) as alone:
        client.get(address)
    for _number in range(5):
        seat(UserFactory(), school_class)
    RecordAccess.objects.all().delete()
    with CaptureQueriesContext(connection) as six:
        client.get(address)
    assert len(six) == len(alone)
    assert RecordAccess.objects.filter(viewer=teacher).values("person").distinct().count() == 6


def test_a_class_list_offers_a_reset_only_where_it_is_allowed(
    teacher: User, student: User, school_class, client: Client
) -> None:  # type: ignore[no-untyped-def]
    working = UserFactory()
    seat(working, school_class)
    give_role(working, school_class.unit, Role.TEACHER)
    client.force_login(teacher)
    page = client.get(reverse("people:class", args=[school_class.uuid])).content.decode()
    assert reverse("people:reset_password", args=[student.person.uuid]) in page
    assert reverse("people:reset_password", args=[working.person.uuid]) not in page


def test_guessing_locks_the_account_for_that_address_only(student: User) -> None:
    guesser = Client(REMOTE_ADDR="192.0.2.1")
    for _attempt in range(5):
        answer = guesser.post(
            reverse("people:login"), {"username": "tro", "password": "sai-mat-khau"}
        )
    assert answer.status_code == 429
    right = {"username": "tro", "password": PASSWORD}
    assert guesser.post(reverse("people:login"), right).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.2")
    assert elsewhere.post(reverse("people:login"), right).status_code == 302


def test_guessing_the_old_password_at_an_unlocked_screen_is_counted_too(student: User) -> None:
    screen = Client(REMOTE_ADDR="192.0.2.4")
    screen.force_login(student)
    change = reverse("people:password_change")
    own = {"new_password1": "mat-khau-cua-em-2026", "new_password2": "mat-khau-cua-em-2026"}
    for attempt in range(5):
        answer = screen.post(change, {"old_password": f"sai-{attempt}", **own})
    assert answer.status_code == 429
    assert screen.post(change, {"old_password": PASSWORD, **own}).status_code == 429
    student.refresh_from_db()
    assert student.check_password(PASSWORD)


def test_the_new_passwords_field_answers_no_guess(student: User, client: Client) -> None:
    client.force_login(student)
    guess = {"old_password": "", "new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = client.post(reverse("people:password_change"), guess)
    assert "Đây là mật khẩu hiện nay" not in answer.content.decode()


def test_a_locked_account_does_not_lock_its_school(student: User) -> None:
    UserFactory(username="ban")
    school = Client(REMOTE_ADDR="192.0.2.3")
    for _attempt in range(6):
        school.post(reverse("people:login"), {"username": "tro", "password": "sai"})
    answer = school.post(reverse("people:login"), {"username": "ban", "password": PASSWORD})
    assert answer.status_code == 302


def test_behind_a_proxy_guesses_are_counted_by_account_and_visitor(student: User, settings) -> None:  # type: ignore[no-untyped-def]
    """Whatever the guesser writes into X-Forwarded-For before the proxy adds the true address."""
    settings.TRUSTED_PROXIES = 1
    UserFactory(username="ban")

    def log_in(username: str, password: str, forwarded: str) -> int:
        proxied = Client(REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": forwarded})
        form = {"username": username, "password": password}
        return proxied.post(reverse("people:login"), form).status_code

    for attempt in range(5):
        last = log_in("tro", "sai-mat-khau", f"192.0.2.{attempt}, 198.51.100.7")
    assert last == 429
    assert log_in("tro", PASSWORD, "203.0.113.5, 198.51.100.7") == 429
    assert log_in("tro", PASSWORD, "198.51.100.7, 198.51.100.8") == 302
    assert log_in("ban", PASSWORD, "198.51.100.7") == 302


def test_passwords_are_hashed_with_argon2(student: User, settings) -> None:  # type: ignore[no-untyped-def]
    """With the product's hashers: tests themselves run on a fast one."""
    settings.PASSWORD_HASHERS = base.PASSWORD_HASHERS
    student.set_password("mat-khau-cua-em-2026")
    assert student.password.startswith("argon2$argon2id$")
    assert student.check_password("mat-khau-cua-em-2026")


def test_a_first_password_is_changed_before_anything_else(student: User, client: Client) -> None:
    student.must_change_password = True
    student.save()
    client.force_login(student)
    change = reverse("people:password_change")
    assert client.get("/").headers["Location"] == change
    assert client.post(reverse("progress:report")).headers["Location"] == change
    own = "mat-khau-cua-em-2026"
    answer = client.post(
        change, {"old_password": PASSWORD, "new_password1": own, "new_password2": own}
    )
    assert answer.status_code == 302
    student.refresh_from_db()
    assert not student.must_change_password
    assert client.get(reverse("home:learning")).status_code == 200


def test_a_first_password_is_not_changed_to_itself(student: User, client: Client) -> None:
    student.must_change_password = True
    student.save()
    client.force_login(student)
    same = {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD}
    answer = client.post(reverse("people:password_change"), same)
    assert "Đây là mật khẩu hiện nay" in answer.content.decode()
    student.refresh_from_db()
    assert student.must_change_password


def test_the_page_for_a_new_password_speaks_to_everyone(student: User, client: Client) -> None:
    """Students read it as well as teachers: nobody is called thầy/cô, and nobody bạn."""
    client.force_login(student)
    answer = client.post(reverse("people:password_change"), headers={"accept-language": "vi"})
    page = answer.content.decode()
    assert page.count("Chưa điền mục này.") == 3
    assert "Thầy/cô" not in page
    assert "của bạn" not in page


def test_one_press_that_slips_takes_no_password_away(
    teacher: User, student: User, school_class: SchoolClass, client: Client
) -> None:
    client.force_login(teacher)
    page = client.get(reverse("people:class", args=[school_class.uuid])).content.decode()
    asked = page.split('<details class="ask">', 1)[1].split("</details>")[0]
    assert reverse("people:reset_password", args=[student.person.uuid]) in asked
    assert student.person.full_name in asked, "it says whose password is lost"


def test_a_teacher_who_left_opens_no_class_list_and_resets_nobody(
    teacher: User, student: User, school_class: SchoolClass, client: Client
) -> None:
    """Even while the teaching assignment was forgotten and still stands."""
    class_page = reverse("people:class", args=[school_class.uuid])
    reset = reverse("people:reset_password", args=[student.person.uuid])
    client.force_login(teacher)
    assert client.get(class_page).status_code == 200
    for membership in teacher.person.memberships.all():
        services.end_membership(acting_user=None, membership=membership, ends_on=date(2024, 5, 31))
    client.force_login(User.objects.get(pk=teacher.pk))
    assert client.get(class_page).status_code == 404
    assert client.post(reset).status_code == 404
