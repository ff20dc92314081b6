"""What changed between two versions is all there, and nothing that was typed becomes markup."""

import random
import uuid
from copy import deepcopy
from difflib import SequenceMatcher
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from content.materials.models import MaterialVersion
from content.review import changes, services
from content.versions import marked, word_diff
from media_pipeline.models import Caption
from tests.content.materials.test_files_in_use import make_picture
from tests.content.review.world import World, fresh, task_of
from tests.factories.materials import block, save_draft, step, submit
from tests.factories.media_published import caption_of, published_asset

pytestmark = pytest.mark.django_db
STEP = "3f1c7a52-0000-4000-8000-000000000001"
VIDEO, PICTURE = "3f1c7a52-0000-4000-8000-00000000000a", "3f1c7a52-0000-4000-8000-00000000000b"


def two(world: World, before: list, after: list, **columns: object):  # type: ignore[no-untyped-def]
    first = world.submitted(steps=before)
    services.return_task(acting_user=world.leader, task=task_of(first), reason="Sửa.")
    save_draft(first.material, world.author, steps=after, **columns)
    return changes.between(first, submit(first.material, world.author))


def lesson() -> list:  # type: ignore[type-arg]
    return [step("Mở đầu"), step("Kiến thức"), step("Luyện tập")]


def test_words_are_compared_one_by_one() -> None:
    assert marked.words("nghiệm kép là 2", "nghiệm kép là 3") == (
        "nghiệm kép là <del>2</del><ins>3</ins>"
    )
    assert marked.words("", "a < b & c") == "<ins>a &lt; b &amp; c</ins>"


def test_endless_texts_do_not_hang() -> None:
    told = marked.words("a b " * 20_000, "b a " * 20_000)
    assert told.startswith("<del>")


def test_a_long_text_with_one_new_word_is_still_compared_by_words() -> None:
    text = "a b " * 20_000
    told = marked.words(f"{text}cũ {text}", f"{text}mới {text}")
    assert told == f"{text}<del>cũ</del><ins>mới</ins> {text}"


def noise(seed: int) -> str:
    """As many words as a block can hold, out of few: the worst that can be written."""
    return " ".join(random.Random(seed).choices("abcdefgh", k=2990))


def test_what_a_page_of_changes_may_cost_is_limited(world: World, monkeypatch: Any) -> None:
    """However many blocks are rewritten: what is over is shown whole, and said to be."""
    looked_at = []
    search = SequenceMatcher.find_longest_match

    def counted(self: Any, alo: int = 0, ahi: Any = None, blo: int = 0, bhi: Any = None) -> Any:
        looked_at.append(sum(len(self.b2j.get(word, ())) for word in self.a[alo:ahi]))
        return search(self, alo, ahi, blo, bhi)

    monkeypatch.setattr(SequenceMatcher, "find_longest_match", counted)
    rest = lesson()
    small, *big = (str(uuid.UUID(int=n)) for n in range(1, 8))

    def body(seed: int, word: str) -> list:  # type: ignore[type-arg]
        blocks = [block("text", f"<p>{noise(seed + n)}</p>", id=id) for n, id in enumerate(big)]
        one = block("text", f"<p>Nghiệm kép là {word}.</p>", id=small)
        return [step("Kiến thức", one, *blocks, id=STEP), *rest]

    found = two(world, body(0, "hai"), body(100, "ba"))
    (told,) = found.steps
    first, *others = told.blocks
    assert not first.is_whole
    assert first.html == "Nghiệm kép là <del>hai</del><ins>ba</ins>."
    assert sum(looked_at) <= word_diff.WORK
    assert others[-1].is_whole
    assert strip_tags(others[-1].html) == noise(5) + noise(105)
    task = task_of(MaterialVersion.objects.order_by("-number")[0])
    client = Client()
    client.force_login(fresh(world.leader))
    page = client.get(reverse("review:changes", args=[task.uuid])).content.decode()
    assert "văn bản cũ đứng trước" in page


def test_a_changed_block_an_added_step_a_removed_and_a_moved_one(world: World) -> None:
    old = lesson()
    kept = old[1]
    body = kept["value"]["body"][0]
    edited = {**body, "value": "<p>Nội dung <b>mới</b> &lt;script&gt;.</p>"}
    second = {**kept, "value": {**kept["value"], "body": [edited]}}
    found = two(world, old, [old[2], second, step("Vận dụng", block("text", "<p>Bài 5.</p>"))])
    what = {change.title: change.what for change in found.steps}
    assert what == {
        "Luyện tập": "changed",
        "Kiến thức": "changed",
        "Vận dụng": "added",
        "Mở đầu": "removed",
    } or what == {"Kiến thức": "changed", "Vận dụng": "added", "Mở đầu": "removed"}
    changed = next(c for c in found.steps if c.title == "Kiến thức").blocks[0].html
    assert "<ins>" in changed
    assert "<script>" not in changed
    assert "&lt;" in changed


def test_description_and_audience(world: World) -> None:
    old = lesson()
    found = two(
        world, old, old, summary="Một tóm tắt hoàn toàn khác trước.", audience_scope="signed_in"
    )
    assert len(found.metadata) == 2
    assert found.steps == []
    assert not found.is_empty


def test_the_same_content_says_that_nothing_changed(world: World) -> None:
    old = lesson()
    assert two(world, old, old).is_empty


# --- Files ------------------------------------------------------------------------------------
def files(found: changes.Changes) -> list[tuple[str, str, str]]:
    return [(one.kind, one.what, strip_tags(one.html)) for one in found.files]


@pytest.fixture
def stored(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def with_block(kind: str, value: object, id: str) -> list:  # type: ignore[type-arg]
    steps = lesson()
    steps[1]["value"]["body"].append(block(kind, value, id=id))
    return steps


def replaced(steps: list, value: object) -> list:  # type: ignore[type-arg]
    """The same steps with another file in the last block of the second."""
    copy = deepcopy(steps)
    copy[1]["value"]["body"][-1]["value"] = value
    return copy


def picture_value(number: int) -> dict:  # type: ignore[type-arg]
    image = {"image": number, "decorative": False, "alt_text": "Đồ thị của hàm số."}
    return {"image": image, "caption": ""}


@pytest.mark.usefixtures("stored")
def test_a_replaced_video_is_named_with_its_captions(world: World) -> None:
    old, new = (published_asset(world.author, name=name) for name in ("cu.mp4", "moi.mp4"))
    caption_of(old)
    caption_of(new, label="Tiếng Việt, sửa lời")
    before = with_block("video", {"asset": str(old.pk), "title": "Bài giảng"}, VIDEO)
    found = two(world, before, replaced(before, {"asset": str(new.pk), "title": "Bài giảng"}))
    assert files(found) == [
        ("Video", "added", "moi.mp4"),
        ("Phụ đề", "added", "Tiếng Việt, sửa lời (vi)"),
        ("Video", "removed", "cu.mp4"),
        ("Phụ đề", "removed", "Tiếng Việt (vi)"),
    ]
    (step,) = found.steps
    assert [one.what for one in step.blocks] == ["changed"], "the block says so too"


@pytest.mark.usefixtures("stored")
def test_a_replaced_caption_alone_is_named(world: World) -> None:
    asset = published_asset(world.author)
    first = caption_of(asset)
    steps = with_block("video", {"asset": str(asset.pk), "title": "Bài giảng"}, VIDEO)
    version = world.submitted(steps=steps)
    services.return_task(acting_user=world.leader, task=task_of(version), reason="Sửa phụ đề.")
    Caption.objects.filter(pk=first.pk).update(superseded=True)
    caption_of(asset, "Chào các em", label="Tiếng Việt, sửa lời")
    found = changes.between(version, submit(version.material, world.author))
    assert files(found) == [
        ("Phụ đề", "added", "Tiếng Việt, sửa lời (vi)"),
        ("Phụ đề", "removed", "Tiếng Việt (vi)"),
    ]
    assert found.steps == []
    assert not found.is_empty


@pytest.mark.usefixtures("stored")
def test_a_replaced_picture_is_named_and_its_block_too(world: World) -> None:
    old, new = (make_picture(world.author, title) for title in ("Đồ thị", "Đồ thị đã sửa"))
    before = with_block("picture", picture_value(old.pk), PICTURE)
    found = two(world, before, replaced(before, picture_value(new.pk)))
    assert files(found) == [
        ("Hình ảnh", "added", "Đồ thị đã sửa"),
        ("Hình ảnh", "removed", "Đồ thị"),
    ]
    assert [one.title for one in found.steps] == ["Kiến thức"]


def test_another_licence_and_a_wider_audience_are_told_with_both_values(world: World) -> None:
    old = lesson()
    narrow = {"audience_scope": "unit", "audience_unit": world.school}
    first = world.submitted(steps=old, **narrow)
    services.return_task(acting_user=world.leader, task=task_of(first), reason="Sửa.")
    wide = {"audience_scope": "public", "audience_unit": None, "licence": "cc-by-sa-4.0"}
    save_draft(first.material, world.author, **wide)
    found = changes.between(first, submit(first.material, world.author))
    told = {line.label: line.html for line in found.metadata}
    assert list(told.values()) == [
        "<del>CC BY 4.0</del> <ins>CC BY-SA 4.0</ins>",
        "<del>Trường THCS Bến Nhãn · Giáo viên và học sinh</del> <ins>Mọi người</ins>",
    ]
