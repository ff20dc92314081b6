"""Every table says how long it keeps its rows, and what is over goes, nothing else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db.models import DateTimeField, Model
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from lms.core import housekeeping, retention
from lms.core.models import WorkerHeartbeat
from lms.core.retention import Goes, Kept
from lms.notices.models import Notice
from lms.people.models import RecordAccess
from lms.progress.models import Progress, ReportSession
from search.models import Change
from tests.factories.materials import make_version
from tests.factories.people import PersonFactory, SchoolFactory, UserFactory, give_role

pytestmark = pytest.mark.database

OURS = ("lms.", "content.", "media_pipeline", "search")
Make = Callable[[], Model]


@task()
def nothing() -> None:
    """A task for the queue."""


def a_task() -> DBTaskResult:
    nothing.enqueue()
    row = DBTaskResult.objects.latest("enqueued_at")
    DBTaskResult.objects.filter(pk=row.pk).update(status=TaskResultStatus.SUCCESSFUL)
    return row


def a_report_session() -> ReportSession:
    author = UserFactory()
    give_role(author, SchoolFactory(), "teacher")
    progress = Progress.objects.create(
        person=PersonFactory(), version=make_version(author=author, approved=False)
    )
    return ReportSession.objects.create(progress=progress, opened_at=timezone.now())


# For every rule that lets rows go: a row that it may let go.
MAKERS: dict[str, Make] = {
    "people.RecordAccess": lambda: RecordAccess.objects.create(person=PersonFactory(), what="list"),
    "progress.ReportSession": a_report_session,
    "notices.Notice": lambda: Notice.objects.create(user=UserFactory(), kind="tests.hello"),
    "sessions.Session": lambda: Session.objects.create(
        session_key=f"s{Session.objects.count()}", expire_date=timezone.now()
    ),
    "axes.AccessAttempt": lambda: AccessAttempt.objects.create(
        username=f"an{AccessAttempt.objects.count()}", failures_since_start=1
    ),
    "search.Change": lambda: Change.objects.create(
        key=f"material:{Change.objects.count()}", changed_at=timezone.now()
    ),
    "django_tasks_database.DBTaskResult": a_task,
    "core.WorkerHeartbeat": lambda: WorkerHeartbeat.objects.create(
        worker_id=f"w{WorkerHeartbeat.objects.count()}", queues="default", seen_at=timezone.now()
    ),
}
GOING = {label: rule for label, rule in settings.RETENTION.items() if isinstance(rule, Goes)}


def aged(rule: Goes, age: timedelta, make: Make) -> Any:
    """A row whose moment is that long ago."""
    row = make()
    moment = timezone.now() - age
    type(row)._default_manager.filter(pk=row.pk).update(**{rule.since: moment})
    return row.pk


def test_every_table_of_ours_says_how_long() -> None:
    ours = {
        model._meta.label
        for model in apps.get_models(include_auto_created=False)
        if model._meta.app_config.name.startswith(OURS)
    }
    assert ours - settings.RETENTION.keys() == set(), "name its period in lms/settings/retention.py"
    for label, rule in settings.RETENTION.items():
        model = apps.get_model(label)
        assert rule.why
        if isinstance(rule, Goes):
            assert isinstance(model._meta.get_field(rule.since), DateTimeField)
            assert rule.after >= timedelta(0)
        else:
            assert isinstance(rule, Kept)


def test_each_period_is_tried_below() -> None:
    assert MAKERS.keys() == GOING.keys()
    assert "lms.core.retention.delete_what_is_over" in housekeeping.names()


@pytest.mark.django_db
@pytest.mark.parametrize("label", GOING)
def test_what_is_over_goes_and_what_is_not_stays(label: str) -> None:
    rule, make = GOING[label], MAKERS[label]
    model = apps.get_model(label)
    model._default_manager.all().delete()
    hour = timedelta(hours=1)
    aged(rule, rule.after + hour, make)
    young = aged(rule, rule.after - hour, make)
    assert retention.delete_what_is_over()[label] == 1
    assert [row.pk for row in model._default_manager.all()] == [young]
    assert label not in retention.delete_what_is_over()


@pytest.mark.django_db
def test_what_nobody_has_read_or_done_yet_stays_however_old() -> None:
    user = UserFactory()
    long_ago = timezone.now() - timedelta(days=4000)
    unread = Notice.objects.create(user=user, kind="tests.hello", created_at=long_ago)
    missed = Change.objects.create(key="material:1", changed_at=long_ago, waiting=True)
    nothing.enqueue()
    DBTaskResult.objects.update(enqueued_at=long_ago)
    waiting = DBTaskResult.objects.count()
    retention.delete_what_is_over()
    assert Notice.objects.filter(pk=unread.pk).exists()
    assert Change.objects.filter(pk=missed.pk).exists()
    assert DBTaskResult.objects.count() == waiting
