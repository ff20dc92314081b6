"""Every page that a person reaches, in light, in dark and at 200 %: axe finds nothing serious."""

import pytest

from tests.content.review.world import World, fresh
from tests.journeys.conftest import PHONE
from tests.journeys.lesson import apart
from tests.walks import NOWHERE, WALKS, busy_world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def world(transactional_db: None) -> World:
    return apart(busy_world)


@pytest.mark.parametrize("person", WALKS)
def test_every_page_of_a_person_holds_in_dark_and_at_200_percent(
    open_page, inspect, world: World, person: str
):
    user = fresh(getattr(world, person)) if person else None
    addresses = apart(lambda: WALKS[person](world))
    page = open_page(PHONE, user=user)
    for address in addresses:
        if address == NOWHERE:
            continue
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert "/dang-nhap/" not in page.url or "/dang-nhap/" in address
        inspect(page)
    open_page.forgive("404")
    page.goto(NOWHERE)
    inspect(page)
