"""Leases on jobs. Every change is one conditional UPDATE: whoever changes no row has lost.

A worker that is killed leaves a lease that runs out; the next one takes the job with a higher
lease number, and whatever the first may still do finds its number gone. So a job publishes
once, on SQLite and PostgreSQL alike, without locks held while ffmpeg runs.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from media_pipeline import conf
from media_pipeline.models import Asset, Job

State = Job.State


@dataclass(frozen=True)
class Lease:
    """My right to work on a job, until I am silent for too long."""

    job_id: int
    asset_id: UUID
    number: int


def claim(job_id: int) -> Lease | None:
    """Take the job if it waits, or if its worker went silent. None: somebody else's, or done."""
    now = timezone.now()
    waiting = Q(state=State.QUEUED) & (Q(not_before=None) | Q(not_before__lte=now))
    abandoned = Q(state=State.RUNNING, lease_until__lt=now)
    with transaction.atomic():
        taken = (
            Job.objects.filter(waiting | abandoned, pk=job_id, attempts__lt=conf.MAX_ATTEMPTS)
        ).update(
            state=State.RUNNING,
            stage=Job.Stage.FETCHING,
            percent=0,
            lease=F("lease") + 1,
            attempts=F("attempts") + 1,
            lease_until=now + timedelta(seconds=conf.lease_seconds()),
            not_before=None,
            error_code="",
        )
        if not taken:
            return None
        job = Job.objects.get(pk=job_id)
    return Lease(job_id=job.pk, asset_id=job.asset_id, number=job.lease)


def _mine(lease: Lease) -> QuerySet[Job]:
    return Job.objects.filter(pk=lease.job_id, lease=lease.number, state=State.RUNNING)


def beat(lease: Lease, *, stage: str, percent: int) -> bool:
    """Say that I am alive and how far I am; False: the lease is lost, stop."""
    until = timezone.now() + timedelta(seconds=conf.lease_seconds())
    return bool(_mine(lease).update(lease_until=until, stage=stage, percent=percent))


def note(lease: Lease, **columns: Any) -> bool:
    """Write on the asset where my job has got to; False: the lease is lost, nothing was written.

    The job's row comes first and stays locked until the asset's is written: whoever takes over or
    cancels comes before both or after both.
    """
    until = timezone.now() + timedelta(seconds=conf.lease_seconds())
    with transaction.atomic():
        mine = _mine(lease).update(lease_until=until)
        if mine:
            Asset.objects.filter(pk=lease.asset_id).update(**columns)
    return bool(mine)


def finish(lease: Lease) -> bool:
    """Mark my job done; call inside the transaction that publishes. False: not mine any more."""
    return bool(
        _mine(lease).update(
            state=State.DONE,
            stage=Job.Stage.FINISHED,
            percent=100,
            lease_until=None,
            finished_at=timezone.now(),
        )
    )


def give_up(lease: Lease, code: str, detail: str) -> bool:
    """The file is at fault: fail for good and say so on the asset."""
    return _fail(_mine(lease), lease.asset_id, code, detail)


def refuse(asset_id: UUID, code: str, detail: str) -> bool:
    """The same for a file whose turn has not come. False: somebody works on it, who will see for
    himself, or it is over."""
    waiting = Job.objects.filter(asset_id=asset_id, state=State.QUEUED)
    return _fail(waiting, asset_id, code, detail)


def _fail(rows: QuerySet[Job], asset_id: UUID, code: str, detail: str) -> bool:
    with transaction.atomic():
        failed = rows.update(
            state=State.FAILED,
            error_code=code,
            detail=detail[:4000],
            lease_until=None,
            finished_at=timezone.now(),
        )
        if failed:
            Asset.objects.filter(pk=asset_id).update(state=Asset.State.FAILED, error_code=code)
    return bool(failed)


def put_off(lease: Lease, code: str, detail: str) -> bool:
    """Trouble of ours: wait and try again. It does not count as an attempt."""
    waits = Job.objects.values_list("waits", flat=True).get(pk=lease.job_id)
    seconds = conf.RETRY_SECONDS[min(waits, len(conf.RETRY_SECONDS) - 1)]
    now = timezone.now()
    with transaction.atomic():
        mine = _mine(lease).update(
            state=State.QUEUED,
            stage=Job.Stage.WAITING,
            percent=0,
            attempts=F("attempts") - 1,
            waits=F("waits") + 1,
            lease_until=None,
            not_before=now + timedelta(seconds=seconds),
            delivered_at=now,
            error_code=code,
            detail=detail[:4000],
        )
        if mine:
            Asset.objects.filter(pk=lease.asset_id).update(state=Asset.State.QUEUED)
    return bool(mine)


def due() -> list[int]:
    """Jobs that should be in the queue: abandoned, put off and due, or never delivered."""
    now = timezone.now()
    stale = now - timedelta(seconds=conf.REDELIVER_SECONDS)
    ready = Q(not_before=None) | Q(not_before__lte=now)
    retried = Q(not_before__lte=now)
    lost = Q(delivered_at=None) | Q(delivered_at__lt=stale)
    waiting = Q(state=State.QUEUED) & ready & (retried | lost)
    # Put back once, however long it waits behind others.
    not_put_back = lost | Q(delivered_at__lt=F("lease_until"))
    abandoned = Q(state=State.RUNNING, lease_until__lt=now) & not_put_back
    rows = Job.objects.filter(waiting | abandoned, attempts__lt=conf.MAX_ATTEMPTS)
    return list(rows.values_list("pk", flat=True))


def exhausted() -> list[Lease]:
    """Abandoned jobs that have used up their attempts."""
    rows = Job.objects.filter(
        Q(state=State.RUNNING, lease_until__lt=timezone.now()) | Q(state=State.QUEUED),
        attempts__gte=conf.MAX_ATTEMPTS,
    )
    return [Lease(job.pk, job.asset_id, job.lease) for job in rows]


def bury(lease: Lease) -> bool:
    """Fail an exhausted job."""
    with transaction.atomic():
        buried = Job.objects.filter(
            pk=lease.job_id, lease=lease.number, state__in=[State.RUNNING, State.QUEUED]
        ).update(state=State.FAILED, error_code="attempts", finished_at=timezone.now())
        if buried:
            Asset.objects.filter(pk=lease.asset_id).update(
                state=Asset.State.FAILED, error_code="attempts"
            )
    return bool(buried)


def delivered(job_ids: list[int]) -> None:
    """Remember that these were put in the queue now; a second sweep need not do it again."""
    Job.objects.filter(pk__in=job_ids).update(delivered_at=timezone.now(), not_before=None)


def cancel(asset_id: UUID) -> bool:
    """Stop whatever is open for an asset; its worker notices at the next beat."""
    return bool(
        Job.objects.filter(asset_id=asset_id, state__in=[State.QUEUED, State.RUNNING]).update(
            state=State.CANCELLED, finished_at=timezone.now(), error_code="cancelled"
        )
    )
