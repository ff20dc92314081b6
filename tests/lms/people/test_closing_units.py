"""A unit that is closed says who goes on with its work, or that nobody does."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from wagtail.models import ModelLogEntry

from lms.core.clock import today
from lms.people import services
from lms.people.models import Role, Unit
from tests.factories.people import SchoolFactory, UnitFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def school() -> Unit:
    return SchoolFactory()


@pytest.fixture
def heir() -> Unit:
    return SchoolFactory()


def close(unit: Unit, successor: Unit | None) -> None:
    services.close_unit(acting_user=None, unit=unit, on=today(), successor=successor)


def test_it_names_its_successor_and_the_log_keeps_who_closed_it(school: Unit, heir: Unit) -> None:
    officer = UserFactory()
    services.close_unit(acting_user=officer, unit=school, on=today() + DAY, successor=heir)
    school.refresh_from_db()
    assert (school.closed_on, school.successor) == (today() + DAY, heir)
    entry = ModelLogEntry.objects.get(action="people.close_unit")
    assert (entry.user, entry.object_id) == (officer, str(school.pk))
    assert entry.data == {"on": (today() + DAY).isoformat(), "successor": heir.pk}


def test_that_nobody_goes_on_is_said_not_left_out(school: Unit) -> None:
    with pytest.raises(TypeError, match="successor"):
        services.close_unit(acting_user=None, unit=school, on=today())  # type: ignore[call-arg]
    close(school, None)
    school.refresh_from_db()
    assert school.is_closed(today())
    assert school.successor is None


def test_its_people_stay_where_history_puts_them(school: Unit, heir: Unit) -> None:
    membership = give_role(UserFactory(), school, Role.TEACHER)
    close(school, heir)
    membership.refresh_from_db()
    assert (membership.unit, membership.ends_on) == (school, None)


def test_it_is_closed_once(school: Unit, heir: Unit) -> None:
    close(school, None)
    with pytest.raises(ValidationError, match="ngừng hoạt động từ trước"):
        close(school, heir)
    school.refresh_from_db()
    assert school.successor is None


def test_its_successor_is_another_unit_that_stays_open(school: Unit, heir: Unit) -> None:
    with pytest.raises(ValidationError, match="kế thừa"):
        close(school, school)
    services.close_unit(acting_user=None, unit=heir, on=today() + 300 * DAY, successor=None)
    with pytest.raises(ValidationError, match="kế thừa"):
        close(school, heir)
    school.refresh_from_db()
    assert school.closed_on is None


def test_nobody_begins_in_it_and_nothing_is_placed_there_from_that_day_on(
    school: Unit, heir: Unit
) -> None:
    services.close_unit(acting_user=None, unit=school, on=today() + DAY, successor=heir)
    give_role(UserFactory(), school, Role.TEACHER, starts_on=today())
    with pytest.raises(ValidationError, match="đã ngừng hoạt động"):
        give_role(UserFactory(), school, Role.TEACHER, starts_on=today() + DAY)
    for parent, child in ((school, UnitFactory()), (UnitFactory(), school)):
        with pytest.raises(ValidationError, match="đã ngừng hoạt động"):
            services.link_units(
                acting_user=None, parent=parent, child=child, starts_on=today() + DAY
            )


def test_the_database_knows_no_successor_of_an_open_unit_nor_of_itself(
    school: Unit, heir: Unit
) -> None:
    rows = Unit.objects.filter(pk=school.pk)
    for wrong in ({"successor": heir}, {"closed_on": today(), "successor": school}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)
