"""What becomes of a frozen version: published, replaced, withdrawn, and never changed."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from content.materials.models import MaterialVersion
from content.versions import selectors, services
from content.versions.models import FrozenVersion
from lms.people.models import User
from tests.factories.materials import make_version
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def author() -> User:
    user = UserFactory()
    give_role(user, SchoolFactory(), "teacher")
    return user


def next_version(version: MaterialVersion) -> MaterialVersion:
    """The same thing submitted once more."""
    fresh = MaterialVersion.objects.get(pk=version.pk)
    fresh.pk = fresh.id = None
    fresh._state.adding = True
    fresh.uuid = MaterialVersion._meta.get_field("uuid").get_default()
    fresh.published, fresh.approved_at, fresh.reviewed_by = False, None, ""
    services.freeze(version=fresh, topics=list(version.topics.all()), files=[])
    return fresh


def test_versions_of_a_thing_are_numbered_one_after_the_other(author: User) -> None:
    first = make_version(author=author)
    assert first.number == 1
    assert next_version(first).number == 2


def test_a_newer_version_takes_the_place_of_the_one_that_readers_see(author: User) -> None:
    first = make_version(author=author)
    second = next_version(first)
    assert selectors.published_version(first.thing).pk == first.pk

    services.publish(version=second, reviewed_by="Tổ Toán")

    shown = FrozenVersion.objects.filter(thing=first.thing, published=True)
    assert [one.pk for one in shown] == [second.pk]
    assert FrozenVersion.objects.get(pk=first.pk).withdrawn_at is None


def test_withdrawing_leaves_readers_nothing(author: User) -> None:
    version = make_version(author=author)
    services.withdraw(version=version)
    assert selectors.published_version(version.thing) is None
    assert FrozenVersion.objects.get(pk=version.pk).withdrawn_at is not None


def test_a_version_that_is_not_what_was_judged_is_not_published(author: User) -> None:
    version = make_version(author=author, approved=False)
    MaterialVersion.objects.filter(pk=version.pk).update(summary="Khác")
    with pytest.raises(ValidationError):
        services.publish(version=MaterialVersion.objects.get(pk=version.pk), reviewed_by="Tổ Toán")
    assert selectors.published_version(version.thing) is None


def test_the_database_keeps_two_published_versions_of_a_thing_away(author: User) -> None:
    first = make_version(author=author)
    second = next_version(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        FrozenVersion.objects.filter(pk=second.pk).update(published=True)


def test_the_database_keeps_two_versions_of_one_number_away(author: User) -> None:
    first = make_version(author=author)
    second = next_version(first)
    with pytest.raises(IntegrityError), transaction.atomic():
        FrozenVersion.objects.filter(pk=second.pk).update(number=1)


@pytest.mark.parametrize("model", [FrozenVersion, MaterialVersion])
def test_what_was_judged_is_never_saved_again(author: User, model: type[FrozenVersion]) -> None:
    version = model.objects.get(pk=make_version(author=author).pk)
    version.title = "Tên khác"
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.save(update_fields=["title", "approved_at"])
    assert model.objects.get(pk=version.pk).title != "Tên khác"


def test_a_version_holds_its_row_in_both_tables(author: User) -> None:
    version = make_version(author=author)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT frozenversion_ptr_id FROM materials_materialversion WHERE material_id = %s",
            [version.material_id],
        )
        assert cursor.fetchall() == [(version.pk,)]
