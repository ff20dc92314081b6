"""Where a remark stands: a second within the video, a link that leads there, a place that went."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.urls import reverse

from content.materials.models import MaterialVersion
from content.review import places, selectors, services
from content.review.models import Remark
from tests.content.review.test_views import as_user
from tests.content.review.world import World, task_of
from tests.factories.materials import block, save_draft, step, submit
from tests.factories.media_published import caption_of, published_asset

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def with_videos(world: World, count: int = 1) -> MaterialVersion:
    """A submitted lecture whose second step has videos of 100 seconds."""
    videos = []
    for _number in range(count):
        asset = published_asset(world.author, duration=100.4)
        caption_of(asset)
        videos.append(block("video", {"asset": str(asset.pk), "title": "Bài giảng"}))
    return world.submitted(steps=[step("Mở đầu"), step("Xem", *videos), step("Luyện tập")])


def pinned_at(world: World, version: MaterialVersion, second: str, place: str = ""):
    """What the desk answers when a remark is pinned to a second of the step with the video."""
    form = {"action": "remark", "place": place or version.content[1]["id"], "second": second}
    desk = reverse("review:desk", args=[task_of(version).uuid])
    return as_user(world, "leader").post(desk, {**form, "text": "Nói nhanh quá."})


def test_a_second_is_pinned_at_the_desk_to_the_video_of_its_step(world: World) -> None:
    version = with_videos(world)
    assert pinned_at(world, version, "1:15").status_code == 302
    remark = Remark.objects.get()
    assert (remark.second, remark.timecode) == (75, "1:15")
    assert str(remark.block_uuid) == version.content[1]["value"]["body"][0]["id"]


def test_a_second_after_the_end_of_the_video_is_refused_with_its_length(world: World) -> None:
    version = with_videos(world)
    shown = pinned_at(world, version, "599").content.decode()
    assert "1:40" in shown
    assert "9:59" in shown
    assert not Remark.objects.exists()
    assert pinned_at(world, version, "100").status_code == 302


def test_a_checklist_answer_is_bound_by_the_video_too(world: World) -> None:
    version = with_videos(world)
    task = task_of(version)
    name = f"item-{selectors.checklist_for(task)[0].pk}"
    form = {
        "action": "save", name: "no", f"{name}-reason": "Nói nhanh quá.",
        f"{name}-place": version.content[1]["id"], f"{name}-second": "9:59",
    }  # fmt: skip
    desk = reverse("review:desk", args=[task.uuid])
    assert "1:40" in as_user(world, "leader").post(desk, form).content.decode()
    assert not Remark.objects.exists()
    assert (
        as_user(world, "leader").post(desk, {**form, f"{name}-second": "1:10"}).status_code == 302
    )
    assert Remark.objects.get().second == 70


def test_of_several_videos_in_a_step_one_must_be_chosen(world: World) -> None:
    version = with_videos(world, 2)
    assert pinned_at(world, version, "12").status_code == 200
    assert not Remark.objects.exists()
    inside = version.content[1]
    place = f"{inside['id']}:{inside['value']['body'][1]['id']}"
    assert pinned_at(world, version, "12", place).status_code == 302


def test_the_second_links_to_its_video_for_reviewer_and_author(world: World) -> None:
    version = with_videos(world)
    pinned_at(world, version, "1:15")
    remark = Remark.objects.get()
    end = f"?buoc=2&giay=75#khoi-{remark.block_uuid}"
    frame = reverse("materials:version", args=[version.uuid])
    task = task_of(version)
    desk = as_user(world, "leader").get(reverse("review:desk", args=[task.uuid]))
    link = BeautifulSoup(desk.content, "html.parser").find("a", href=f"{frame}{end}")
    assert link is not None
    assert link["target"] == "xem-thu"
    services.return_task(acting_user=world.leader, task=task)
    author = as_user(world, "author")
    for address in (
        reverse("review:author", args=[version.thing]),
        reverse("materials_editor:edit", args=[version.material_id]),
    ):
        soup = BeautifulSoup(author.get(address).content, "html.parser")
        assert soup.find("a", href=f"{frame}{end}") is not None, address
    assert f'id="khoi-{remark.block_uuid}"' in author.get(frame).content.decode()


def test_remarks_on_a_removed_step_stand_last_and_say_so(world: World) -> None:
    version = world.submitted()
    texts = {"gone": version.content[0]["id"], "kept": version.content[1]["id"], "whole": None}
    for text, where in texts.items():
        services.add_remark(acting_user=world.leader, version=version, text=text, step_id=where)
    services.return_task(acting_user=world.leader, task=task_of(version))
    save_draft(version.material, world.author, steps=[*version.content[1:], step("Bước mới")])
    second = submit(version.material, world.author)
    groups = places.grouped(places.steps_of(second), selectors.remarks_for(second))
    assert [[one.remark.text for one in group.remarks] for group in groups] == [
        ["whole"], ["kept"], ["gone"],
    ]  # fmt: skip
    assert len({group.name for group in groups}) == 3
    pages = {
        "leader": reverse("review:desk", args=[task_of(second).uuid]),
        "author": reverse("review:author", args=[second.thing]),
    }
    for who, address in pages.items():
        shown = as_user(world, who).get(address).content.decode()
        assert "Một bước không còn nữa" in shown, who


def test_a_place_without_a_step_has_no_second(world: World) -> None:
    with pytest.raises(ValidationError):
        places.checked(with_videos(world), places.Place(second=3))
