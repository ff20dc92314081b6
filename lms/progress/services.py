"""Recording what was really watched and read: the one write door of this room."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from content.materials.models import MaterialVersion
from content.versions.policies import version_policy
from lms.people import selectors as people
from lms.progress import intervals
from lms.progress.models import Progress, ReportSession, Watch
from media_pipeline.models import Asset

FASTEST = 2.0
"""The highest playback rate the player offers."""
GRACE_SECONDS = 3.0
"""Clocks and timers are not exact; a report may reach this much further back than it says."""
SESSION_HOURS = 12
MAX_SPANS = 500
MAX_CLOCK_SPANS = 200
MAX_STORED_SPANS = 2000
"""Of one video. Of so many in the longest video allowed, the shortest is shorter than what a page
reports at a time: watching on is never lost, only shreds are."""
_SALT = "progress.session"


@dataclass(frozen=True)
class Report:
    """What one opened page tells since its last report."""

    sequence: int
    since: float = 0.0
    """When it begins, in seconds since the page was opened."""
    asset_id: uuid.UUID | None = None
    played: list[tuple[float, float]] = field(default_factory=list)
    position: float | None = None
    steps: dict[str, float] = field(default_factory=dict)
    current_step: uuid.UUID | None = None


def open_session(*, acting_user: Any, version: MaterialVersion) -> str:
    """A signed note of who opened which version when; the page hands it back with reports.

    It proves to the server how much time can have passed. Nothing is stored until something
    was really read or watched: opening a page is not progress.
    """
    person = people.person_of(acting_user)
    return signing.dumps(
        {
            "id": uuid.uuid4().hex,
            "person": person.pk if person else None,
            "version": version.pk,
            "at": timezone.now().timestamp(),
        },
        salt=_SALT,
    )


def _read_session(token: str, *, acting_user: Any) -> dict[str, Any]:
    try:
        session = signing.loads(token, salt=_SALT, max_age=SESSION_HOURS * 3600)
    except signing.BadSignature as error:
        raise ValidationError(_("This page has been open too long. Load it again.")) from error
    person = people.person_of(acting_user)
    if person is None or session["person"] != person.pk:
        raise PermissionDenied
    return session


@transaction.atomic
def record_all(*, acting_user: Any, token: str, reports: Sequence[Report]) -> Progress:
    """Add what a page reports to the person's progress; the same report twice adds nothing.

    Raises PermissionDenied for another person's session or a version no longer readable, and
    ValidationError for a token that is too old.
    """
    session_data = _read_session(token, acting_user=acting_user)
    person = people.person_of(acting_user)
    progress = _locked_progress(acting_user, person, session_data["version"])
    session = _session_row(session_data, progress)
    fresh = [r for r in sorted(reports, key=_sequence) if r.sequence > session.last_sequence]
    if not fresh:
        return progress
    now = timezone.now()
    watching = _Watching(progress)
    for report in fresh:
        if report.sequence > session.last_sequence:
            _add(progress, watching, session, report, now)
            session.last_sequence = report.sequence
    session.save(update_fields=["last_sequence"])
    watching.save()
    progress.written = list(watching.rows.values())
    _judge_completion(progress, now)
    progress.save()
    return progress


def _locked_progress(user: Any, person: Any, version_id: int) -> Progress:
    """The row that all reports of a person about a version wait for each other on."""
    rows = version_policy.filter(user, "read", MaterialVersion.objects.defer("body_text"))
    version = rows.filter(pk=version_id).first()
    if version is None:
        raise PermissionDenied
    own = Progress.objects.select_for_update().filter(person=person, version=version)
    progress = own.first()
    if progress is None:
        Progress.objects.get_or_create(person=person, version=version)
        progress = own.get()
    progress.version = version
    return progress


def _sequence(report: Report) -> int:
    return report.sequence


class _Watching:
    """The videos of one version and what was watched of them: read once, written once."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.durations = dict(
            Asset.objects.filter(uses__version=progress.version_id).values_list("pk", "duration")
        )
        self.rows = {row.asset_id: row for row in progress.watches.all()}
        self.fresh: dict[uuid.UUID, list[intervals.Span]] = {}

    def add(self, asset_id: uuid.UUID, spans: list[intervals.Span]) -> Watch:
        """Note what was played of one video; its row comes back, about to be changed."""
        found = self.rows.get(asset_id) or Watch(progress=self.progress, asset_id=asset_id)
        found.duration = self.durations[asset_id] or 0
        self.rows[asset_id] = found
        self.fresh.setdefault(asset_id, []).extend(spans)
        return found

    def save(self) -> None:
        """Merge what is new once for all reports, and write the changed rows; the lock on the
        progress row keeps others away."""
        for asset_id, spans in self.fresh.items():
            row = self.rows[asset_id]
            merged = intervals.tidy([*row.intervals, *spans], duration=row.duration)
            row.intervals = intervals.longest(merged, MAX_STORED_SPANS)
            row.save()


def _add(
    progress: Progress, watching: _Watching, session: ReportSession, report: Report, now: datetime
) -> None:
    """Credit one report that was not counted yet, out of the time that it can have taken.

    That time ends now, not when the report was written: what was watched while the network was
    away comes late and still counts.
    """
    opened = session.opened_at.timestamp()
    start = opened + max(0.0, report.since) - GRACE_SECONDS
    end = now.timestamp()
    progress.read_clock = _kept(_add_steps(progress, report, start, end), end)
    if report.asset_id in watching.durations:
        clock = _add_watching(progress, watching, report, start, end)
        progress.watch_clock = _kept(clock, end)


def _kept(clock: list[intervals.Span], end: float) -> list[intervals.Span]:
    """The part of a clock that a page still open may ask for."""
    oldest = end - SESSION_HOURS * 3600 - GRACE_SECONDS
    return intervals.compact(clock, since=oldest, most=MAX_CLOCK_SPANS)


def _session_row(data: dict[str, Any], progress: Progress) -> ReportSession:
    opened = datetime.fromtimestamp(data["at"], tz=UTC)
    session, _created = ReportSession.objects.get_or_create(
        id=uuid.UUID(data["id"]),
        defaults={"progress": progress, "opened_at": opened},
    )
    return session


def _add_steps(
    progress: Progress, report: Report, start: float, end: float
) -> list[intervals.Span]:
    """Credit steps with time on screen; returns the clock afterwards.

    Steps that were on screen together share the time between them.
    """
    known = _step_ids(progress.version)
    claimed = {step: max(0.0, float(s)) for step, s in report.steps.items() if step in known}
    wanted = sum(claimed.values())
    clock, given = intervals.spend(progress.read_clock, start, end, wanted)
    for step, seconds in claimed.items():
        share = seconds * given / wanted if wanted else 0.0
        progress.step_seconds[step] = round(progress.step_seconds.get(step, 0) + share, 1)
    if report.current_step is not None and str(report.current_step) in known:
        progress.last_step = report.current_step
    return clock


def _step_ids(version: MaterialVersion) -> set[str]:
    return {str(step["id"]) for step in version.content}


def _add_watching(
    progress: Progress, watching: _Watching, report: Report, start: float, end: float
) -> list[intervals.Span]:
    """Credit what was played, as far as the clock allows; returns the clock afterwards."""
    assert report.asset_id is not None  # noqa: S101 - the caller looked
    duration = watching.durations[report.asset_id] or 0
    played = intervals.tidy(report.played[:MAX_SPANS], duration=duration)
    wanted = intervals.total(played) / FASTEST
    clock, given = intervals.spend(progress.watch_clock, start, end, wanted)
    watch = watching.add(report.asset_id, intervals.clip_total(played, given * FASTEST))
    if report.position is not None:
        watch.position = min(max(0.0, report.position), duration or report.position)
    return clock


def _judge_completion(progress: Progress, now: datetime) -> None:
    """Completed once every step is done: read, and its videos watched to their share; it stays
    so."""
    if not progress.completed_at and _step_ids(progress.version) <= progress.steps_done():
        progress.completed_at = now
