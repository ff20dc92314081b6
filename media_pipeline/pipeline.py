"""One job from claim to publication.

Files are made in a local folder named by job and lease, stored under a folder of the same name,
and become visible in one transaction. Whoever has lost the lease throws its own folder away.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from media_pipeline import conf, jobs, signals, storage
from media_pipeline.errors import MediaError, PassingError
from media_pipeline.models import Asset, Job, Publication, Rendition
from media_pipeline.plan import Plan, make_plan
from media_pipeline.probe import Probe, probe
from media_pipeline.run import Interrupted
from media_pipeline.transcode import Made, Result, transcode

_log = logging.getLogger(__name__)


class Heart(Thread):
    """Beats for the lease in a thread of its own: copying a large file takes longer than it."""

    def __init__(self, lease: jobs.Lease) -> None:
        super().__init__(daemon=True, name=f"media-beat-{lease.job_id}")
        self.lease = lease
        self.stage: str = Job.Stage.FETCHING
        self.percent = 0
        self.lost = Event()
        self.over = Event()

    def run(self) -> None:
        """Beat until told to stop, or until the lease is gone."""
        seconds = min(conf.BEAT_SECONDS, conf.lease_seconds() / 3)
        try:
            while not self.over.wait(seconds):
                try:
                    alive = jobs.beat(self.lease, stage=self.stage, percent=self.percent)
                except Exception:  # A busy database: the lease is long enough to try again.
                    _log.warning("media job %s: heartbeat failed", self.lease.job_id)
                    continue
                if not alive:
                    self.lost.set()
                    return
        finally:
            connection.close()

    def stop(self) -> None:
        """End the thread."""
        self.over.set()
        self.join(30)


@contextmanager
def _beating(lease: jobs.Lease) -> Iterator[Heart]:
    heart = Heart(lease)
    heart.start()
    try:
        yield heart
    finally:
        heart.stop()


def work(job_id: int) -> bool:
    """Claim the job and do it. True if this call published."""
    lease = jobs.claim(job_id)
    if lease is None:
        return False
    folder = conf.work_dir() / f"{lease.job_id}-{lease.number}"
    stored = f"{storage.MADE}/{lease.asset_id}/{lease.job_id}-{lease.number}"
    published = False
    conf.work_dir().mkdir(parents=True, exist_ok=True)
    try:
        with _beating(lease) as heart, storage.guarded(conf.work_dir()):
            published = _do(lease, heart, folder, stored)
    except Interrupted:
        _log.warning("media job %s: lease %s lost", lease.job_id, lease.number)
    except PassingError as error:
        _log.error("media job %s put off: %s", lease.job_id, error)
        jobs.put_off(lease, error.code, error.detail)
    except MediaError as error:
        _log.warning("media job %s refused: %s", lease.job_id, error)
        if jobs.give_up(lease, error.code, error.detail):
            _tell_failed(lease.asset_id, error.code)
    finally:
        storage.remove_tree(folder)
        if not published:
            _discard(stored)
    return published


def check(asset_id: UUID) -> bool:
    """Look into a file before its job's turn comes, so that whoever chose a damaged one is told
    at once. True if it was refused. Whatever else goes wrong here, the job will see to it: also
    a look that broke off, for this machine may have too much to do beside it."""
    asset = Asset.objects.filter(pk=asset_id, state=Asset.State.QUEUED).first()
    if asset is None:
        return False
    try:
        with storage.guarded(conf.work_dir()), storage.at_hand(asset.storage_key) as source:
            probe(source)
    except PassingError as error:
        _log.warning("asset %s could not be checked: %s", asset_id, error)
    except MediaError as error:
        if error.code == "probe_crashed":
            _log.warning("asset %s could not be checked: %s", asset_id, error)
        elif jobs.refuse(asset_id, error.code, error.detail):
            _log.warning("asset %s refused: %s", asset_id, error)
            _tell_failed(asset_id, error.code)
            return True
    return False


def _tell_failed(asset_id: UUID, code: str) -> None:
    asset = Asset.objects.get(pk=asset_id)
    signals.asset_failed.send_robust(Asset, asset_id=asset.pk, owner_id=asset.owner_id, code=code)


def _discard(stored: str) -> None:
    """Throw away what a lost or failed lease has stored; the sweeper does it if this cannot.

    A worker that is told to end may be interrupted between COMMIT and the next line: what is
    published by then stays, so the database is asked, not a variable of ours.
    """
    try:
        if not Publication.objects.filter(folder=stored).exists():
            storage.delete_folder(stored)
    except (MediaError, OSError, DatabaseError) as error:
        _log.warning("could not delete %s: %s", stored, error)


def _do(lease: jobs.Lease, heart: Heart, folder: Path, stored: str) -> bool:
    asset = Asset.objects.get(pk=lease.asset_id)
    source, digest = _fetch(asset, folder)
    heart.stage = Job.Stage.PROBING
    _note(lease, sha256=digest, state=Asset.State.PROBING)
    found = probe(source)
    plan = make_plan(found)
    heart.stage = Job.Stage.TRANSCODING
    _note(lease, state=Asset.State.TRANSCODING, **_facts(found))

    def progress(seconds: float) -> None:
        heart.percent = max(1, min(98, int(100 * seconds / plan.duration)))

    result = transcode(source, plan, folder / "out", progress=progress, cancelled=heart.lost.is_set)
    heart.stage, heart.percent = Job.Stage.STORING, 99
    publication, renditions = _store(asset, plan, result, stored, heart)
    return _publish(lease, publication, renditions, result.cpu_seconds)


def _fetch(asset: Asset, folder: Path) -> tuple[Path, str]:
    with storage.guarded():
        storage.remove_tree(folder)
        folder.mkdir(parents=True)
    source = folder / "source"
    try:
        return source, storage.fetch(asset.storage_key, source)
    except FileNotFoundError:
        raise MediaError("damaged", detail="the stored original is missing") from None


def _note(lease: jobs.Lease, **columns: Any) -> None:
    """Write on the asset, or stop: the lease may have been lost while a file was copied."""
    if not jobs.note(lease, **columns):
        raise Interrupted


def _facts(found: Probe) -> dict[str, Any]:
    return {
        "duration": found.duration,
        "width": found.width,
        "height": found.height,
        "fps": found.fps,
        "has_audio": found.has_audio,
    }


def _store(
    asset: Asset, plan: Plan, result: Result, stored: str, heart: Heart
) -> tuple[Publication, list[Rendition]]:
    """Put the files in the storage and build the rows, not saved yet."""

    def keep(path: Path, name: str) -> str:
        if heart.lost.is_set():
            raise Interrupted
        return storage.put(f"{stored}/{name}", path, move=True)

    publication = Publication(
        asset=asset,
        folder=stored,
        poster_key=keep(result.poster, "poster.webp"),
        sprite_key=keep(result.sheet, "sprites.webp"),
        sprite_interval=plan.sprite_interval,
        sprite_tile=[
            plan.sprite_width,
            plan.sprite_height,
            conf.SPRITE_COLUMNS,
            plan.sprite_count,
        ],
    )
    rows = []
    for made in result.renditions:
        size = made.path.stat().st_size
        rows.append(_row(made, plan, keep(made.path, f"{made.name}.mp4"), size))
    return publication, rows


def _row(made: Made, plan: Plan, key: str, size: int) -> Rendition:
    index = made.index
    return Rendition(
        name=made.name,
        file_key=key,
        bytes=size,
        segments=index.as_json() if index else {},
        peak_bandwidth=index.peak if index else 0,
        mean_bandwidth=index.mean if index else round(8 * size / plan.duration),
        codecs=made.codecs,
        width=made.width,
        height=made.height,
        fps=plan.fps if made.width else None,
    )


def _publish(
    lease: jobs.Lease, publication: Publication, renditions: list[Rendition], cpu: float
) -> bool:
    """Everything visible at once, if the lease is still mine."""
    with transaction.atomic():
        if not jobs.finish(lease):
            return False
        Job.objects.filter(pk=lease.job_id).update(cpu_seconds=cpu)
        publication.job_id = lease.job_id
        publication.save()
        for rendition in renditions:
            rendition.publication = publication
        Rendition.objects.bulk_create(renditions)
        asset = Asset.objects.get(pk=lease.asset_id)
        asset.published, asset.state, asset.error_code = publication, Asset.State.READY, ""
        asset.save(update_fields=["published", "state", "error_code"])
        transaction.on_commit(
            partial(
                signals.asset_ready.send_robust,
                Asset,
                asset_id=asset.pk,
                owner_id=asset.owner_id,
            )
        )
    return True
