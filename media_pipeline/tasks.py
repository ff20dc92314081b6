"""What the queues carry: ids only. The truth is in the job rows (see `jobs`)."""

from uuid import UUID

from django_tasks import task

from media_pipeline import pipeline


@task(queue_name="media")
def process_job(job_id: int) -> bool:
    """Do one job, unless somebody else has it."""
    return pipeline.work(job_id)


@task
def check_asset(asset_id: str) -> bool:
    """Look into a new file. Not in the media queue: videos before it may take an hour there."""
    return pipeline.check(UUID(asset_id))
