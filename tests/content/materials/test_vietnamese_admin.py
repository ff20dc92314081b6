"""Every screen of the editor that a teacher reaches speaks Vietnamese."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone, translation
from django.utils.timesince import timesince

from content.files.models import Document, Picture
from content.materials.setup import ensure_structure
from tests import languages
from tests.content.materials.editor import address, form_of, make_teacher, signed_in
from tests.factories.materials import make_draft
from tests.factories.people import UserFactory

pytestmark = pytest.mark.django_db


def test_no_english_of_the_editor_is_left_where_a_teacher_looks():
    ensure_structure()
    page = make_draft(author=make_teacher())
    client = signed_in(page.owner)
    first = page.latest_revision_id
    data = form_of(client, page)
    data["summary"] = "Một lời giới thiệu mới cho bài."
    client.post(address(page), data)
    page.refresh_from_db()
    base, key = "/quan-tri/hoc-lieu", page.pk
    screens = [
        f"{base}/edit/{key}/", f"{base}/history/{key}/", f"{base}/delete/{key}/", f"{base}/",
        f"{base}/history/{key}/revisions/compare/{first}...{page.latest_revision_id}/",
        f"{base}/history/{key}/revisions/{first}/revert/",
        "/quan-tri/images/", "/quan-tri/images/add/", "/quan-tri/images/multiple/add/",
        "/quan-tri/documents/", "/quan-tri/documents/add/", "/quan-tri/documents/multiple/add/",
        "/quan-tri/images/chooser/", "/quan-tri/documents/chooser/",
        f"{base}/lien-ket/", f"{base}/lien-ket/tim/?q=khong-co",
        "/quan-tri/choose-external-link/", "/quan-tri/choose-email-link/",
        "/quan-tri/choose-phone-link/", "/quan-tri/choose-anchor-link/",
    ]  # fmt: skip
    words, left = languages.english(), {}
    for screen in screens:
        answer = client.get(screen)
        if answer.status_code == 404 or answer.status_code == 302:
            left[screen] = [f"status {answer.status_code}"]
            continue
        markup = answer.content.decode()
        if answer.headers["Content-Type"].startswith("application/json"):
            markup = json.loads(markup).get("html", "")
        if found := sorted(words.on(markup)):
            left[screen] = found
    assert not left, json.dumps(left, ensure_ascii=False, indent=1)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(minutes=2), "2 phút"),
        (timedelta(hours=1), "1 giờ"),
        (timedelta(days=9), "1 tuần, 2 ngày"),
        (timedelta(days=800), "2 năm, 2 tháng"),
    ],
)
def test_how_long_ago_is_said_in_vietnamese(ago, words):
    """Django's own catalogue leaves the units in English."""
    with translation.override("vi"):
        assert timesince(timezone.now() - ago).replace("\xa0", " ") == words


def test_lists_and_deletions_link_to_no_closed_list_of_where_a_file_is_used():
    client = signed_in(teacher := make_teacher())
    file = ContentFile(b"%PDF-1.4", "phieu.pdf")
    own = Document.objects.create(title="Phiếu", file=file, uploaded_by_user=teacher)
    for screen in ("/quan-tri/documents/", f"/quan-tri/documents/delete/{own.pk}/"):
        assert "/usage/" not in client.get(screen).content.decode()


@pytest.mark.parametrize("kind", ["external", "email", "phone", "anchor"])
def test_the_fields_of_a_link_have_vietnamese_names(kind):
    """Django makes a name of the variable where a form gives none."""
    answer = signed_in(make_teacher()).get(f"/quan-tri/choose-{kind}-link/")
    names = re.findall(r"<label[^>]*>\s*([^<]+?)\s*<", json.loads(answer.content)["html"])
    assert names
    assert not {"Link text", "Email address", "Phone number", "Subject", "Body"} & set(names)
    assert "Chữ hiện thành liên kết" in names


def test_the_scripts_of_the_editor_speak_vietnamese():
    client = signed_in(make_teacher())
    catalogue = client.get("/quan-tri/jsi18n/").content.decode()
    known = json.loads(re.search(r"const newcatalog = (\{.*?\});", catalogue, re.S)[1])
    missing = sorted(languages.english("djangojs").whole - known.keys())
    assert not missing


@pytest.mark.parametrize(
    "closed",
    ["reports/aging-pages/", "reports/site-history/", "users/", "groups/",
     "pages/usage/materials/materialpage/", "api/main/pages/", "workflows/list/"],
)  # fmt: skip
def test_screens_that_show_other_peoples_work_are_closed_to_teachers(closed):
    assert signed_in(make_teacher()).get(f"/quan-tri/{closed}").status_code == 404


def test_the_editors_front_door_leads_to_the_desk_and_its_log_in_to_ours(client):
    teacher = signed_in(make_teacher())
    assert teacher.get("/quan-tri/").headers["Location"] == "/ban-lam-viec/"
    assert client.get("/quan-tri/login/").headers["Location"].startswith("/dang-nhap/")


def test_the_search_box_of_the_side_bar_searches_the_library_not_everybodys_drafts():
    other = make_draft(author=make_teacher("co-khac"), title="Nháp của cô khác")
    teacher = signed_in(make_teacher())
    answer = teacher.get("/quan-tri/pages/search/?q=nháp", follow=True)
    assert answer.redirect_chain == [("/tim-kiem/?q=nh%C3%A1p", 302)]
    assert answer.status_code == 200
    assert other.title not in answer.content.decode()


def test_the_editor_offers_the_preview_and_no_privacy_or_schedule_of_wagtails_own():
    page = make_draft(author=make_teacher())
    html = signed_in(page.owner).get(address(page)).content.decode()
    assert 'data-side-panel-toggle="preview"' in html
    assert 'data-side-panel-toggle="status"' not in html
    assert 'data-side-panel-toggle="checks"' not in html


def test_a_picture_is_not_described_by_the_name_of_its_file():
    assert Picture(title="IMG_2025").default_alt_text == ""
    assert Picture(title="IMG_2025", description="Một parabol").default_alt_text != ""


def test_whose_last_role_that_writes_has_ended_writes_no_more():
    teacher = make_teacher()
    client = signed_in(teacher)
    assert client.get("/quan-tri/images/").status_code == 200
    teacher.person.memberships.update(ends_on=date(2020, 12, 31))
    for screen in ("images/", "documents/add/", "hoc-lieu/"):
        assert client.get(f"/quan-tri/{screen}").status_code == 403, screen


def test_who_may_not_enter_the_editor_is_told_so_and_not_sent_in_circles():
    student = UserFactory()
    answer = signed_in(student).get("/quan-tri/images/", follow=True)
    assert answer.status_code == 403
