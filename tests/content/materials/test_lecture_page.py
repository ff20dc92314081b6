"""What readers are shown: frozen steps, frozen captions, live videos."""

import re
import uuid
from html import unescape

import pytest

from content.materials import rendering, screens, services
from content.materials.models import Material
from media_pipeline.models import Asset
from tests.factories.materials import block, make_version, step
from tests.factories.media_published import caption_of, published_asset
from tests.factories.people import SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def teacher(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    user = UserFactory()
    give_role(user, SchoolFactory(), "teacher")
    return user


def page_of(client, version) -> str:
    return client.get(f"/hoc-lieu/{version.slug}/").content.decode()


def video_step(asset) -> dict:
    return step("Xem", block("video", {"asset": str(asset.pk), "title": "Bài giảng"}))


def test_a_table_renders_and_is_counted(client, teacher):
    table = {
        "columns": [{"type": "text", "heading": "a"}, {"type": "text", "heading": "b"}],
        "rows": [{"values": ["1", r"\( x^2 \)"]}] * 12,
        "caption": "Bảng giá trị",
    }
    version = make_version(author=teacher, steps=[step("Bảng", block("table", table))])
    html = page_of(client, version)
    assert html.count("<td>") == 24
    assert html.count("<math") == 12
    parts = screens.build(rendering.render_version(version, "vi"))
    assert len(parts) == 3, "12 rows stand on three screens"
    assert all("<th" in part.pieces[0].html for part in parts), "each under the same heads"


def test_the_names_above_the_title_lead_to_others_of_the_subject_and_of_the_topic(client, teacher):
    version, other = (make_version(author=teacher, title=title) for title in ("Một", "Hai"))
    head = page_of(client, version).partition("<h1>")[0].rpartition("lecture-place")[2]
    subject, topic = (unescape(one) for one in re.findall(r'href="([^"]+)"', head))
    of_subject, of_topic = (client.get(one).content.decode() for one in (subject, topic))
    assert (version.title in of_subject, other.title in of_subject) == (True, False)
    assert (version.title in of_topic, other.title in of_topic) == (True, False)


@pytest.mark.parametrize(("text", "is_linked"), [(r"\( x^2 \)", True), ("x", False)])
def test_the_maths_font_comes_with_formulas_only(client, teacher, text, is_linked):
    version = make_version(author=teacher, steps=[step("Bài", block("text", f"<p>{text}</p>"))])
    wall = client.get(f"/man-hinh/{version.slug}/").content.decode()
    for html in (page_of(client, version), wall):
        assert ("css/maths.css" in html) is is_linked


def test_a_video_that_becomes_ready_later_appears_in_the_frozen_version(client, teacher):
    asset = published_asset(teacher)
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.TRANSCODING)
    version = make_version(author=teacher, steps=[video_step(asset)])
    assert "<video" not in page_of(client, version)
    Asset.objects.filter(pk=asset.pk).update(state=Asset.State.READY)
    assert "<video" in page_of(client, version)


def test_the_captions_are_those_that_were_frozen(client, teacher):
    asset = published_asset(teacher)
    reviewed = caption_of(asset, "Bản đã thẩm định")
    version = make_version(author=teacher, steps=[video_step(asset)])
    type(reviewed).objects.filter(pk=reviewed.pk).update(superseded=True)
    newer = caption_of(asset, "Bản sửa sau")
    html = page_of(client, version)
    assert str(reviewed.pk) in html
    assert str(newer.pk) not in html


def test_a_superseded_caption_is_not_frozen(client, teacher):
    asset = published_asset(teacher)
    old = caption_of(asset, "Bản cũ", superseded=True)
    current = caption_of(asset, "Bản mới")
    html = page_of(client, make_version(author=teacher, steps=[video_step(asset)]))
    assert str(current.pk) in html
    assert str(old.pk) not in html


def test_a_block_just_added_has_a_name_before_it_was_ever_stored(teacher):
    raw = [
        {
            "type": "step",
            "value": {"title": "Mới", "body": [{"type": "text", "value": "<p>a</p>"}] * 2},
        }
    ]
    steps = rendering.render_steps(Material.steps.field.stream_block.to_python(raw))
    ids = [steps[0].id, *(b.id for b in steps[0].blocks)]
    assert len(set(ids)) == 3
    assert all(uuid.UUID(one) for one in ids)


def test_steps_have_anchors_that_search_and_remarks_can_point_at(client, teacher):
    version = make_version(author=teacher)
    html = page_of(client, version)
    for number, stored in enumerate(version.content, 1):
        assert f'id="buoc-{number}" data-step="{stored["id"]}"' in html


def test_the_page_is_not_kept_by_shared_caches(client, teacher):
    version = make_version(author=teacher)
    answer = client.get(f"/hoc-lieu/{version.slug}/")
    assert "private" in answer["Cache-Control"]


def test_a_title_with_markup_is_shown_as_typed(client, teacher):
    version = make_version(author=teacher, title="<script>alert(1)</script> & bạn")
    html = page_of(client, version)
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; bạn" in html


def test_the_preview_of_a_draft_shows_page_and_classroom_screen(rf, teacher):
    from content.materials import views

    version = make_version(author=teacher, approved=False)
    draft = services.latest_draft(version.material)
    for mode, sign in (("", b"data-lecture"), ("wall", b"data-screen")):
        request = rf.get("/")
        request.user = teacher
        request.session = {}
        assert sign in views.preview_draft(request, draft, mode).content
