"""A draft that is no page keeps what authors had with pages: half-written work saves itself, comes
back, is compared and is nobody else's, and one sitting leaves one line in the log."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry
from wagtail.permissions import policy_registry

from content.materials import services
from content.materials.models import Material
from content.materials.models.drafts import ReviewState
from lms.people.models import User
from tests.content.materials.editor import (
    address,
    form_of,
    make_draft,
    make_teacher,
    signed_in,
    unescaped,
    with_step,
)
from tests.factories.materials import block, make_version, save_draft, step, three_steps

pytestmark = pytest.mark.django_db
EMPTY_PICTURE = {"image": None, "caption": ""}
ENDLESS = r"\def\a{\a\a}\a"


@pytest.fixture
def draft() -> Material:
    return make_draft(author=make_teacher())


def newest(draft: Material) -> Material:
    return Material.objects.get(pk=draft.pk)


def autosave(client: Client, draft: Material, data: QueryDict) -> Any:
    """As the editor's script does; notes which revision is its own from now on."""
    answer = client.post(address(draft), data, headers={"Accept": "application/json"})
    told = json.loads(answer.content)
    if told["success"]:
        data["overwrite_revision_id"] = str(told["revision_id"])
    return told


def empty_blocks(data: QueryDict) -> QueryDict:
    """A step without title, with a picture, a simulation and an exercise nobody filled in."""
    with_step(data, "", "", kind="heading")
    data["steps-0-value-body-count"] = "4"
    fields = {
        1: ("picture", ["image-image", "image-alt_text", "caption"]),
        2: ("simulation", ["title", "url", "instructions"]),
        3: ("exercise", ["title", "task", "answer"]),
    }
    for number, (kind, names) in fields.items():
        start = f"steps-0-value-body-{number}"
        parts = {"deleted": "", "order": str(number), "type": kind, "id": ""}
        for name, value in parts.items():
            data[f"{start}-{name}"] = value
        for name in names:
            rich = name in {"instructions", "task", "answer"}
            data[f"{start}-value-{name}"] = "null" if rich else ""
    return data


# --- half-written --------------------------------------------------------------------------


@pytest.mark.parametrize("autosaved", [True, False])
def test_a_half_written_draft_is_kept_with_everything_required_empty(draft, autosaved):
    client = signed_in(draft.owner)
    data = empty_blocks(form_of(client, draft))
    for name in ("summary", "objectives", "licence", "source", "topic", "grade", "subject"):
        data[name] = ""
    if autosaved:
        assert autosave(client, draft, data)["success"]
    else:
        assert client.post(address(draft), data).status_code == 302
    kept = newest(draft)
    assert kept.topic is None
    assert [one.block_type for one in kept.steps[0].value["body"]] == [
        "heading", "picture", "simulation", "exercise",
    ]  # fmt: skip
    assert services.latest_draft(kept).steps.get_prep_value() == kept.steps.get_prep_value()
    # What is missing is asked when it is sent in, not when it is saved.
    with pytest.raises(ValidationError, match=r"\bBefore it can be submitted\b|\bTrước khi"):
        services.submit_material(acting_user=draft.owner, material=kept)


def test_a_draft_keeps_a_title(draft):
    client = signed_in(draft.owner)
    data = form_of(client, draft)
    data["title"] = " "
    assert autosave(client, draft, data)["error_code"] == "validation_error"
    assert newest(draft).title == draft.title


def test_a_formula_half_typed_saves_itself_and_is_asked_for_later(draft):
    client = signed_in(draft.owner)
    data = with_step(form_of(client, draft), "Mở đầu", ENDLESS)
    assert autosave(client, draft, data)["success"]
    kept = newest(draft)
    assert kept.steps[0].value["body"][0].value == ENDLESS
    # The teacher who saves is told, beside the block; who sends it in is told as well.
    html = client.post(address(draft), data).content.decode()
    assert "không dừng" in unescaped(html)
    save_draft(kept, draft.owner, steps=[step("A", block("formula", ENDLESS)), *three_steps()])
    with pytest.raises(ValidationError, match=r"\bkhông dừng\b|\bdoes not end\b"):
        services.submit_material(acting_user=draft.owner, material=newest(draft))
    assert not newest(draft).is_under_review


# --- the row -------------------------------------------------------------------------------


def test_the_row_is_always_the_newest_draft(draft):
    client = signed_in(draft.owner)
    data = with_step(form_of(client, draft), "Bước mới", "x + 1")
    data["title"] = "Tên mới"
    autosave(client, draft, data)
    kept = newest(draft)
    assert kept.title == "Tên mới"
    assert kept.steps[0].value["title"] == "Bước mới"
    assert kept.latest_revision.content["title"] == "Tên mới"


def test_saving_a_draft_writes_nothing_that_belongs_to_the_material(draft):
    stale = Material.objects.get(pk=draft.pk)
    other = make_teacher("co-khac")
    Material.objects.filter(pk=draft.pk).update(
        review_state=ReviewState.IN_REVIEW, owner=other, slug="noi-moi", is_demo=True
    )
    stale.title = "Bản cũ trong tay"
    stale.save_revision(user=stale.owner)
    kept = newest(draft)
    assert (kept.review_state, kept.owner, kept.slug, kept.is_demo) == (
        ReviewState.IN_REVIEW, other, "noi-moi", True,
    )  # fmt: skip
    assert kept.title == "Bản cũ trong tay"


def test_what_was_sent_in_meanwhile_is_not_overwritten_by_a_save_that_was_on_its_way(
    draft, monkeypatch
):
    from content.materials import editor_views

    asked = editor_views.EditView.is_valid

    def sent_in_meanwhile(view: Any, form: Any) -> bool:
        valid = asked(view, form)
        services.set_review_state(material=newest(draft), state=ReviewState.IN_REVIEW)
        return valid

    client = signed_in(draft.owner)
    data = form_of(client, draft)
    data["summary"] = "Viết tiếp khi bài đã gửi đi."
    monkeypatch.setattr(editor_views.EditView, "is_valid", sent_in_meanwhile)
    told = autosave(client, draft, data)
    assert told["error_code"] == "invalid_revision"
    assert newest(draft).latest_revision_id == draft.latest_revision_id
    assert newest(draft).is_under_review


def test_a_material_begins_with_a_revision_so_that_two_who_write_meet(draft):
    begun = services.start_material(
        acting_user=draft.owner, title="Mới", kind="lecture", subject=draft.subject, grade=9,
        topic=draft.topic,
    )  # fmt: skip
    assert begun.latest_revision is not None
    first, second = signed_in(draft.owner), signed_in(draft.owner)
    one, two = form_of(first, begun), form_of(second, begun)
    one["summary"], two["summary"] = "Cửa sổ một.", "Cửa sổ hai."
    assert autosave(first, begun, one)["success"]
    assert autosave(second, begun, two)["error_code"] == "invalid_revision"
    assert second.post(address(begun), two).status_code == 409


def test_two_materials_have_neither_one_uuid_nor_one_address(draft):
    other = make_draft(author=draft.owner)
    for column in ("uuid", "slug"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Material.objects.filter(pk=other.pk).update(**{column: getattr(draft, column)})


# --- history, going back, comparing --------------------------------------------------------


def sittings(draft: Material) -> list[ModelLogEntry]:
    entries = ModelLogEntry.objects.for_instance(draft).filter(action="wagtail.edit")
    return list(entries.order_by("pk"))


def test_a_sitting_leaves_one_line_in_the_log_however_often_it_saves_itself(draft):
    client = signed_in(draft.owner)
    data = form_of(client, draft)
    before = len(sittings(draft))
    for number in range(4):
        data["summary"] = f"Lần lưu thứ {number} trong cùng một buổi."
        assert autosave(client, draft, data)["success"]
    client.post(address(draft), data)
    (line,) = sittings(draft)[before:]
    assert line.revision_id == newest(draft).latest_revision_id
    assert line.content_changed
    # A sitting whose first save changed nothing tells of what the next ones changed.
    same = form_of(client, draft)
    assert autosave(client, draft, same)["success"]
    same["summary"] = "Đến lần lưu thứ hai mới có gì để kể."
    assert autosave(client, draft, same)["success"]
    assert sittings(draft)[-1].content_changed
    before = len(sittings(draft)) - 1
    # Whoever rewrites a revision that no line tells of is told of.
    unnoted = save_draft(newest(draft), draft.owner, summary="Do mã lưu, không ghi lại.")
    later = form_of(client, draft)
    later["overwrite_revision_id"] = str(newest(draft).latest_revision_id)
    assert client.post(address(draft), later).status_code == 302
    assert len(sittings(draft)) == before + 2
    assert unnoted.pk == draft.pk


def test_an_older_half_written_draft_is_looked_at_compared_and_gone_back_to(draft):
    halves = [step("Dở dang", block("picture", EMPTY_PICTURE), block("formula", r"\frac{"))]
    half = save_draft(draft, draft.owner, steps=halves, title="Bản dở dang").latest_revision
    save_draft(newest(draft), draft.owner, steps=three_steps(), title="Bản sau")
    client = signed_in(draft.owner)
    names = {"revisions_view": [half.pk], "revisions_compare": [half.pk, "latest"]}
    for name, args in names.items():
        shown = client.get(reverse(f"materials_editor:{name}", args=[draft.pk, *args]))
        assert shown.status_code == 200, name
        assert "dở dang" in shown.content.decode().lower(), name
    revert = reverse("materials_editor:revisions_revert", args=[draft.pk, half.pk])
    shown = client.get(revert)
    assert shown.status_code == 200
    data = querydict(shown.content.decode())
    data["steps-count"] = "0"
    with_step(data, "Dở dang", "x + 1")
    data["summary"] = ""
    assert client.post(revert, data).status_code == 302
    kept = newest(draft)
    assert kept.title == "Bản dở dang"
    assert kept.latest_revision_id not in {half.pk, draft.latest_revision_id}
    reverts = ModelLogEntry.objects.for_instance(draft).filter(action="wagtail.revert")
    assert reverts.count() == 1


def querydict(html: str) -> QueryDict:
    from wagtail.test.utils.form_data import querydict_from_html

    return querydict_from_html(html, form_id="w-editor-form")


def test_comparing_two_drafts_with_empty_pictures_and_tables_shows_both(draft):
    table = {"columns": [], "rows": [], "caption": ""}
    empty = [step("Một", block("picture", EMPTY_PICTURE), block("table", table))]
    first = save_draft(draft, draft.owner, steps=empty).latest_revision
    body = [block("picture", EMPTY_PICTURE), block("picture", EMPTY_PICTURE)]
    save_draft(newest(draft), draft.owner, steps=[step("Hai", *body)])
    client = signed_in(draft.owner)
    for pair in ([first.pk, "latest"], ["earliest", "latest"], ["latest", first.pk]):
        compare = f"/quan-tri/hoc-lieu/history/{draft.pk}/revisions/compare/{pair[0]}...{pair[1]}/"
        expected = 404 if pair[0] == "latest" else 200
        assert client.get(compare).status_code == expected, pair


def test_going_back_brings_back_no_owner_state_unit_or_address_of_then(draft):
    old = newest(draft).latest_revision
    now = {"review_state": ReviewState.APPROVED, "owner": make_teacher("moi"), "slug": "bay-gio"}
    Material.objects.filter(pk=draft.pk).update(**now, unit=None)
    back = newest(draft).latest_revision.as_object()
    assert {name: getattr(back, name) for name in now} == now
    assert (back.unit, back.uuid, back.pk) == (None, draft.uuid, draft.pk)
    assert old.content["slug"] == draft.slug != back.slug


def test_co_authors_stay_whatever_draft_is_gone_back_to_and_are_named_in_each(draft):
    old = newest(draft).latest_revision
    other = make_teacher("cung-viet")
    save_draft(draft, draft.owner, co_authors=[other.person])
    assert newest(draft).latest_revision.content["co_authors"] == [other.person.pk]
    back = old.as_object()
    back.save_revision(user=draft.owner)
    assert list(newest(draft).co_authors.all()) == [other.person]


# --- rights --------------------------------------------------------------------------------


def rights(user: User, draft: Material) -> dict[str, bool]:
    policy = policy_registry.get_by_type(Material)
    user = User.objects.get(pk=user.pk)
    actions = ("change", "view", "delete", "add", "lock", "unlock", "publish", "copy")
    return {name: policy.user_has_permission_for_instance(user, name, draft) for name in actions}


def test_wagtail_is_told_the_rights_on_each_draft_by_our_policy(draft):
    other, technical = make_teacher("cung-viet"), make_teacher("ky-thuat")
    User.objects.filter(pk=technical.pk).update(is_superuser=True)
    draft.co_authors.set([other.person])
    allowed = {"change", "view"}
    who = {draft.owner: {*allowed, "delete"}, other: allowed, technical: set()}
    for user, wanted in who.items():
        assert {name for name, may in rights(user, draft).items() if may} == wanted, user
    assert not any(rights(make_teacher("nguoi-la"), draft).values())


def test_a_material_is_deleted_by_who_began_it_and_only_before_anything_was_submitted(draft):
    other, technical = make_teacher("cung-viet"), make_teacher("ky-thuat")
    User.objects.filter(pk=technical.pk).update(is_superuser=True)
    draft.co_authors.set([other.person])
    address = reverse("materials_editor:delete", args=[draft.pk])
    for user in (other, User.objects.get(pk=technical.pk), make_teacher("la")):
        assert signed_in(user).post(address).status_code in {302, 403, 404}
        assert Material.objects.filter(pk=draft.pk).exists()
    submitted = make_version(author=draft.owner).material
    client = signed_in(draft.owner)
    client.post(reverse("materials_editor:delete", args=[submitted.pk]))
    assert Material.objects.filter(pk=submitted.pk).exists()
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert not Material.objects.filter(pk=draft.pk).exists()
    assert not draft.revisions.exists()


def test_a_draft_under_review_is_locked_for_its_author_and_for_superusers(draft):
    services.set_review_state(material=draft, state=ReviewState.IN_REVIEW)
    client = signed_in(draft.owner)
    html = client.get(address(draft)).content.decode()
    assert "đang được thẩm định" in html
    data = QueryDict(mutable=True)
    data.update({"title": "Sửa khi đang thẩm định", "steps-count": "0"})
    told = autosave(client, draft, data)
    assert told["error_code"] == "locked"
    assert client.post(address(draft), data).status_code == 200
    assert newest(draft).latest_revision_id == draft.latest_revision_id
    assert draft.get_lock().for_user(User(is_superuser=True))


def test_an_address_kept_from_the_time_of_pages_leads_its_author_to_the_editor(draft):
    old = f"/quan-tri/pages/{draft.pk}/edit/"
    assert signed_in(draft.owner).get(old).headers["Location"] == address(draft)
    assert signed_in(make_teacher("la")).get(old).status_code == 404


def test_what_a_tab_from_the_time_of_pages_saves_is_kept(draft):
    client = signed_in(draft.owner)
    data = form_of(client, draft)
    data["summary"] = "Gõ trong một thẻ mở từ trước khi nâng cấp."
    answer = client.post(f"/quan-tri/pages/{draft.pk}/edit/", data, follow=True)
    assert answer.redirect_chain[0] == (address(draft), 307)
    assert newest(draft).summary == "Gõ trong một thẻ mở từ trước khi nâng cấp."


def test_the_list_offers_to_delete_only_what_may_be_deleted(draft):
    submitted = make_version(author=draft.owner, approved=False).material
    html = signed_in(draft.owner).get(reverse("materials_editor:list")).content.decode()
    assert reverse("materials_editor:delete", args=[draft.pk]) in html
    assert reverse("materials_editor:edit", args=[submitted.pk]) in html
    assert reverse("materials_editor:delete", args=[submitted.pk]) not in html


def test_there_is_no_way_to_begin_a_material_in_wagtail(draft):
    client = signed_in(draft.owner)
    for path in ("hoc-lieu/add/", "hoc-lieu/new/", "snippets/materials/material/add/"):
        assert client.get(f"/quan-tri/{path}").status_code == 404
    html = client.get(reverse("materials_editor:list")).content.decode()
    assert "/add/" not in html.partition("<main")[2]
    assert 'type="checkbox"' not in html.partition("<main")[2], "no bulk actions"


# --- preview -------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["", "wall"])
def test_a_half_written_draft_is_previewed_as_page_and_on_the_wall(draft, mode):
    client = signed_in(draft.owner)
    data = with_step(form_of(client, draft), "Xem trước", r"x^2")
    preview = reverse("materials_editor:preview_on_edit", args=[draft.pk])
    data["summary"] = ""
    assert client.post(preview, data).json() == {"is_valid": True, "is_available": True}
    shown = client.get(preview, {"mode": mode}).content.decode()
    assert "Xem trước" in shown
    assert "<math" in shown
    assert newest(draft).latest_revision_id == draft.latest_revision_id, "nothing is saved"


def test_the_preview_has_three_sizes_by_their_real_widths(draft):
    html = signed_in(draft.owner).get(address(draft)).content.decode()
    for width in (390, 1280, 1920):
        assert f'data-device-width="{width}"' in html
