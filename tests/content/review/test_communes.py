"""A commune between the department and its schools answers for its own schools, not for those of
the commune beside it: it is no office of the department."""

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from content.materials.models import MaterialVersion
from content.review import services
from content.review.deciders import deciders
from content.review.models import ReviewStep
from content.review.policies import may_withdraw, review_policy
from content.versions.models import FrozenVersion
from lms.people.models import Membership, UnitLink, User
from lms.people.selectors import offices_of
from tests.content.review.world import World, fresh, task_of
from tests.factories.people import SchoolFactory, UnitFactory, UnitKindFactory

pytestmark = pytest.mark.django_db
BESIDE = ["officer_b", "head_b", "clerk_b"]


@pytest.fixture
def communes(world: World) -> World:
    """The world's school under commune A; commune B beside it with a school and an office."""
    kind = UnitKindFactory(code="xa", name="Xã")
    one, other = (
        UnitFactory(name=name, kind=kind, parent=world.department) for name in ("Xã A", "Xã B")
    )
    UnitLink.objects.filter(child=world.school).update(parent=one)
    SchoolFactory(name="Trường của xã B", parent=other)
    office = UnitFactory(name="Phòng của xã B", kind=world.office.kind, parent=other)
    world.add("officer_a", one, "officer")
    world.add("officer_b", other, "officer")
    world.add("head_b", other, "head")
    world.add("clerk_b", office, "officer")
    return world


def vacate(*users: User) -> None:
    """Their posts are vacant from now on."""
    Membership.objects.filter(person__in=[user.person for user in users]).delete()


def withdrawers(world: World, version: MaterialVersion) -> set[str]:
    return {name for name, user in world.people.items() if may_withdraw(fresh(user), version)}


def test_an_office_has_no_school_below_it(communes: World) -> None:
    assert offices_of(communes.department) == [communes.office.pk]


def test_withdrawing_is_for_the_own_commune_and_the_department(communes: World) -> None:
    version = communes.approved()
    assert withdrawers(communes, version) == {"head", "deputy", "officer_a", "officer"}
    for name in BESIDE:
        user = fresh(getattr(communes, name))
        client = Client()
        client.force_login(user)
        address = reverse("review:withdraw", args=[version.thing])
        assert client.post(address, {"reason": "Sai."}).status_code == 404
        with pytest.raises(PermissionDenied):
            services.withdraw(acting_user=user, version=version, reason="Sai.")
    assert FrozenVersion.objects.get(pk=version.pk).published


def test_the_own_commune_decides_where_the_school_cannot_then_the_department(
    communes: World,
) -> None:
    head_step = ReviewStep.objects.get(code="head")
    version = communes.submitted()
    vacate(communes.head, communes.deputy)
    assert set(deciders(version, head_step).people) == {communes.officer_a.person}
    vacate(communes.officer_a)
    assert set(deciders(version, head_step).people) == {communes.officer.person}


def test_a_desk_of_the_department_is_closed_to_a_commune(communes: World) -> None:
    vacate(communes.head, communes.deputy, communes.officer_a)
    task = task_of(communes.passed_by_group())
    assert task.deciding_unit == communes.department
    seen = {
        name
        for name, user in communes.people.items()
        if review_policy.allows(fresh(user), "view", task)
    }
    assert seen == {"officer", "expert"}
    for name in BESIDE:
        client = Client()
        client.force_login(fresh(getattr(communes, name)))
        assert client.get(reverse("review:desk", args=[task.uuid])).status_code == 404
