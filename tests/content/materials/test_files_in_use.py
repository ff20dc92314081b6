"""Deleting a file that a judged version uses is refused in words, and nothing is deleted."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from content.files.models import Document, Picture
from lms.people.models import User
from tests.content.files.test_uploads import file, pdf, picture
from tests.content.materials.editor import make_teacher, signed_in
from tests.factories.materials import block, make_version, step
from tests.factories.people import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def make_picture(owner: User, title: str = "Sơ đồ") -> Picture:
    return Picture.objects.create(
        title=title, file=file("so-do.jpg", picture()), uploaded_by_user=owner
    )


def make_pdf(owner: User) -> Document:
    return Document.objects.create(
        title="Phiếu", file=file("phieu.pdf", pdf()), uploaded_by_user=owner
    )


def using(image: Picture, document: Document, author: User, **extra: Any) -> Any:
    """A published lecture with this picture and this PDF."""
    shown = {"image": image.pk, "decorative": False, "alt_text": "Sơ đồ tam giác"}
    steps = [
        step(
            "Mở đầu",
            block("picture", {"image": shown, "caption": ""}),
            block("document", {"document": document.pk, "note": ""}),
        )
    ]
    return make_version(author=author, title="Tam giác đồng dạng", steps=steps, **extra)


@pytest.fixture
def teacher() -> User:
    return make_teacher()


def superuser() -> Client:
    user = UserFactory(username="ki-thuat")
    User.objects.filter(pk=user.pk).update(is_superuser=True, is_staff=True)
    return signed_in(User.objects.get(pk=user.pk))


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("kind", ["images", "documents"])
def test_the_page_names_the_material_and_what_to_do(teacher, kind, method):
    image, document = make_picture(teacher), make_pdf(teacher)
    version = using(image, document, teacher)
    pk = image.pk if kind == "images" else document.pk
    name = f"wagtail{'images' if kind == 'images' else 'docs'}:delete"
    answer = getattr(signed_in(teacher), method)(reverse(name, args=[pk]))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Tam giác đồng dạng" in html
    assert reverse("materials:version", args=[version.uuid]) in html
    assert "gửi thẩm định lại" in html
    assert "Chưa có gì bị xoá" in html
    assert Picture.objects.filter(pk=image.pk).exists()
    assert Document.objects.filter(pk=document.pk).exists()


def test_a_file_that_no_version_uses_is_deleted_as_before(teacher):
    image = make_picture(teacher)
    address = reverse("wagtailimages:delete", args=[image.pk])
    client = signed_in(teacher)
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 302
    assert not Picture.objects.exists()


def test_the_list_of_fresh_uploads_is_told_in_json(teacher):
    image = make_picture(teacher)
    using(image, make_pdf(teacher), teacher)
    answer = signed_in(teacher).post(
        reverse("wagtailimages:delete_multiple", args=[image.pk]),
        headers={"accept": "application/json", "x-requested-with": "XMLHttpRequest"},
    )
    assert answer.status_code == 409
    assert answer.json()["success"] is False
    assert Picture.objects.filter(pk=image.pk).exists()


def test_a_fresh_pdf_is_deleted_from_the_list_of_uploads_unless_it_is_in_use(teacher):
    spare, used = make_pdf(teacher), make_pdf(teacher)
    using(make_picture(teacher), used, teacher)
    headers = {"accept": "application/json", "x-requested-with": "XMLHttpRequest"}
    found = {
        pk: signed_in(teacher)
        .post(reverse("wagtaildocs:delete_multiple", args=[pk]), headers=headers)
        .status_code
        for pk in (spare.pk, used.pk)
    }
    assert found == {spare.pk: 200, used.pk: 409}
    assert [document.pk for document in Document.objects.all()] == [used.pk]


def test_a_title_that_readers_see_is_not_changed_behind_review(teacher):
    document = make_pdf(teacher)
    address = reverse("wagtaildocs:edit", args=[document.pk])
    fields = {"title": "Phiếu học tập", "collection": document.collection_id, "tags": ""}
    assert signed_in(teacher).post(address, fields).status_code == 302
    using(make_picture(teacher), document, teacher)
    signed_in(teacher).post(address, {**fields, "title": "Chưa ai duyệt"})
    document.refresh_from_db()
    assert document.title == "Phiếu học tập"
    shown = signed_in(teacher).get(address, headers={"accept-language": "vi"}).content.decode()
    assert "Muốn tên khác, hãy thêm lại tệp." in shown, "the form says why it takes no title"


def test_deleting_many_at_once_deletes_none_when_one_is_in_use(teacher):
    used, spare = make_picture(teacher, "Đang dùng"), make_picture(teacher, "Không dùng")
    using(used, make_pdf(teacher), teacher)
    address = reverse("wagtail_bulk_action", args=["files", "picture", "delete"])
    answer = superuser().post(f"{address}?id={used.pk}&id={spare.pk}")
    assert answer.status_code == 409
    assert "Tam giác đồng dạng" in answer.content.decode()
    assert Picture.objects.count() == 2


def test_a_material_that_is_none_of_ones_business_is_counted_and_not_named(teacher):
    image = make_picture(teacher)
    using(image, make_pdf(teacher), make_teacher("co-khac"), approved=False)
    answer = signed_in(teacher).get(reverse("wagtailimages:delete", args=[image.pk]))
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Tam giác đồng dạng" not in html
    assert "1 học liệu của tác giả khác" in html


def test_a_stranger_is_not_told_that_a_file_is_in_use(teacher):
    image = make_picture(teacher)
    using(image, make_pdf(teacher), teacher, approved=False)
    answer = signed_in(make_teacher("co-khac")).get(
        reverse("wagtailimages:delete", args=[image.pk])
    )
    assert answer.status_code in {302, 403, 404}
    assert "Tam giác đồng dạng" not in answer.content.decode()
