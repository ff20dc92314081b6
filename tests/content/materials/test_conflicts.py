"""Two people saving one material: nobody's text is lost silently."""

import pytest

from content.materials.models import Material
from tests.content.materials.editor import address, form_of, make_teacher, signed_in, with_step
from tests.factories.materials import make_draft

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def page() -> Material:
    return make_draft(author=make_teacher())


def summary(page: Material) -> str:
    return Material.objects.get(pk=page.pk).get_latest_revision_as_object().summary


def test_the_second_of_two_who_save_sees_both_texts_and_nothing_is_saved_yet(page):
    first, second = signed_in(page.owner), signed_in(page.owner)
    one, two = form_of(first, page), form_of(second, page)
    one["summary"], two["summary"] = "Bản của cửa sổ thứ nhất.", "Bản của cửa sổ thứ hai."
    assert first.post(address(page), one).status_code == 302
    answer = second.post(address(page), two)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Giữ bản của tôi" in html
    assert "Dùng bản đã lưu" in html
    assert "thứ <mark>hai</mark>." in html
    assert "thứ <mark>nhất</mark>." in html
    assert summary(page) == "Bản của cửa sổ thứ nhất."


def test_keeping_ones_own_version_saves_it_and_leaves_the_other_in_the_history(page):
    first, second = signed_in(page.owner), signed_in(page.owner)
    one, two = form_of(first, page), form_of(second, page)
    one["summary"], two["summary"] = "Bản thứ nhất ở đây.", "Bản thứ hai ở đây."
    first.post(address(page), one)
    context = second.post(address(page), two).context_data
    again = two.copy()
    again["loaded_revision_id"] = str(context["latest"].pk)
    again["loaded_revision_created_at"] = context["latest_moment"]
    assert set(context["posted"]) >= {("summary", "Bản thứ hai ở đây.")}
    assert second.post(address(page), again).status_code == 302
    assert summary(page) == "Bản thứ hai ở đây."
    kept = [revision.content["summary"] for revision in page.revisions.all()]
    assert "Bản thứ nhất ở đây." in kept


def test_steps_are_compared_by_their_identity(page):
    first, second = signed_in(page.owner), signed_in(page.owner)
    one = with_step(form_of(first, page), "Mở đầu", "x + 1")
    two = with_step(form_of(second, page), "Mở đầu", "x + 2")
    first.post(address(page), one)
    html = second.post(address(page), two).content.decode()
    assert "Bước 1: Mở đầu" in html
    assert "<mark>2</mark>" in html


def test_an_autosave_that_comes_too_late_is_refused_in_vietnamese(page):
    first, second = signed_in(page.owner), signed_in(page.owner)
    one, two = form_of(first, page), form_of(second, page)
    one["summary"] = "Bản thứ nhất ở đây."
    first.post(address(page), one)
    answer = second.post(address(page), two, headers={"Accept": "application/json"}).json()
    assert answer["error_code"] == "invalid_revision"
    assert "xem cả hai bản" in answer["error_message"]


def test_what_was_typed_is_shown_as_text_and_never_as_markup(page):
    first, second = signed_in(page.owner), signed_in(page.owner)
    one, two = form_of(first, page), form_of(second, page)
    one["summary"], two["summary"] = "Một.", "Hai </textarea><img src=x onerror=alert(1)>"
    first.post(address(page), one)
    assert "<img src=x" not in second.post(address(page), two).content.decode()


def test_an_editor_alone_saves_without_being_asked(page):
    client = signed_in(page.owner)
    data = form_of(client, page)
    data["summary"] = "Một mình tôi viết."
    assert client.post(address(page), data).status_code == 302
    assert summary(page) == "Một mình tôi viết."
