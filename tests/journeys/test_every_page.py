"""Every page that a person reaches, in light, in dark, at 200 % and on a wide screen: axe finds
nothing serious."""

import pytest

from tests.content.review.world import World, fresh
from tests.journeys.conftest import DESKTOP, PHONE, Window, faults
from tests.journeys.lesson import apart
from tests.walks import WALKS, busy_world, expected_status

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return apart(busy_world)


@pytest.mark.parametrize("person", WALKS)
def test_every_page_of_a_person_holds_in_dark_at_200_percent_and_on_a_wide_screen(
    open_page: Window, world: World, person: str
) -> None:
    user = fresh(getattr(world, person)) if person else None
    addresses = apart(lambda: WALKS[person](world))
    page = open_page(PHONE, user=user)
    wrong = []
    for address in addresses:
        expected = expected_status(person, address)
        if expected != 200:
            open_page.forgive(str(expected))
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == expected, address
        assert "/dang-nhap/" not in page.url or "/dang-nhap/" in address
        wrong += faults(page, also_at=DESKTOP)
    assert not wrong, "\n".join(wrong)
