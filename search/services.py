"""Keeping the index in step: the one write door of search.

Callers say which documents changed and no more (`enqueue_update`); what they look like now is
asked of their provider when the task runs, so a late or repeated task does no harm. The
database's own index is always kept, also beside a search server: it is what answers when the
server is away.
"""

import logging
from collections.abc import Iterable, Iterator
from functools import partial

from django.db import transaction
from django.utils import timezone

from lms.core import search_registry
from lms.core.on_commit import enqueue_on_commit
from lms.core.search_registry import SearchDocument
from search.engines import database_engine, outside_engine
from search.engines.base import Engine, EngineUnavailable
from search.models import Change

_log = logging.getLogger(__name__)
_CATCH_UP = 500


def enqueue_update(keys: Iterable[str]) -> None:
    """Bring these documents up to date in the index when the transaction commits."""
    from search.tasks import update_documents

    wanted = sorted(set(keys))
    if wanted:
        enqueue_on_commit(update_documents, keys=wanted)


def update(keys: Iterable[str]) -> None:
    """Index these documents as they are now; the ones that are no longer there are removed."""
    wanted = sorted(set(keys))
    if not wanted:
        return
    with transaction.atomic():
        # The notes are held until the end: whoever takes one of these away meanwhile waits, and
        # takes away what is written here.
        _note(wanted, waiting=outside_engine() is not None)
        _write(database_engine(), wanted)
    catch_up()


def take_away(keys: Iterable[str]) -> None:
    """Take documents from readers with the transaction that takes the things themselves: nobody
    finds them from its commit on, whether or not a worker runs.

    A search server is told right after the commit; the queue tells it again, should that fail.
    """
    wanted = sorted(set(keys))
    outside = outside_engine()
    _note(wanted, waiting=outside is not None)
    database_engine().remove(wanted)
    if outside is not None:
        transaction.on_commit(partial(_remove_outside, outside, wanted), robust=True)
    enqueue_update(wanted)


def _remove_outside(outside: Engine, keys: list[str]) -> None:
    try:
        outside.remove(keys)
    except EngineUnavailable as error:
        _log.warning("Search server unavailable, %s documents wait: %s", len(keys), error)


def rebuild() -> int:
    """Make every index anew; readers go on finding meanwhile. How many documents there are."""
    count = _rebuild(database_engine())
    outside = outside_engine()
    if outside is not None:
        started = timezone.now()
        count = _rebuild(outside)
        # What was noted since then may have been missed by the new index: it stays waiting.
        Change.objects.filter(changed_at__lt=started).update(waiting=False)
        catch_up()
    return count


def catch_up() -> int:
    """Give the search server what it missed while it was away."""
    outside = outside_engine()
    if outside is None:
        return 0
    waiting = Change.objects.filter(waiting=True).order_by("changed_at")
    changes = dict(waiting.values_list("key", "changed_at")[:_CATCH_UP])
    if not changes:
        return 0
    try:
        _write(outside, list(changes))
    except EngineUnavailable as error:
        _log.warning("Search server unavailable, %s documents wait: %s", len(changes), error)
        return 0
    newest = max(changes.values())
    # A change noted since we read stays waiting.
    Change.objects.filter(key__in=changes, changed_at__lte=newest).update(waiting=False)
    return len(changes)


def _rebuild(engine: Engine) -> int:
    started = timezone.now()
    count = engine.rebuild(_all_documents())
    # What changed while documents were being read may have been overwritten by the older
    # reading, or written to the index that was just replaced.
    changed = Change.objects.filter(changed_at__gte=started).values_list("key", flat=True)
    _write(engine, list(changed))
    return count


def _all_documents() -> Iterator[SearchDocument]:
    for provider in search_registry.providers():
        yield from provider.documents()


def _write(engine: Engine, keys: list[str]) -> None:
    """Ask the providers for documents and index them; absent ones are removed."""
    by_provider: dict[str, list[str]] = {}
    for key in keys:
        by_provider.setdefault(key.partition(":")[0], []).append(key)
    gone = set(keys)
    for group in by_provider.values():
        provider = search_registry.provider_for(group[0])
        documents = list(provider.documents(group)) if provider else []
        engine.index(documents)
        gone -= {document.key for document in documents}
    if gone:
        engine.remove(sorted(gone))


def _note(keys: list[str], *, waiting: bool) -> None:
    now = timezone.now()
    Change.objects.bulk_create(
        [Change(key=key, changed_at=now, waiting=waiting) for key in keys],
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=["changed_at", "waiting"],
    )
