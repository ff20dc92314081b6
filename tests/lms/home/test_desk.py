"""The desk says what waits for this person, and nothing that waits for somebody else."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from content.materials.models import Material
from content.materials.models.drafts import ReviewState
from lms.home import desk
from lms.home.desk import Waiting
from media_pipeline.models import Asset
from tests.content.review.world import World, task_of
from tests.factories.media import AssetFactory

MOST = 25


def waiting(user) -> list[tuple[str, str]]:
    return [(item.title, item.state) for item in desk.waiting_for(user)]


def shown(client, user) -> str:
    client.force_login(user)
    answer = client.get("/ban-lam-viec/")
    assert answer.status_code == 200
    return answer.content.decode()


def sent_back(world: World, title: str) -> Material:
    page = world.draft(title=title)
    Material.objects.filter(pk=page.pk).update(review_state=ReviewState.SENT_BACK)
    return page


def test_what_was_sent_back_waits_for_its_author_only(world) -> None:
    sent_back(world, "Bài phải sửa")
    assert waiting(world.author) == [("Bài phải sửa", "sent_back")]
    for other in (world.leader, world.head, world.expert):
        assert waiting(other) == []


def test_a_lecture_submitted_waits_for_whoever_decides_now(client, world) -> None:
    version = world.submitted(title="Bài chờ tổ")
    assert waiting(world.author) == []
    assert waiting(world.leader) == [("Bài chờ tổ", "in_review")]
    assert waiting(world.head) == []
    assert waiting(world.other_leader) == []
    page = shown(client, world.leader)
    assert f"/{task_of(version).uuid}/" in page


def test_videos_on_their_way_and_failed_ones_wait_for_their_owner(world) -> None:
    AssetFactory(owner=world.author, name="dang-xu-ly.mp4", state=Asset.State.TRANSCODING)
    AssetFactory(owner=world.author, name="hong.mp4", state=Asset.State.FAILED)
    AssetFactory(owner=world.author, name="xong.mp4", state=Asset.State.READY)
    AssetFactory(owner=world.colleague, name="cua-nguoi-khac.mp4", state=Asset.State.FAILED)
    assert set(waiting(world.author)) == {("dang-xu-ly.mp4", "processing"), ("hong.mp4", "failed")}


@pytest.mark.parametrize("purpose", ["", "page:", "page:x", "page:12 or 1", "page:²", "else:7"])
def test_a_video_for_no_page_leads_back_to_the_desk(world, purpose: str) -> None:
    AssetFactory(owner=world.author, state=Asset.State.FAILED, purpose=purpose)
    (item,) = desk.waiting_for(world.author)
    assert item.url == "/ban-lam-viec/"


def test_the_most_urgent_comes_first_and_what_has_no_date_last(world, monkeypatch) -> None:
    def one(title: str, due: date | None) -> Waiting:
        return Waiting(title=title, what="", url="/", state="new", due=due)

    rows = [one("bao giờ", None), one("mai", date(2026, 9, 6)), one("hôm nay", date(2026, 9, 5))]
    monkeypatch.setattr(desk, "_sources", [lambda _user: rows[:1], lambda _user: rows[1:]])
    assert [item.title for item in desk.waiting_for(world.author)] == [
        "hôm nay",
        "mai",
        "bao giờ",
    ]


def test_only_authors_are_offered_to_write_and_see_their_own_materials(client, world) -> None:
    world.draft(title="Bản nháp của cô")
    assert "Bản nháp của cô" in shown(client, world.author)
    assert "Soạn bài giảng" in shown(client, world.author)
    for other in (world.head, world.officer):
        assert "Bản nháp của cô" not in shown(client, other)
    assert "Soạn bài giảng" not in shown(client, world.admin)


def test_queries_do_not_grow_with_what_waits(client, world) -> None:
    def queries() -> int:
        shown(client, world.author)
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/ban-lam-viec/").status_code == 200
        return len(captured)

    def more(number: int) -> None:
        sent_back(world, f"Bài phải sửa {number}")
        AssetFactory(owner=world.author, state=Asset.State.FAILED, purpose="page:3")
        world.draft(title=f"Bản nháp {number}")

    for number in range(2):
        more(number)
    few = queries()
    for number in range(2, 8):
        more(number)
    assert queries() == few <= MOST


def test_a_reviewers_queries_do_not_grow_either(client, world) -> None:
    def queries() -> int:
        shown(client, world.leader)
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/ban-lam-viec/").status_code == 200
        return len(captured)

    for number in range(2):
        world.submitted(title=f"Bài {number}")
    few = queries()
    for number in range(2, 7):
        world.submitted(title=f"Bài {number}")
    assert queries() == few <= MOST
