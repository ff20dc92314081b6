"""Starting, repeating and stopping the conversion of an asset."""

import logging
from functools import partial
from typing import Any

from django.db import transaction

from media_pipeline import jobs, signals
from media_pipeline.errors import MediaError
from media_pipeline.models import Asset, Job

_log = logging.getLogger(__name__)


def start_processing(*, asset: Asset) -> Job:
    """Queue the conversion of an asset, unless it is queued already."""
    with transaction.atomic():
        job = Job.objects.filter(
            asset=asset, state__in=[Job.State.QUEUED, Job.State.RUNNING]
        ).first()
        if job is not None:
            return job
        job = Job.objects.create(asset=asset)
        Asset.objects.filter(pk=asset.pk).update(state=Asset.State.QUEUED, error_code="")
        transaction.on_commit(partial(deliver, [job.pk]))
    return job


def retry_processing(*, acting_user: Any, asset: Asset) -> Job:
    """Try a failed asset again; only its owner asks.

    One that is ready stays with its readers, and a second click starts nothing.
    """
    _require_owner(acting_user, asset)
    with transaction.atomic():
        failed = Asset.objects.filter(pk=asset.pk, state=Asset.State.FAILED)
        if not failed.update(state=Asset.State.QUEUED, error_code=""):
            raise MediaError("not_failed", status=409)
        return start_processing(asset=asset)


def cancel_processing(*, acting_user: Any, asset: Asset) -> bool:
    """Stop a running conversion; its worker notices within seconds."""
    _require_owner(acting_user, asset)
    with transaction.atomic():
        stopped = jobs.cancel(asset.pk)
        if stopped:
            Asset.objects.filter(pk=asset.pk).update(
                state=Asset.State.FAILED, error_code="cancelled"
            )
    return stopped


def _require_owner(acting_user: Any, asset: Asset) -> None:
    if asset.owner_id != acting_user.pk:
        raise MediaError("bad_request", status=404)


def deliver(job_ids: list[int]) -> None:
    """Put jobs in the queue. Twice does no harm: only one worker can claim a job."""
    from media_pipeline.tasks import process_job

    jobs.delivered(job_ids)
    for job_id in job_ids:
        process_job.enqueue(job_id=job_id)


def check_soon(asset: Asset) -> None:
    """Have a new file looked into, whatever is being converted before it."""
    from media_pipeline.tasks import check_asset

    transaction.on_commit(partial(check_asset.enqueue, asset_id=str(asset.pk)))


def sweep() -> int:
    """Put abandoned, overdue and undelivered jobs back in the queue; bury exhausted ones.

    Safe to call often and by several workers at once. Says how many it put back.
    """
    for lease in jobs.exhausted():
        if jobs.bury(lease):
            asset = Asset.objects.get(pk=lease.asset_id)
            signals.asset_failed.send_robust(
                Asset, asset_id=asset.pk, owner_id=asset.owner_id, code="attempts"
            )
    due = jobs.due()
    if due:
        _log.info("media sweep: %s job(s) put back in the queue", len(due))
        with transaction.atomic():
            deliver(due)
    return len(due)
