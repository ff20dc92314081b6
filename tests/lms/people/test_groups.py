"""The door of the editor opens and closes on the day a role begins or ends."""

from datetime import timedelta
from typing import Any

import pytest

from lms.core import housekeeping
from lms.core.clock import today
from lms.people import services
from lms.people.models import Role, User
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = [pytest.mark.django_db, pytest.mark.database]
TODAY = today()
DAY = timedelta(days=1)


@pytest.fixture
def tomorrow(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Let a night pass, in which nobody writes and housekeeping runs."""

    def pass_a_night() -> None:
        monkeypatch.setattr("lms.people.models.dated.today", lambda: TODAY + DAY)
        housekeeping.run_due()

    return pass_a_night


@pytest.fixture(autouse=True)
def _only_this_duty(monkeypatch: pytest.MonkeyPatch) -> None:
    """As `AppConfig.ready` registered it."""
    name = "lms.people.services.sync_groups_by_date"
    monkeypatch.setattr(housekeeping, "_duties", {name: housekeeping._duties[name]})


def opens_the_editor(user: User) -> bool:
    return User.objects.get(pk=user.pk).has_perm("wagtailadmin.access_admin")


def test_a_role_that_begins_tomorrow_opens_it_tomorrow(tomorrow: Any) -> None:
    teacher = UserFactory()
    give_role(teacher, SchoolFactory(), Role.TEACHER, starts_on=TODAY + DAY)
    assert not opens_the_editor(teacher)
    tomorrow()
    assert opens_the_editor(teacher)


def test_a_role_that_ends_today_closes_it_tomorrow(tomorrow: Any) -> None:
    teacher, other = UserFactory(), UserFactory()
    membership = give_role(teacher, SchoolFactory(), Role.TEACHER)
    give_role(other, membership.unit, Role.TEACHER)
    services.end_membership(acting_user=None, membership=membership, ends_on=TODAY)
    assert opens_the_editor(teacher)
    tomorrow()
    assert not opens_the_editor(teacher)
    assert opens_the_editor(other)


def test_it_never_opens_for_a_student_nor_for_somebody_without_a_log_in(tomorrow: Any) -> None:
    student, nobody = UserFactory(), UserFactory()
    school = SchoolFactory()
    give_role(student, school, Role.STUDENT, starts_on=TODAY + DAY)
    give_role(nobody, school, Role.TEACHER, starts_on=TODAY + DAY)
    nobody.delete()
    tomorrow()
    assert not opens_the_editor(student)


def test_where_nothing_changed_nothing_is_done() -> None:
    give_role(UserFactory(), SchoolFactory(), Role.TEACHER)
    give_role(UserFactory(), SchoolFactory(), Role.STUDENT)
    assert services.sync_groups_by_date() == 0
