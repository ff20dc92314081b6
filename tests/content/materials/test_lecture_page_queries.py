"""A lecture page and the library cost the same with ten materials as with a thousand."""

import uuid

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from content.materials.models import Material, MaterialVersion
from lms.people.models import UnitLink
from tests.content.review.world import World, build
from tests.factories.materials import block, copy_version, make_version, step
from tests.factories.media_published import caption_of, published_asset
from tests.factories.people import SchoolFactory, UnitFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db
MOST = 15


@pytest.fixture
def teacher(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user = UserFactory()
    give_role(user, SchoolFactory(), "teacher")
    return user


def many_like(version: MaterialVersion, count: int) -> None:
    """Published copies of one material, straight into the tables."""
    original = version.material
    for number in range(count):
        slug = f"bai-{number}-{uuid.uuid4().hex[:6]}"
        material = Material.objects.create(
            title=f"Bài {number}", slug=slug, owner=original.owner, subject=original.subject,
            grade=9, topic=original.topic, unit=original.unit,
        )  # fmt: skip
        copy_version(version, material, title=material.title)


def queries(client, address: str) -> int:
    """Queries of a page that this process has shown before: sites, types and text are known."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(
        connection,
    ) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def lecture_with_videos(teacher, count: int) -> MaterialVersion:
    videos = []
    for _number in range(count):
        asset = published_asset(teacher)
        caption_of(asset)
        videos.append(block("video", {"asset": str(asset.pk), "title": "Video"}))
    return make_version(
        author=teacher, steps=[step("Xem", *videos), step("Đọc"), step("Luyện tập")]
    )


ROLES = (
    "student", "author", "colleague", "leader", "deputy", "head", "officer", "expert",
    "district_officer",
)  # fmt: skip


def deep_world(levels: int) -> World:
    """The small province of review, with more units between the school and the department."""
    world = build()
    lowest = world.department
    for number in range(levels):
        lowest = UnitFactory(name=f"Đơn vị trung gian {number}", parent=lowest)
        UnitFactory(name=f"Phòng {number}", parent=lowest)
    if levels:
        UnitLink.objects.filter(child=world.school).update(parent=lowest)
    world.add("district_officer", UnitFactory(name="Phòng nhỏ", parent=lowest), "officer")
    world.add("office_author", world.office, "expert")
    return world


def lectures_of(world: World) -> list[str]:
    """The addresses of one lecture written in a school and one written in an office."""
    authors = (world.author, world.office_author)
    return [f"/hoc-lieu/{lecture_with_videos(who, 1).slug}/" for who in authors]


def costs(world: World, addresses: list[str]) -> dict[tuple[str, str], int]:
    """The queries of these pages for everybody there is."""
    found = {("visitor", address): queries(Client(), address) for address in addresses}
    for who in ROLES:
        client = Client()
        client.force_login(world.people[who])
        found |= {(who, address): queries(client, address) for address in addresses}
    return found


@pytest.mark.slow
def test_constant_queries_for_everybody_at_10_and_at_1000_materials(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = deep_world(levels=3)
    addresses = [*lectures_of(world), "/hoc-lieu/"]
    version = MaterialVersion.objects.earliest("pk")
    many_like(version, 8)
    few = costs(world, addresses)
    many_like(version, 990)
    many = costs(world, addresses)
    assert many == few
    assert max(many.values()) <= MOST, many


def test_units_between_school_and_department_cost_no_query(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    world = deep_world(levels=0)
    addresses = lectures_of(world)
    flat = costs(world, addresses)
    lowest = world.department
    for number in range(5):
        lowest = UnitFactory(name=f"Đơn vị trung gian {number}", parent=lowest)
    UnitLink.objects.filter(child=world.school).update(parent=lowest)
    assert costs(world, addresses) == flat


def test_five_videos_cost_no_more_queries_than_one(client, teacher):
    one, five = lecture_with_videos(teacher, 1), lecture_with_videos(teacher, 5)
    first = queries(client, f"/hoc-lieu/{one.slug}/")
    assert queries(client, f"/hoc-lieu/{five.slug}/") == first


def test_the_classroom_screen_too(client, teacher):
    version = lecture_with_videos(teacher, 3)
    assert queries(client, f"/man-hinh/{version.slug}/") <= MOST
