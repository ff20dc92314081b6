"""The address that lecture pages report to."""

import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.progress import services
from lms.progress.models import Progress, Watch

pytestmark = pytest.mark.django_db
ADDRESS = "/hoc/ghi/"


def send(client, lesson, *reports, session=None):
    token = session or services.open_session(acting_user=lesson.student, version=lesson.version)
    body = {"session": token, "reports": list(reports)}
    return client.post(ADDRESS, json.dumps(body), content_type="application/json")


def test_a_student_reports_and_is_told_what_counts_as_read(client, lesson, monkeypatch):
    monkeypatch.setattr(services, "GRACE_SECONDS", 60)
    client.force_login(lesson.student)
    answer = send(client, lesson, {"sequence": 1, "steps": {lesson.steps[0]: 6}})
    assert answer.status_code == 200
    told = answer.json()
    assert told == {"sequence": 1, "completed": False, "steps_done": [lesson.steps[0]]}


def test_a_visitor_is_told_to_log_in(client, lesson):
    assert send(client, lesson, {"sequence": 1}).status_code == 401
    assert not Progress.objects.exists()


def test_another_readers_session_is_refused(client, lesson):
    client.force_login(lesson.teacher)
    answer = send(client, lesson, {"sequence": 1, "steps": {lesson.steps[0]: 6}})
    assert answer.status_code == 403
    assert not Progress.objects.exists()


def test_it_wants_post_and_a_form_token_from_our_own_pages(lesson):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(lesson.student)
    assert strict.get(ADDRESS).status_code == 405
    assert send(strict, lesson, {"sequence": 1}).status_code == 403


@pytest.mark.parametrize(
    "report",
    [
        {},
        {"sequence": "1"},
        {"sequence": 0},
        {"sequence": -1},
        {"sequence": 2**40},
        {"sequence": True},
        {"sequence": 1, "asset": "x"},
        {"sequence": 1, "asset": 12},
        {"sequence": 1, "played": [[1]]},
        {"sequence": 1, "played": [["a", "b"]]},
        {"sequence": 1, "played": "ab"},
        {"sequence": 1, "played": [[0, float("nan")]]},
        {"sequence": 1, "played": [[0, float("inf")]]},
        {"sequence": 1, "position": 1e300},
        {"sequence": 1, "since": "1"},
        {"sequence": 1, "since": float("nan")},
        {"sequence": 1, "steps": [1, 2]},
        {"sequence": 1, "steps": {"x": 1}},
        {"sequence": 1, "steps": {"6b7c1a1e-43d4-4f0e-9a31-2f9a6d2f7c55": "9"}},
        {"sequence": 1, "step": {"a": 1}},
        [],
        "x",
        None,
        7,
    ],
)
def test_a_hostile_report_is_refused_and_leaves_nothing(client, lesson, report):
    client.force_login(lesson.student)
    assert send(client, lesson, report).status_code == 400
    assert not Progress.objects.exists()


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[" * 60_000, b"[]", b'"x"', b"null", b"7",
     b'{"session": 5, "reports": []}', b'{"session": "x", "reports": {}}',
     b'{"session": "x", "reports": []}', b'{"session": "x"}'],
)  # fmt: skip
def test_a_hostile_body_is_refused(client, lesson, body):
    client.force_login(lesson.student)
    answer = client.post(ADDRESS, body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.json()["error"]


def test_a_body_beyond_64_kb_is_refused(client, lesson):
    client.force_login(lesson.student)
    answer = client.post(ADDRESS, b"x" * 70_000, content_type="application/json")
    assert answer.status_code == 413


def test_spans_outside_the_video_are_cut(client, lesson, monkeypatch):
    monkeypatch.setattr(services, "GRACE_SECONDS", 1000)
    client.force_login(lesson.student)
    report = {"sequence": 1, "asset": str(lesson.asset.pk), "played": [[-50, 3], [90, 9000]]}
    assert send(client, lesson, {**report, "position": 9000}).status_code == 200
    watch = Watch.objects.get()
    assert watch.intervals == [[0, 3], [90, 100]]
    assert watch.position == 100


def test_ten_thousand_spans_do_not_grow_the_row_without_bound(client, lesson, monkeypatch):
    monkeypatch.setattr(services, "GRACE_SECONDS", 1000)
    client.force_login(lesson.student)
    spans = [[n / 100, n / 100 + 0.001] for n in range(3000)]
    report = {"sequence": 1, "asset": str(lesson.asset.pk), "played": spans}
    assert send(client, lesson, report).status_code == 200
    assert len(Watch.objects.get().intervals) <= services.MAX_SPANS


def test_a_report_costs_as_many_queries_as_a_hundred(client, lesson):
    client.force_login(lesson.student)
    token = services.open_session(acting_user=lesson.student, version=lesson.version)
    asset, step = str(lesson.asset.pk), lesson.steps[0]

    def queries(first: int, last: int) -> int:
        reports = [
            {
                "sequence": n,
                "asset": asset,
                "played": [[n, n + 1]],
                "steps": {step: 1},
                "step": step,
            }
            for n in range(first, last)
        ]
        with CaptureQueriesContext(connection) as captured:
            assert send(client, lesson, *reports, session=token).status_code == 200
        return len(captured)

    assert queries(1, 2) <= 25, "the first one writes four new rows"
    one, hundred = queries(2, 3), queries(3, 103)
    assert one == hundred <= 15


def test_the_lecture_page_of_a_signed_in_reader_carries_a_session_and_a_visitors_does_not(
    client, lesson
):
    address = f"/hoc-lieu/{lesson.version.slug}/"
    assert b"data-session" not in client.get(address).content
    client.force_login(lesson.student)
    assert b"data-session" in client.get(address).content


def test_whoever_looks_at_a_version_as_author_or_reviewer_is_not_counted(client, lesson):
    client.force_login(lesson.teacher)
    page = client.get(reverse("materials:version", args=[lesson.version.uuid]))
    assert page.status_code == 200
    assert b"data-session" not in page.content
    assert b"track.js" not in page.content
