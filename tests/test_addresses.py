"""Every address of ours says who may: a new one, and a new role, fail here until they are in the
table.

GETS and POSTS give what a visitor and each role gets for an address whose object does not exist.
What belongs to another school is answered as what does not exist: its mere existence is nobody's
business.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from wagtail.images.tests.utils import get_test_image_file

from content.files.models import Document, Picture
from content.review import services as review
from lms.notices.models import Notice
from lms.people.models import Role, TeachingAssignment, User
from media_pipeline.models import Upload
from tests.content.review.world import World, build, fresh, task_of
from tests.factories.materials import block, step, three_steps
from tests.factories.media_published import caption_of, published_asset
from tests.factories.people import (
    SchoolClassFactory,
    SchoolFactory,
    SubjectGroupFactory,
    UnitFactory,
    UnitKindFactory,
    UserFactory,
    give_role,
    seat,
)

OURS = {
    "core", "themes", "people", "home", "curriculum", "files", "materials", "review",
    "media_pipeline", "search", "progress", "classroom", "notices",
}  # fmt: skip
ARGUMENTS: dict[str, list[Any]] = {
    "curriculum:grade": [9],
    "curriculum:subject": [9, "khong-co-mon-nay"],
    "media_pipeline:bytes": [uuid.UUID(int=1), 1, "240p"],
    "media_pipeline:caption": [uuid.UUID(int=1), uuid.UUID(int=2)],
    "media_pipeline:playlist": [uuid.UUID(int=1), "240p"],
    "media_pipeline:s3_part": [uuid.UUID(int=1), 1],
    "classroom:wall": ["khong-co-bai-nay"],
    "materials:follow": [uuid.UUID(int=1)],
    "materials:follow_number": [1],
    "materials:material": ["khong-co-bai-nay"],
    "notices:follow": [1],
    "files:picture": [uuid.UUID(int=1), 1],
    "review:author": [uuid.UUID(int=1)],
    "review:author_by_number": [1],
    "review:submit": [uuid.UUID(int=1)],
    "review:submit_by_number": [1],
    "review:take_back": [uuid.UUID(int=1)],
    "review:take_back_by_number": [1],
    "review:withdraw": [uuid.UUID(int=1)],
    "review:withdraw_by_number": [1],
}
ONE_UUID = {
    "curriculum:topic", "files:document", "materials:version", "media_pipeline:captions",
    "media_pipeline:master", "media_pipeline:mp4", "media_pipeline:poster", "media_pipeline:retry",
    "media_pipeline:s3_complete", "media_pipeline:s3_upload", "media_pipeline:sprites",
    "media_pipeline:status", "media_pipeline:thumbnails", "media_pipeline:upload", "people:class",
    "people:reset_password", "review:changes", "review:desk", "review:judge_remark",
    "review:reply", "classroom:wall_version",
}  # fmt: skip
# The programme is the same for all schools.
NOBODYS = {"curriculum:grade", "curriculum:subject", "curriculum:topic"}
# Asked elsewhere: what goes to a bucket (tests/services/test_media_s3.py), and the bytes that
# nobody gets without a signed address (tests/media_pipeline/test_playback.py).
ELSEWHERE = {
    "media_pipeline:bytes", "media_pipeline:s3_complete", "media_pipeline:s3_part",
    "media_pipeline:s3_upload",
}  # fmt: skip

SIGNED_IN = (
    Role.OFFICER, Role.HEAD, Role.DEPUTY, Role.GROUP_LEADER, Role.EXPERT, Role.TEACHER,
    Role.STUDENT, Role.GUARDIAN, Role.ADMIN, "superuser",
)  # fmt: skip
EVERYBODY = ("visitor", *SIGNED_IN)
Answers = dict[str, int]


def told(visitor: int, teacher: int, **others: int) -> Answers:
    """What each gets: everyone who is signed in as a teacher does, but for those named."""
    assert others.keys() <= set(SIGNED_IN)
    return {"visitor": visitor, **dict.fromkeys(SIGNED_IN, teacher), **others}


staff = partial(told, student=403, guardian=403, superuser=403)
# An administrator looks after log-ins and has no say in lessons.
authors = reviewers = partial(staff, admin=403)

GETS: dict[str, Answers] = {
    "classroom:wall": told(404, 404),
    "classroom:wall_version": told(404, 404),
    "core:healthz": told(200, 200),
    "core:readyz": told(503, 503),  # no worker runs beside the tests
    "curriculum:chooser": told(200, 200),
    "curriculum:grade": told(200, 200),
    "curriculum:index": told(200, 200),
    "curriculum:subject": told(404, 404),
    "curriculum:topic": told(404, 404),
    "home:desk": staff(302, 200),
    "home:learning": told(302, 200),
    "home:start": told(200, 302, guardian=200, superuser=200),
    "files:document": told(404, 404),
    "materials:follow": told(404, 404),
    "materials:follow_number": told(404, 404),
    "materials:library": told(200, 200),
    "materials:material": told(404, 404),
    "files:picture": told(404, 404),
    "materials:start": authors(302, 200),
    "materials:version": told(404, 404),
    "media_pipeline:bytes": told(404, 404),
    "media_pipeline:caption": told(404, 404),
    "media_pipeline:captions": told(401, 404),
    "media_pipeline:master": told(404, 404),
    "media_pipeline:mp4": told(404, 404),
    "media_pipeline:playlist": told(404, 404),
    "media_pipeline:poster": told(404, 404),
    "media_pipeline:retry": told(401, 404),
    # Only where files are kept in a bucket is there such an address, and it wants POST.
    "media_pipeline:s3_begin": told(401, 405 if settings.S3_BUCKET else 404),
    "media_pipeline:s3_complete": told(401, 404),
    "media_pipeline:s3_part": told(401, 404),
    "media_pipeline:s3_upload": told(401, 404),
    "media_pipeline:sprites": told(404, 404),
    "media_pipeline:status": told(401, 404),
    "media_pipeline:thumbnails": told(404, 404),
    "media_pipeline:unfinished": told(401, 200),
    "media_pipeline:upload": told(401, 405),
    "media_pipeline:uploads": told(401, 405),
    "notices:follow": told(302, 405),
    "notices:list": told(302, 200),
    "notices:read_all": told(302, 405),
    "people:class": told(302, 404),
    "people:classes": told(302, 200, student=404, guardian=404, superuser=404),
    "people:login": told(200, 302),
    "people:logout": told(405, 405),
    "people:password_change": told(302, 200),
    "people:reset_password": told(302, 405),
    "progress:report": told(405, 405),
    "review:author": told(302, 404),
    "review:author_by_number": told(302, 404),
    "review:changes": told(302, 404),
    "review:desk": told(302, 404),
    "review:judge_remark": told(302, 405),
    "review:queue": reviewers(302, 200),
    "review:reply": told(302, 405),
    "review:submit": told(302, 404),
    "review:submit_by_number": told(302, 404),
    "review:take_back": told(302, 405),
    "review:take_back_by_number": told(302, 404),
    "review:withdraw": told(302, 404),
    "review:withdraw_by_number": told(302, 404),
    "search:results": told(200, 200),
    "search:suggestions": told(200, 200),
    "themes:set_theme": told(405, 405),
    "themes:style_guide": told(200, 200),
}
# What can be written to; an address that is not named here takes no POST at all.
POSTS: dict[str, Answers] = {
    "materials:start": authors(302, 200),  # an empty form: asked again
    "media_pipeline:captions": told(401, 404),
    "media_pipeline:retry": told(401, 404),
    # Nothing was announced, so all that can be is refused as bad; the rest has no right to.
    "media_pipeline:s3_begin": told(401, 400 if settings.S3_BUCKET else 404),
    "media_pipeline:s3_complete": told(401, 404),
    "media_pipeline:s3_part": told(401, 404),
    "media_pipeline:s3_upload": told(401, 404),
    "media_pipeline:status": told(401, 404),
    "media_pipeline:unfinished": told(401, 200),
    "media_pipeline:upload": told(401, 405),
    "media_pipeline:uploads": told(401, 412),
    "notices:follow": told(302, 404),
    "notices:read_all": told(302, 302),
    "people:login": told(200, 302),
    "people:logout": told(302, 302),
    "people:password_change": told(302, 200),
    "people:reset_password": told(302, 404),
    "progress:report": told(401, 400, superuser=401),  # a technical account learns nothing
    "review:desk": told(302, 404),
    "review:judge_remark": told(302, 404),
    "review:reply": told(302, 404),
    "review:submit": told(302, 404),
    "review:submit_by_number": told(302, 404),
    "review:take_back": told(302, 404),
    "review:take_back_by_number": told(302, 404),
    "review:withdraw": told(302, 404),
    "review:withdraw_by_number": told(302, 404),
    "themes:set_theme": told(302, 302),
}


def names() -> list[str]:
    """Every named address of our own rooms."""
    found = []

    def walk(resolver: URLResolver, namespace: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern, pattern.namespace or namespace)
            elif isinstance(pattern, URLPattern) and namespace in OURS and pattern.name:
                found.append(f"{namespace}:{pattern.name}")

    walk(get_resolver(), "")
    return sorted(set(found))


def address(name: str) -> str:
    arguments = ARGUMENTS.get(name, [uuid.UUID(int=1)] if name in ONE_UUID else [])
    return reverse(name, args=arguments)


def everybody() -> dict[str, User | None]:
    """A visitor, somebody in each role where it is usually held, and a technical account."""
    department = UnitFactory()
    office = UnitFactory(kind=UnitKindFactory(code="phong"), parent=department)
    school = SchoolFactory(parent=department)
    group = SubjectGroupFactory(parent=school)
    places = {
        Role.OFFICER: office,
        Role.EXPERT: department,
        Role.TEACHER: group,
        Role.GROUP_LEADER: group,
    }
    people: dict[str, User | None] = {"visitor": None}
    for role in SIGNED_IN[:-1]:
        user = UserFactory()
        give_role(user, places.get(Role(role), school), role)
        people[role] = fresh(user)
    people["superuser"] = UserFactory(is_superuser=True, is_staff=True, person=None)
    return people


def answer(user: User | None, method: str, place: str, **sent: Any) -> int:
    """What somebody gets; whatever it did is undone."""
    client = Client()
    with transaction.atomic():
        if user is not None:
            client.force_login(user)
        status = getattr(client, method)(place, **sent).status_code
        transaction.set_rollback(True)
    return status


def answers(people: dict[str, User | None], method: str, place: str) -> Answers:
    return {who: answer(user, method, place) for who, user in people.items()}


def test_every_address_is_in_the_table() -> None:
    assert set(names()) - set(GETS) == set()
    assert set(GETS) - set(names()) == set()
    assert set(POSTS) - set(GETS) == set()


def test_every_role_is_in_the_table() -> None:
    assert {*SIGNED_IN} == {*Role.values, "superuser"}


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(GETS))
def test_who_may_open_it(name: str) -> None:
    assert answers(everybody(), "get", address(name)) == GETS[name]


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(POSTS))
def test_who_may_write_to_it(name: str) -> None:
    assert answers(everybody(), "post", address(name)) == POSTS[name]


@pytest.mark.django_db
def test_nothing_else_can_be_written_to() -> None:
    people = everybody()
    for name in set(GETS) - set(POSTS):
        found = answers(people, "post", address(name))
        assert set(found.values()) <= {302, 405}, name
        assert {found[who] for who in SIGNED_IN} == {405}, name


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["media_pipeline:s3_begin", "progress:report"])
def test_a_form_sent_where_scripts_speak_is_refused_in_words(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media_pipeline.s3.enabled", lambda: True)
    assert answer(everybody()[Role.TEACHER], "post", address(name), data={"a": "form"}) == 400


# --- what belongs to another school ----------------------------------------------------------
def things_of(world: World) -> dict[str, list[Any]]:
    """Arguments for every address of one thing: things of a school at work."""
    asset = published_asset(world.author)
    caption = caption_of(asset)
    image = Picture.objects.create(
        title="Hình", file=get_test_image_file(), uploaded_by_user=world.author
    )
    document = Document.objects.create(
        title="Phiếu", file=ContentFile(b"%PDF-1.4", name="p.pdf"), uploaded_by_user=world.author
    )
    video = block("video", {"asset": str(asset.pk), "title": "Bài quay"})
    approved = world.approved(
        title="Bài đã duyệt",
        steps=[step("Xem", video), *three_steps()],
        audience_scope="unit",
        audience_unit=world.school,
    )
    submitted = world.submitted(title="Bài ở tổ")
    returned = world.submitted(title="Bài trả lại")
    remark = review.add_remark(acting_user=world.leader, version=returned, text="Thiếu.")
    review.return_task(acting_user=world.leader, task=task_of(returned), reason="Sửa.")
    judged = review.add_remark(acting_user=world.leader, version=submitted, text="Xem lại.")
    school_class = SchoolClassFactory(unit=world.school)
    seat(world.student, school_class)
    TeachingAssignment.objects.create(
        teacher=world.author.person, school_class=school_class, subject=world.topic.subject.uuid
    )
    upload = Upload.objects.create(
        owner=world.author, name="a.mp4", size=9, expires_at=timezone.now() + timedelta(days=1)
    )
    notice = Notice.objects.filter(user=world.author)[0]
    task = task_of(submitted)
    media = ("captions", "master", "mp4", "poster", "retry", "sprites", "status", "thumbnails")
    return {
        **{f"media_pipeline:{name}": [asset.pk] for name in media},
        "media_pipeline:caption": [asset.pk, caption.pk],
        "media_pipeline:playlist": [asset.pk, "240p"],
        "media_pipeline:upload": [upload.pk],
        "classroom:wall": [approved.slug],
        "classroom:wall_version": [submitted.uuid],
        "files:document": [document.uuid],
        "materials:follow": [approved.thing],
        "materials:follow_number": [approved.material_id],
        "materials:material": [approved.slug],
        "files:picture": [image.uuid, image.get_rendition("width-100").pk],
        "materials:version": [submitted.uuid],
        "notices:follow": [notice.pk],
        "people:class": [school_class.uuid],
        "people:reset_password": [world.student.person.uuid],
        "review:author": [submitted.thing],
        "review:author_by_number": [submitted.material_id],
        "review:changes": [task.uuid],
        "review:desk": [task.uuid],
        "review:judge_remark": [judged.uuid],
        "review:reply": [remark.uuid],
        "review:submit": [returned.thing],
        "review:submit_by_number": [returned.material_id],
        "review:take_back": [submitted.thing],
        "review:take_back_by_number": [submitted.material_id],
        "review:withdraw": [approved.thing],
        "review:withdraw_by_number": [approved.material_id],
    }


@pytest.fixture
def other_school() -> World:
    return build()


METHODS: list[tuple[str, dict[str, Answers]]] = [("get", GETS), ("post", POSTS)]


@pytest.mark.django_db
@pytest.mark.parametrize(("method", "table"), METHODS, ids=["get", "post"])
def test_what_belongs_to_another_school_does_not_exist(
    other_school: World, method: str, table: dict[str, Answers]
) -> None:
    things, people = things_of(other_school), everybody()
    assert things.keys() | NOBODYS | ELSEWHERE == ARGUMENTS.keys() | ONE_UUID
    differing = {}
    for name in things.keys() & table.keys():
        found = answers(people, method, reverse(name, args=things[name]))
        if found != table[name]:
            differing[name] = {who: found[who] for who in found if found[who] != table[name][who]}
    assert differing == {}


@pytest.mark.django_db
def test_it_is_there_for_its_own_people(other_school: World) -> None:
    """Or the test above would say nothing."""
    things = things_of(other_school)
    world = other_school
    own = [fresh(user) for user in (world.author, world.leader, world.head)]

    def opens(name: str, methods: Iterable[str] = ("get", "post", "head")) -> bool:
        place = reverse(name, args=things[name])
        sent: dict[str, Any] = {"headers": {"Tus-Resumable": "1.0.0"}}
        found = {answer(user, method, place, **sent) for user in own for method in methods}
        return bool(found - {401, 403, 404, 405})

    closed = {name for name in things if not opens(name)}
    assert closed == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("visitor", False), (Role.OFFICER, True), (Role.HEAD, True), (Role.DEPUTY, True),
        (Role.GROUP_LEADER, True), (Role.EXPERT, True), (Role.TEACHER, True),
        (Role.STUDENT, False), (Role.GUARDIAN, False), (Role.ADMIN, False), ("superuser", False),
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["media_pipeline:uploads", "media_pipeline:s3_begin"])
def test_only_those_who_write_materials_may_send_videos(
    role: str, may: bool, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("media_pipeline.s3.enabled", lambda: True)
    client = Client()
    user = everybody()[role]
    if user is not None:
        client.force_login(user)
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "1000"}
    announced = {"name": "a.mp4", "size": 1000}
    found = client.post(address(name), announced, content_type="application/json", headers=headers)
    # Nothing of the file came along, so those who may are told what is wrong with it.
    refused = 401 if user is None else 403
    assert (found.status_code not in {401, 403}) if may else (found.status_code == refused)
    assert may or found.json()["message"]


@pytest.mark.django_db
@pytest.mark.parametrize("digits", [10, 18, 25, 400])
@pytest.mark.parametrize(
    "path",
    [
        "/hoc-lieu/den/{}/", "/hoc-lieu/{}/go-xuong/", "/hoc-lieu/{}/tham-dinh/",
        "/hoc-lieu/{}/rut-lai/", "/ban-lam-viec/{}/gui/", "/thong-bao/{}/",
        f"/tep/anh/{uuid.UUID(int=1)}/{{}}/", f"/phat/{uuid.UUID(int=1)}/tep/{{}}/240p.mp4",
        "/chuong-trinh/lop-{}/", "/quan-tri/hoc-lieu/{}/du-chua/", "/quan-tri/pages/{}/",
        "/quan-tri/pages/{}/edit/", "/quan-tri/choose-page/{}/",
        "/quan-tri/hoc-lieu/edit/{}/", "/quan-tri/hoc-lieu/history/{}/",
        "/quan-tri/hoc-lieu/history/{}/revisions/compare/earliest...latest/",
        "/quan-tri/hoc-lieu/delete/{}/", "/quan-tri/hoc-lieu/preview/{}/",
    ],
)  # fmt: skip
def test_a_number_that_no_row_has_is_no_address(path: str, digits: int) -> None:
    client = Client()
    teacher = UserFactory()
    give_role(teacher, SchoolFactory(), Role.TEACHER)
    client.force_login(teacher)
    for method in (client.get, client.post):
        assert method(path.format("9" * digits)).status_code in {404, 405}
