"""What the queues carry: ids only. The truth is in the job rows (see `jobs`)."""

from uuid import UUID

from django_tasks import task

from media_pipeline import pipeline


@task(queue_name="media")
def process_job(job_id: int) -> bool:
    """Do one job, unless somebody else has it."""
    return pipeline.work(job_id)


@task(queue_name="checks")
def check_asset(asset_id: str) -> bool:
    """Look into a new file. In a queue of its own: in that of the conversions an hour of videos
    may stand before it, and search and notices must not wait for gigabytes to be read."""
    return pipeline.check(UUID(asset_id))
