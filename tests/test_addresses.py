"""Every address of ours says who may: a new one fails here until it is in the table.

The table gives what a visitor, a student and a teacher with nothing to do with the thing get for
an address whose object does not exist or is not theirs. 404 rather than 403 where the mere
existence of something is nobody's business.
"""

from __future__ import annotations

import uuid

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lms.people.models import Role, User
from tests.factories.people import SchoolFactory, UserFactory, give_role

OURS = {
    "core", "themes", "people", "home", "curriculum", "materials", "review", "media_pipeline",
    "search", "progress", "classroom", "notices",
}  # fmt: skip
ARGUMENTS = {
    "curriculum:grade": [9],
    "curriculum:subject": [9, "khong-co-mon-nay"],
    "media_pipeline:bytes": [uuid.UUID(int=1), 1, "240p"],
    "media_pipeline:caption": [uuid.UUID(int=1), uuid.UUID(int=2)],
    "media_pipeline:playlist": [uuid.UUID(int=1), "240p"],
    "media_pipeline:s3_part": [uuid.UUID(int=1), 1],
    "classroom:wall": ["khong-co-bai-nay"],
    "materials:follow": [1],
    "materials:material": ["khong-co-bai-nay"],
    "notices:follow": [1],
    "materials:picture": [uuid.UUID(int=1), 1],
    "review:author": [1],
    "review:submit": [1],
    "review:take_back": [1],
    "review:withdraw": [1],
}
ONE_UUID = {
    "curriculum:topic", "materials:document", "materials:version", "media_pipeline:captions",
    "media_pipeline:master", "media_pipeline:mp4", "media_pipeline:poster", "media_pipeline:retry",
    "media_pipeline:s3_complete", "media_pipeline:s3_upload", "media_pipeline:sprites",
    "media_pipeline:status", "media_pipeline:thumbnails", "media_pipeline:upload", "people:class",
    "people:reset_password", "review:changes", "review:desk", "review:judge_remark",
    "review:reply", "classroom:wall_version",
}  # fmt: skip
# (visitor, student, teacher) for GET.
TABLE: dict[str, tuple[int, int, int]] = {
    "classroom:wall": (404, 404, 404),
    "classroom:wall_version": (404, 404, 404),
    "core:healthz": (200, 200, 200),
    "core:readyz": (503, 503, 503),  # no worker runs beside the tests
    "curriculum:chooser": (200, 200, 200),
    "curriculum:grade": (200, 200, 200),
    "curriculum:index": (200, 200, 200),
    "curriculum:subject": (404, 404, 404),
    "curriculum:topic": (404, 404, 404),
    "home:desk": (302, 403, 200),
    "home:learning": (302, 200, 200),
    "home:start": (200, 302, 302),
    "materials:document": (404, 404, 404),
    "materials:follow": (404, 404, 404),
    "materials:library": (200, 200, 200),
    "materials:material": (404, 404, 404),
    "materials:picture": (404, 404, 404),
    "materials:start": (302, 403, 200),
    "materials:version": (404, 404, 404),
    "media_pipeline:bytes": (404, 404, 404),
    "media_pipeline:caption": (404, 404, 404),
    "media_pipeline:captions": (401, 404, 404),
    "media_pipeline:master": (404, 404, 404),
    "media_pipeline:mp4": (404, 404, 404),
    "media_pipeline:playlist": (404, 404, 404),
    "media_pipeline:poster": (404, 404, 404),
    "media_pipeline:retry": (401, 404, 404),
    # Only where files are kept in a bucket is there such an address, and it wants POST.
    "media_pipeline:s3_begin": (401, 405, 405) if settings.S3_BUCKET else (401, 404, 404),
    "media_pipeline:s3_complete": (401, 404, 404),
    "media_pipeline:s3_part": (401, 404, 404),
    "media_pipeline:s3_upload": (401, 404, 404),
    "media_pipeline:sprites": (404, 404, 404),
    "media_pipeline:status": (401, 404, 404),
    "media_pipeline:thumbnails": (404, 404, 404),
    "media_pipeline:unfinished": (401, 200, 200),
    "media_pipeline:upload": (401, 405, 405),
    "media_pipeline:uploads": (401, 405, 405),
    "notices:follow": (302, 405, 405),
    "notices:list": (302, 200, 200),
    "notices:read_all": (302, 405, 405),
    "people:class": (302, 404, 404),
    "people:classes": (302, 404, 200),
    "people:login": (200, 302, 302),
    "people:logout": (405, 405, 405),
    "people:password_change": (302, 200, 200),
    "people:reset_password": (302, 405, 405),
    "progress:report": (405, 405, 405),
    "review:author": (302, 404, 404),
    "review:changes": (302, 404, 404),
    "review:desk": (302, 404, 404),
    "review:judge_remark": (302, 405, 405),
    "review:queue": (302, 403, 403),
    "review:reply": (302, 405, 405),
    "review:submit": (302, 404, 404),
    "review:take_back": (302, 405, 405),
    "review:withdraw": (302, 404, 404),
    "search:results": (200, 200, 200),
    "search:suggestions": (200, 200, 200),
    "themes:set_theme": (405, 405, 405),
    "themes:style_guide": (200, 200, 200),
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


def answer(name: str, user: User | None) -> int:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client.get(address(name)).status_code


def test_every_address_is_in_the_table() -> None:
    assert set(names()) - set(TABLE) == set()
    assert set(TABLE) - set(names()) == set()


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(TABLE))
def test_who_may_open_it(name: str) -> None:
    school = SchoolFactory()
    student, teacher = UserFactory(), UserFactory()
    give_role(student, school, Role.STUDENT)
    give_role(teacher, school, Role.TEACHER)
    expected = dict(zip(("visitor", "student", "teacher"), TABLE[name], strict=True))
    found = {
        "visitor": answer(name, None),
        "student": answer(name, User.objects.get(pk=student.pk)),
        "teacher": answer(name, User.objects.get(pk=teacher.pk)),
    }
    assert found == expected


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["", Role.STUDENT, Role.GUARDIAN])
@pytest.mark.parametrize("name", ["media_pipeline:uploads", "media_pipeline:s3_begin"])
def test_only_those_who_write_materials_may_send_videos(role: str, name: str, monkeypatch) -> None:
    monkeypatch.setattr("media_pipeline.s3.enabled", lambda: True)
    client = Client()
    if role:
        user = UserFactory()
        give_role(user, SchoolFactory(), role)
        client.force_login(user)
    headers = {"Tus-Resumable": "1.0.0", "Upload-Length": "1000"}
    told = {"name": "a.mp4", "size": 1000}
    found = client.post(address(name), told, content_type="application/json", headers=headers)
    assert found.status_code == (403 if role else 401)
    assert found.json()["message"]
