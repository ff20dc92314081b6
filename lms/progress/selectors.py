"""What may be read of progress: a person's own."""

from typing import Any

from django.db.models import QuerySet

from content.materials import selectors as materials
from content.materials.models import MaterialVersion
from lms.people import selectors as people
from lms.progress import intervals
from lms.progress.models import Progress


def progress_of(user: Any, version: MaterialVersion) -> Progress | None:
    """The user's own progress in a version."""
    person = people.person_of(user)
    if person is None:
        return None
    found = Progress.objects.filter(person=person, version=version).prefetch_related("watches")
    return found.first()


def going_on(user: Any, limit: int = 6) -> QuerySet[Progress]:
    """What the user began and has not finished, latest first, as far as still readable."""
    person = people.person_of(user)
    if person is None:
        return Progress.objects.none()
    readable = materials.readable_versions(user).values("pk")
    return (
        Progress.objects.filter(person=person, completed_at=None, version__in=readable)
        .select_related("version")
        .prefetch_related("watches")
        .order_by("-updated_at")[:limit]
    )


def completed_versions(user: Any) -> set[int]:
    """Ids of the versions the user has completed."""
    person = people.person_of(user)
    if person is None:
        return set()
    done = Progress.objects.filter(person=person, completed_at__isnull=False)
    return set(done.values_list("version_id", flat=True))


def reader_state(request: Any, version: MaterialVersion) -> dict[str, Any]:
    """What the lecture page needs to go on where this reader left off."""
    from lms.progress.services import open_session

    if people.person_of(request.user) is None:
        return {}
    progress = progress_of(request.user, version)
    state: dict[str, Any] = {
        "session": open_session(acting_user=request.user, version=version),
        "steps_done": [],
        "watches": {},
    }
    if progress is None:
        return state
    progress.version = version
    state["completed"] = progress.completed_at is not None
    state["steps_done"] = sorted(progress.steps_done())
    state["last_step"] = str(progress.last_step) if progress.last_step else ""
    state["watches"] = {
        str(watch.asset_id): {
            "position": round(watch.position, 1),
            "watched": round(intervals.total(watch.intervals)),
        }
        for watch in progress.watches.all()
    }
    return state
