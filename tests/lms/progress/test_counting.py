"""Only what was really played and read counts."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from content.materials import services as materials
from lms.progress import intervals, services
from lms.progress.models import Progress
from lms.progress.services import Report
from media_pipeline.models import Asset
from tests.factories.people import UserFactory, give_role

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch):
    """The server's clock; `clock(30)` lets half a minute pass."""
    now = [timezone.now()]
    monkeypatch.setattr("django.utils.timezone.now", lambda: now[0])
    monkeypatch.setattr("time.time", lambda: now[0].timestamp())

    def pass_seconds(seconds: float) -> None:
        now[0] += timedelta(seconds=seconds)

    return pass_seconds


def opened(lesson, user=None) -> str:
    """A page just opened."""
    return services.open_session(acting_user=user or lesson.student, version=lesson.version)


def tell(lesson, token, sequence, user=None, **what) -> Progress:
    return services.record_all(
        acting_user=user or lesson.student, token=token, reports=[Report(sequence, **what)]
    )


def watched(progress) -> float:
    return sum(intervals.total(watch.intervals) for watch in progress.watches.all())


def test_opening_a_page_is_not_progress(lesson):
    opened(lesson)
    assert not Progress.objects.exists()


def test_what_was_played_counts_and_the_second_is_kept(lesson, clock):
    token = opened(lesson)
    clock(30)
    progress = tell(
        lesson, token, 1, asset_id=lesson.asset.pk, played=[(0, 12), (40, 50)], position=50
    )
    assert watched(progress) == 22
    assert progress.watches.get().position == 50


def test_a_report_sent_again_adds_nothing(lesson, clock):
    token = opened(lesson)
    clock(60)
    tell(lesson, token, 1, steps={lesson.steps[0]: 4})
    progress = tell(lesson, token, 1, steps={lesson.steps[0]: 4})
    assert progress.step_seconds[lesson.steps[0]] == 4


def test_reports_of_one_batch_count_in_their_order(lesson, clock):
    token = opened(lesson)
    clock(60)
    later, earlier = (Report(2, steps={lesson.steps[0]: 2}), Report(1, steps={lesson.steps[0]: 1}))
    progress = services.record_all(
        acting_user=lesson.student, token=token, reports=[later, earlier, later]
    )
    assert progress.step_seconds[lesson.steps[0]] == 3


def test_nobody_watches_faster_than_the_clock_times_the_highest_speed(lesson, clock):
    token = opened(lesson)
    clock(10)
    progress = tell(lesson, token, 1, asset_id=lesson.asset.pk, played=[(0, 100)], position=100)
    assert watched(progress) <= (10 + services.GRACE_SECONDS) * services.FASTEST
    progress = tell(lesson, token, 2, asset_id=lesson.asset.pk, played=[(0, 100)], position=100)
    assert watched(progress) <= (10 + services.GRACE_SECONDS) * services.FASTEST


def test_nobody_reads_faster_than_the_clock(lesson, clock):
    token = opened(lesson)
    clock(2)
    progress = tell(lesson, token, 1, steps=dict.fromkeys(lesson.steps, 1000.0))
    assert sum(progress.step_seconds.values()) <= 2 + services.GRACE_SECONDS


def test_what_was_watched_without_a_network_still_counts_later(lesson, clock):
    token = opened(lesson)
    clock(90)
    progress = tell(lesson, token, 1, asset_id=lesson.asset.pk, played=[(0, 80)], position=80)
    assert watched(progress) == 80


def test_two_devices_merge_what_they_saw(lesson, clock):
    phone, tablet = opened(lesson), opened(lesson)
    clock(60)
    tell(lesson, phone, 1, asset_id=lesson.asset.pk, played=[(0, 30)], position=30)
    progress = tell(lesson, tablet, 1, asset_id=lesson.asset.pk, played=[(20, 60)], position=60)
    assert watched(progress) == 60
    assert Progress.objects.count() == 1


def test_the_same_minutes_in_two_tabs_count_once(lesson, clock):
    """Two windows side by side, both telling of every second."""
    one, other = opened(lesson), opened(lesson)
    first, second = lesson.steps
    for sequence in range(1, 5):
        clock(15)
        since = (sequence - 1) * 15
        tell(lesson, one, sequence, since=since, steps={first: 15})
        progress = tell(lesson, other, sequence, since=since, steps={second: 15})
    assert 60 <= sum(progress.step_seconds.values()) <= 60 + services.GRACE_SECONDS


def test_twenty_tabs_watch_no_faster_than_one(lesson, clock):
    tabs = [opened(lesson) for _tab in range(20)]
    clock(10)
    for number, token in enumerate(tabs):
        part = (number * 5, number * 5 + 5)
        progress = tell(lesson, token, 1, asset_id=lesson.asset.pk, played=[part])
    assert watched(progress) <= (10 + services.GRACE_SECONDS) * services.FASTEST


def test_whoever_goes_to_and_fro_between_tabs_loses_nothing(lesson, clock):
    one, other = opened(lesson), opened(lesson)
    since = {one: 0, other: 0}
    for moment in range(1, 11):
        clock(7)
        token = (one, other)[moment % 2]
        progress = tell(
            lesson, token, moment, since=since[token], steps={lesson.steps[moment % 2]: 7}
        )
        since = dict.fromkeys(since, moment * 7)
    assert sum(progress.step_seconds.values()) == 70


def test_steps_on_one_screen_share_its_time(lesson, clock):
    token = opened(lesson)
    clock(17)
    progress = tell(lesson, token, 1, steps=dict.fromkeys(lesson.steps, 17.0))
    assert list(progress.step_seconds.values()) == [10, 10]


def test_what_was_read_without_a_network_counts_beside_what_is_read_now(lesson, clock):
    train, home = opened(lesson), opened(lesson)
    clock(60)
    tell(lesson, home, 1, since=30, steps={lesson.steps[0]: 30})
    progress = tell(lesson, train, 1, since=0, steps={lesson.steps[1]: 30})
    assert progress.step_seconds == dict.fromkeys(lesson.steps, 30)


def test_a_long_day_of_reading_keeps_the_row_small(lesson, clock):
    token = opened(lesson)
    for sequence in range(1, 400):
        clock(30)
        progress = tell(
            lesson, token, sequence, since=sequence * 30 - 5, steps={lesson.steps[0]: 2}
        )
    assert len(progress.read_clock) <= services.MAX_CLOCK_SPANS


def test_another_persons_token_is_refused(lesson):
    token = opened(lesson, lesson.teacher)
    with pytest.raises(PermissionDenied):
        tell(lesson, token, 1, steps={lesson.steps[0]: 1})
    assert not Progress.objects.exists()


def test_a_token_of_yesterday_or_a_forged_one_is_refused(lesson, clock):
    token = opened(lesson)
    clock(services.SESSION_HOURS * 3600 + 60)
    for bad in (token, token[:-1], "x", ""):
        with pytest.raises(ValidationError):
            tell(lesson, bad, 1, steps={lesson.steps[0]: 1})
    assert not Progress.objects.exists()


def test_a_version_no_longer_readable_takes_no_reports(lesson):
    token = opened(lesson)
    materials.withdraw_version(acting_user=lesson.teacher, version=lesson.version, reason="Sai")
    with pytest.raises(PermissionDenied):
        tell(lesson, token, 1, steps={lesson.steps[0]: 1})


def test_a_version_that_was_not_approved_takes_no_reports(lesson):
    draft = materials.latest_draft(lesson.version.material)
    frozen = materials.freeze(
        material=lesson.version.material, draft=draft, acting_user=lesson.teacher
    )
    token = services.open_session(acting_user=lesson.teacher, version=frozen)
    with pytest.raises(PermissionDenied):
        tell(lesson, token, 1, user=lesson.teacher, steps={lesson.steps[0]: 1})


def test_a_video_or_step_of_another_lecture_adds_nothing(lesson, clock):
    token = opened(lesson)
    clock(60)
    progress = tell(
        lesson, token, 1, asset_id=uuid.uuid4(), played=[(0, 50)], steps={str(uuid.uuid4()): 9}
    )
    assert not progress.watches.exists()
    assert progress.step_seconds == {}


def test_completion_needs_every_step_read_and_the_share_of_the_video_watched(lesson, clock):
    token = opened(lesson)
    clock(200)
    progress = tell(lesson, token, 1, steps=dict.fromkeys(lesson.steps, 5.0))
    assert progress.completed_at is None, "the video was not watched"
    progress = tell(lesson, token, 2, asset_id=lesson.asset.pk, played=[(0, 79)], position=79)
    assert progress.completed_at is None, "79 of 100 seconds are less than 80 %"
    progress = tell(lesson, token, 3, asset_id=lesson.asset.pk, played=[(90, 91.1)])
    assert progress.completed_at is not None


def test_a_step_with_a_video_is_done_once_the_video_was_watched(lesson, clock):
    token = opened(lesson)
    clock(200)
    progress = tell(lesson, token, 1, steps=dict.fromkeys(lesson.steps, 60.0))
    assert progress.steps_read() == set(lesson.steps)
    assert progress.steps_done() == {lesson.steps[0]}
    progress = tell(lesson, token, 2, asset_id=lesson.asset.pk, played=[(0, 79)], position=79)
    assert progress.steps_done() == {lesson.steps[0]}, "79 of 100 seconds are less than 80 %"
    progress = tell(lesson, token, 3, asset_id=lesson.asset.pk, played=[(90, 91.1)])
    assert progress.steps_done() == set(lesson.steps)


def test_a_step_passed_over_keeps_the_material_open(lesson, clock):
    token = opened(lesson)
    clock(200)
    progress = tell(
        lesson, token, 1, steps={lesson.steps[1]: 60.0}, asset_id=lesson.asset.pk,
        played=[(0, 100)], position=100,
    )  # fmt: skip
    assert progress.steps_read() == {lesson.steps[1]}
    assert progress.completed_at is None


def test_jumping_to_the_end_is_not_watching(lesson, clock):
    token = opened(lesson)
    clock(200)
    progress = tell(
        lesson, token, 1, steps=dict.fromkeys(lesson.steps, 9.0), asset_id=lesson.asset.pk,
        played=[(0, 1), (99, 100)], position=100,
    )  # fmt: skip
    assert watched(progress) == 2
    assert progress.completed_at is None


def test_a_second_teacher_reads_for_themselves(lesson, clock):
    colleague = UserFactory()
    give_role(colleague, lesson.version.material.unit, "teacher")
    token = opened(lesson, colleague)
    clock(20)
    tell(lesson, token, 1, user=colleague, steps={lesson.steps[0]: 6})
    assert Progress.objects.get().person == colleague.person


def shreds(first: int, count: int) -> list[tuple[float, float]]:
    """Parts of a tenth of a second, a second apart."""
    return [(float(n), n + 0.1) for n in range(first, first + count)]


def test_what_was_watched_is_merged_once_for_all_reports_of_a_request(lesson, clock, monkeypatch):
    """A hundred reports in one request cost one merging of what is stored, not a hundred."""
    merged = []
    tidy = intervals.tidy

    def counted(spans, **limits):
        spans = list(spans)
        merged.append(len(spans))
        return tidy(spans, **limits)

    Asset.objects.filter(pk=lesson.asset.pk).update(duration=20_000)
    token = opened(lesson)
    clock(3600)
    tell(lesson, token, 1, asset_id=lesson.asset.pk, played=shreds(0, 500))
    monkeypatch.setattr(intervals, "tidy", counted)
    reports = [
        Report(n, asset_id=lesson.asset.pk, played=[(n * 100 + 0.5, n * 100 + 1)])
        for n in range(2, 102)
    ]
    services.record_all(acting_user=lesson.student, token=token, reports=reports)
    assert len([size for size in merged if size >= 500]) == 1


def test_shreds_without_end_keep_the_row_small_and_claim_nothing(lesson, clock):
    Asset.objects.filter(pk=lesson.asset.pk).update(duration=20_000)
    token = opened(lesson)
    clock(3600)
    for sequence in range(1, 7):
        first = sequence * 600
        progress = tell(
            lesson, token, sequence, asset_id=lesson.asset.pk, played=shreds(first, 500)
        )
    watch = progress.watches.get()
    assert len(watch.intervals) == services.MAX_STORED_SPANS
    assert watched(progress) <= services.MAX_STORED_SPANS * 0.1 + 0.01
    progress = tell(lesson, token, 7, asset_id=lesson.asset.pk, played=[(9000, 9015)])
    assert [9000, 9015] in progress.watches.get().intervals, "what is really watched stays"
