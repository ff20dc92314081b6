"""What the queue carries: ids only. The truth is in the job rows (see `jobs`)."""

from django_tasks import task

from media_pipeline import pipeline


@task(queue_name="media")
def process_job(job_id: int) -> bool:
    """Do one job, unless somebody else has it."""
    return pipeline.work(job_id)
