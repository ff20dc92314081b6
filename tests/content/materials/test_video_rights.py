"""What of a video reaches whom: readers, co-authors, reviewers, and people with no part in it."""

from typing import Any
from urllib.request import urlopen

import pytest
from django.test import Client
from django.urls import reverse

from lms.people.models import User
from media_pipeline.models import Asset
from tests.content.review.world import World, build, fresh, pass_step
from tests.factories.materials import block, step, submit, three_steps
from tests.factories.media_published import caption_of, published_asset

pytestmark = pytest.mark.django_db
FILE_NAME = "Nguyễn Văn An 9A1 quay lén.mp4"


@pytest.fixture
def world() -> World:
    return build()


@pytest.fixture
def asset(world: World) -> Asset:
    return published_asset(world.author, name=FILE_NAME)


def with_video(world: World, asset: Asset) -> Any:
    video = block("video", {"asset": str(asset.pk), "title": ""})
    return world.draft(title="Hypebol", steps=[step("Xem", video), *three_steps()])


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(fresh(user))
    return client


def status(user: User, asset: Asset) -> int:
    return client_of(user).get(reverse("media_pipeline:status", args=[asset.pk])).status_code


def caption(user: User, asset: Asset, track: Any) -> int:
    place = reverse("media_pipeline:caption", args=[asset.pk, track.pk])
    return client_of(user).get(place).status_code


def test_a_reader_gets_the_reviewed_track_and_no_newer_one(world: World, asset: Asset) -> None:
    frozen = caption_of(asset, "Đã duyệt")
    version = submit(with_video(world, asset), world.author)
    pass_step(world.leader, version)
    pass_step(world.head, version)
    type(frozen).objects.update(superseded=True)
    fresh_track = caption_of(asset, "CHƯA DUYỆT")
    assert caption(world.student, asset, frozen) == 200
    assert caption(world.student, asset, fresh_track) == 404
    assert caption(world.author, asset, fresh_track) == 200
    assert status(world.student, asset) == 404
    assert status(world.author, asset) == 200


def test_a_reviewer_reads_the_tracks_of_the_version_on_the_desk(world: World, asset: Asset) -> None:
    track = caption_of(asset)
    submit(with_video(world, asset), world.author)
    assert caption(world.leader, asset, track) == 200
    assert caption(world.other_leader, asset, track) == 404
    assert status(world.leader, asset) == 404


@pytest.mark.parametrize("submitted", [True, False])
def test_a_co_author_follows_plays_and_reads_what_the_draft_shows(
    world: World, asset: Asset, submitted: bool
) -> None:
    page = with_video(world, asset)
    page.co_authors.add(world.colleague.person)
    page.save()
    track = caption_of(asset)
    if submitted:
        submit(page, world.author)
        type(track).objects.update(superseded=True)
        track = caption_of(asset, "Mới")
    else:
        Asset.objects.filter(pk=asset.pk).update(purpose=f"page:{page.pk}")
    assert status(world.colleague, asset) == 200
    assert caption(world.colleague, asset, track) == 200
    poster = reverse("media_pipeline:poster", args=[asset.pk])
    assert client_of(world.colleague).get(poster).status_code == 200
    assert status(world.other_leader, asset) == 404


@pytest.mark.parametrize("purpose", ["page:²", "page:" + "9" * 90, "page:", "lesson:1", ""])
def test_an_odd_purpose_gives_nobody_anything(world: World, asset: Asset, purpose: str) -> None:
    Asset.objects.filter(pk=asset.pk).update(purpose=purpose)
    assert status(world.colleague, asset) == 404


def test_a_download_carries_the_title_of_the_lecture(world: World, asset: Asset) -> None:
    caption_of(asset)
    version = submit(with_video(world, asset), world.author)
    pass_step(world.leader, version)
    pass_step(world.head, version)
    place = reverse("media_pipeline:mp4", args=[asset.pk])
    answer = client_of(world.student).get(place, {"tai-ve": "1"})
    assert kept_as(answer) == 'attachment; filename="Hypebol.mp4"'


def kept_as(answer: Any) -> str:
    """What a browser is told to call the file: by us, or by S3 where the file lies there."""
    if answer.status_code == 302:
        with urlopen(answer["Location"]) as stored:
            return str(stored.headers["Content-Disposition"])
    return str(answer["Content-Disposition"])
