"""Notices: everybody reads their own, each leads where it should, and only there."""

import pytest
from django.test import Client
from django.urls import reverse

from lms.notices import kinds, selectors, services
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db
kinds.register("tests.hello", "Chào %(title)s")


def test_a_notice_is_told_once_to_each_and_stays_until_read() -> None:
    user, other = UserFactory(), UserFactory()
    services.notify(users=[user, user], kind="tests.hello", params={"title": "cô Nhàn"})
    assert [n.text for n in selectors.unread(user)] == ["Chào cô Nhàn"]
    assert selectors.count_unread(other) == 0
    notice = selectors.unread(user)[0]
    services.mark_read(acting_user=other, notice=notice)
    assert selectors.count_unread(user) == 1
    services.mark_read(acting_user=user, notice=notice)
    assert selectors.count_unread(user) == 0
    assert selectors.notices_of(user).count() == 1


def test_an_unknown_kind_is_a_mistake_of_the_sender() -> None:
    with pytest.raises(LookupError):
        services.notify(users=[UserFactory()], kind="tests.nobody-knows")


def test_a_parameter_that_is_missing_costs_the_sentence_not_the_page() -> None:
    user = UserFactory()
    services.notify(users=[user], kind="tests.hello", params={})
    assert selectors.unread(user)[0].text == ""


def test_following_marks_read_and_leads_inside_only(client: Client) -> None:
    user, other = UserFactory(), UserFactory()
    params = {"title": "<b>x</b>"}
    services.notify(users=[user], kind="tests.hello", params=params, url="/tham-dinh/")
    services.notify(
        users=[user], kind="tests.hello", params=params, url="https://nguy-hiem.example/"
    )
    outside, inside = selectors.unread(user)
    client.force_login(other)
    assert client.post(reverse("notices:follow", args=[inside.pk])).status_code == 404
    client.force_login(user)
    page = client.get(reverse("notices:list")).content.decode()
    assert "&lt;b&gt;x&lt;/b&gt;" in page
    assert "<b>x</b>" not in page
    assert client.post(reverse("notices:follow", args=[inside.pk])).url == "/tham-dinh/"
    assert client.post(reverse("notices:follow", args=[outside.pk])).url == "/thong-bao/"
    assert selectors.count_unread(user) == 0


def test_visitors_have_no_notices(client: Client) -> None:
    assert client.get(reverse("notices:list")).status_code == 302
    assert client.get(reverse("notices:list")).url.startswith("/dang-nhap/")


def test_a_student_without_notices_reads_nothing_about_review(client: Client) -> None:
    student, teacher = UserFactory(), UserFactory()
    school = SchoolFactory()
    give_role(student, school, "student")
    give_role(teacher, school, "teacher")
    for user, is_told in ((student, False), (teacher, True)):
        client.force_login(user)
        assert ("chờ thầy/cô thẩm định" in client.get("/thong-bao/").content.decode()) is is_told
