"""What review will ask must be there before a material can be submitted."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from content.files.models import Picture
from content.materials import completeness, rendering, screens, services
from content.materials.models import Material, MaterialVersion
from lms.people.models import User
from media_pipeline.models import Asset
from tests.content.files import test_uploads as uploads
from tests.content.materials.editor import make_teacher
from tests.factories.materials import block, make_draft, save_draft, step, submit, three_steps
from tests.factories.media_published import caption_of, published_asset

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(settings, tmp_path) -> User:
    settings.MEDIA_ROOT = tmp_path
    return make_teacher()


def steps_with(*blocks: dict[str, Any]) -> list[dict[str, Any]]:
    """Complete steps, and one that holds these blocks."""
    return [*three_steps(), step("Thêm", *blocks)]


def video(asset: Asset | None) -> dict[str, Any]:
    return block("video", {"asset": str(asset.pk) if asset else None, "title": ""})


def picture(user: User, **value: Any) -> dict[str, Any]:
    file = uploads.file("do-thi.jpg", uploads.picture())
    stored = Picture.objects.create(title="Đồ thị", file=file, uploaded_by_user=user)
    image = {"image": stored.pk, "decorative": False, "alt_text": "Đồ thị", **value}
    return block("picture", {"image": image, "caption": ""})


def converting(user: User) -> Asset:
    asset = published_asset(user)
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.TRANSCODING)
    caption_of(asset)
    return asset


def once_captioned(user: User) -> Asset:
    """Its only track was replaced; a version would freeze none."""
    asset = published_asset(user)
    caption_of(asset, superseded=True)
    return asset


# What breaks each required rule: columns of a draft that is complete otherwise.
BROKEN: list[tuple[str, str, Callable[[User], dict[str, Any]]]] = [
    ("summary", "none", lambda _user: {"summary": ""}),
    ("summary", "only blanks", lambda _user: {"summary": " " * 60}),
    ("place", "no grade", lambda _user: {"grade": None}),
    ("place", "no subject", lambda _user: {"subject": None}),
    ("place", "no topic", lambda _user: {"topic": None}),
    ("objectives", "only an empty line", lambda _user: {"objectives": " \n "}),
    ("steps", "two", lambda _user: {"steps": three_steps()[:2]}),
    ("content", "a step without blocks", lambda _user: {"steps": [*three_steps(), _bare()]}),
    ("content", "empty paragraph", lambda _user: {"steps": steps_with(block("text", "<p></p>"))}),
    ("content", "a hard blank", lambda _u: {"steps": steps_with(block("text", "<p>&nbsp;</p>"))}),
    ("content", "blank formula", lambda _user: {"steps": steps_with(block("formula", " "))}),
    ("content", "empty table", lambda _user: {"steps": steps_with(_table(""))}),
    ("pictures", "no words", lambda user: {"steps": steps_with(picture(user, alt_text=""))}),
    ("video", "no file", lambda _user: {"steps": steps_with(_text(), video(None))}),
    ("video", "converting", lambda user: {"steps": steps_with(video(converting(user)))}),
    ("captions", "none", lambda user: {"steps": steps_with(video(published_asset(user)))}),
    ("captions", "replaced", lambda user: {"steps": steps_with(video(once_captioned(user)))}),
    ("licence", "no licence", lambda _user: {"licence": ""}),
    ("licence", "no source", lambda _user: {"source": "  "}),
    ("audience", "only the author", lambda _user: {"audience_scope": "me"}),
]


def _text() -> dict[str, Any]:
    return block("text", "<p>Các em xem video.</p>")


def _bare() -> dict[str, Any]:
    return {"type": "step", "id": str(uuid.uuid4()), "value": {"title": "Trống", "body": []}}


def _table(cell: str) -> dict[str, Any]:
    columns = [{"type": "text", "heading": ""}]
    return block("table", {"columns": columns, "rows": [{"values": [cell]}], "caption": ""})


# `save_revision`, by which the factory saves, refuses a draft without these. The editor saves one
# without grade, subject and topic, and an import or a hand at the database one without a title.
ALWAYS_THERE = {"title", "grade", "subject", "topic"}


def broken_draft(author: User, columns: dict[str, Any]) -> Material:
    """A draft that is complete but for these columns."""
    saved = {name: value for name, value in columns.items() if name not in ALWAYS_THERE}
    page = make_draft(author=author, **saved)
    revision = page.latest_revision
    revision.content = {**revision.content, **{n: columns[n] for n in columns if n not in saved}}
    revision.save(update_fields=["content"])
    return page


def state_of(page: Material) -> tuple[Any, ...]:
    page = Material.objects.get(pk=page.pk)
    revision = page.latest_revision
    return page.review_state, page.versions.count(), revision.pk, revision.content


def refuse(page: Material) -> ValidationError:
    """The refusal of a submission that changed nothing."""
    before = state_of(page)
    with pytest.raises(ValidationError) as refusal:
        submit(page, page.owner)
    assert not MaterialVersion.objects.exists()
    assert state_of(page) == before
    return refusal.value


def lines_of(page: Material) -> dict[str, completeness.Line]:
    return {line.code: line for line in completeness.judge(services.latest_draft(page))}


@pytest.mark.parametrize(
    ("code", "breaks"),
    [(code, breaks) for code, _name, breaks in BROKEN],
    ids=[f"{code}: {name}" for code, name, _breaks in BROKEN],
)
def test_what_is_missing_is_named_and_nothing_is_submitted(teacher, code, breaks):
    page = broken_draft(teacher, breaks(teacher))
    [message] = refuse(page).messages
    lines = lines_of(page)
    assert lines[code].label in message
    named = {line.code for line in lines.values() if line.label in message}
    assert named == {code}, "no other rule is blamed"


def test_every_required_rule_is_broken_above():
    required = {rule.code for rule in completeness.RULES if rule.required}
    assert {code for code, _name, _breaks in BROKEN} == required


def test_all_that_is_missing_is_named_at_once(teacher):
    page = make_draft(author=teacher, summary="", source="", steps=[])
    [message] = refuse(page).messages
    lines = lines_of(page)
    for code in ("summary", "licence", "steps", "content"):
        assert lines[code].label in message


def test_a_draft_without_a_title_is_refused_by_that_name(teacher):
    page = broken_draft(teacher, {"title": ""})
    assert "title" in refuse(page).message_dict


def test_a_draft_with_everything_is_submitted(teacher):
    asset = published_asset(teacher)
    caption_of(asset)
    ornament = picture(teacher, alt_text="", decorative=True)
    blocks = [video(asset), picture(teacher), ornament, _table("1")]
    page = make_draft(author=teacher, steps=[step(one["type"], one) for one in blocks])
    version = submit(page, teacher)
    assert version.number == 1
    assert Material.objects.get(pk=page.pk).review_state == "in_review"


def test_what_is_only_advice_stops_nobody(teacher):
    page = make_draft(author=teacher)
    assert not lines_of(page)["exercise"].done
    assert submit(page, teacher).number == 1


def test_a_refusal_ends_when_what_was_missing_is_there(teacher):
    page = make_draft(author=teacher, source="")
    refuse(page)
    save_draft(page, teacher, source="Tác giả tự biên soạn")
    assert submit(page, teacher).number == 1


def test_steps_of_several_screens_are_named_and_said_to_be_cut(teacher):
    long = "".join(f"<p>Dòng thứ {number} của một bước rất dài.</p>" for number in range(20))
    steps = [*three_steps(), step("Dài", block("text", long)), step("Vừa"), step("Cũng dài",
             block("text", long))]  # fmt: skip
    page = make_draft(author=teacher, steps=steps)
    line = lines_of(page)["wall"]
    assert not line.done
    assert not line.required
    assert "bước 4, 6." in line.hint
    assert "nhiều màn hình" in line.hint
    assert "cuộn" not in line.hint
    assert submit(page, teacher).number == 1


def test_steps_that_fit_the_screen_are_not_spoken_of(teacher):
    line = lines_of(make_draft(author=teacher))["wall"]
    assert line.done


def test_exactly_the_steps_that_the_wall_cuts_are_named(teacher):
    def lines(count: int) -> str:
        return "".join(f"<p>Dòng thứ {number}.</p>" for number in range(count))

    steps = [step(f"Bước {count}", block("text", lines(count))) for count in (5, 6, 7, 8, 12, 16)]
    page = make_draft(author=teacher, steps=steps)
    shown = screens.build(rendering.render_steps(page.get_latest_revision_as_object().steps))
    cut = [str(number) for number in range(1, 7) if sum(s.step.number == number for s in shown) > 1]
    assert 0 < len(cut) < 6
    assert f"bước {', '.join(cut)}." in lines_of(page)["wall"].hint


def test_a_video_after_text_has_a_screen_of_its_own_and_is_no_fault(teacher):
    text = block("text", "<p>Xem video rồi trả lời.</p>")
    watch = step("Xem", text, video(published_asset(teacher)))
    page = make_draft(author=teacher, steps=[watch, *three_steps()])
    assert lines_of(page)["wall"].done
