"""What a hand-made or broken form sends: said at once, and the draft is as it was."""

import re

import pytest
from django.http import QueryDict

from content.materials.models import Material
from lms.people.models import User
from tests.content.materials.editor import address, form_of, make_teacher, signed_in, with_step
from tests.content.materials.test_files_in_use import make_pdf, make_picture
from tests.factories.materials import make_draft
from tests.factories.media import AssetFactory

pytestmark = pytest.mark.django_db
VALUE = "steps-0-value-body-0-value"


@pytest.fixture
def owner() -> User:
    return make_teacher("chu-cua-tep")


@pytest.fixture
def page() -> Material:
    return make_draft(author=make_teacher())


def content(page: Material) -> dict:
    return Material.objects.get(pk=page.pk).latest_revision.content


def _letter(code: re.Match[str]) -> str:
    return chr(int(code[1], 16))


def naming(data: QueryDict, kind: str, pk: object) -> QueryDict:
    """A form whose one block names a file."""
    with_step(data, "Mở đầu", "", kind=kind)
    del data[VALUE]
    fields = {
        "picture": {"image-image": pk, "image-alt_text": "Hình", "caption": ""},
        "document": {"document": pk, "note": ""},
        "video": {"asset": pk, "title": ""},
    }[kind]
    for name, value in fields.items():
        data[f"{VALUE}-{name}"] = str(value)
    return data


@pytest.mark.parametrize("kind", ["picture", "document", "video"])
def test_a_file_of_somebody_else_is_refused_and_nothing_of_it_is_shown(page, owner, kind):
    make = {
        "picture": lambda: make_picture(owner, "Ảnh riêng của lớp 9A"),
        "document": lambda: make_pdf(owner),
        "video": lambda: AssetFactory(owner=owner, name="rieng-tu-9A.mp4"),
    }[kind]
    foreign = make()
    if kind == "document":
        foreign.title = "Đề thi chưa công bố"
        foreign.save()
    before = content(page)
    client = signed_in(page.owner)
    answer = client.post(address(page), naming(form_of(client, page), kind, foreign.pk))
    # The editor's script gets its blocks and their faults as JSON.
    html = re.sub(r"\\u([0-9a-f]{4})", _letter, answer.content.decode())
    assert answer.status_code == 200
    assert "không thuộc quyền dùng của thầy/cô" in html
    for secret in ("Ảnh riêng của lớp 9A", "Đề thi chưa công bố", "rieng-tu-9A"):
        assert secret not in html
    if hasattr(foreign, "uuid"):
        assert str(foreign.uuid) not in html
    assert content(page) == before


@pytest.mark.parametrize("kind", ["picture", "document", "video"])
def test_ones_own_file_is_taken(page, kind):
    own = {
        "picture": lambda: make_picture(page.owner),
        "document": lambda: make_pdf(page.owner),
        "video": lambda: AssetFactory(owner=page.owner),
    }[kind]()
    client = signed_in(page.owner)
    answer = client.post(address(page), naming(form_of(client, page), kind, own.pk))
    assert answer.status_code == 302
    assert str(own.pk) in str(content(page)["steps"])


def test_a_title_of_ten_thousand_characters_is_refused_with_the_numbers(page):
    before = content(page)
    client = signed_in(page.owner)
    data = form_of(client, page)
    data["title"] = "Ễ" * 10_000
    answer = client.post(address(page), data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "10000" in html
    assert "Ễ" * 10_000 in html, "what was typed is still there"
    assert content(page) == before
