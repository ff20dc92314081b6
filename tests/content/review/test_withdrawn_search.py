"""What was withdrawn is found no more at once, whether or not a worker runs."""

import pytest
from django.contrib.auth.models import AnonymousUser

from content.review import services
from search import selectors as search
from search import services as index
from search.engines.base import EngineUnavailable
from search.models import Change
from tests.content.review.world import World, fresh

pytestmark = [pytest.mark.django_db, pytest.mark.database]
VISITOR = AnonymousUser()


def found(text: str) -> tuple[list[str], list[str]]:
    """Titles among the results and among the suggestions."""
    rows = search.search(VISITOR, text).rows
    return [row.hit.title for row in rows], [one.text for one in search.suggest(VISITOR, text)]


def test_withdrawn_without_a_worker(world: World) -> None:
    title = "Định lí Viète đảo"
    version = world.approved(title=title)
    other = world.approved(title="Định lí Viète thuận")
    index.rebuild()
    assert title in found("viete")[0]
    assert title in found("viete")[1]
    services.withdraw(acting_user=fresh(world.head), version=version, reason="Có hình học sinh.")
    rows, suggested = found("viete")
    assert title not in rows
    assert title not in suggested
    assert other.title in rows


class Outside:
    """A search server: what it was told to remove, or that it is away."""

    def __init__(self, away: bool) -> None:
        self.away, self.removed = away, []  # type: ignore[var-annotated]

    def remove(self, keys: list[str]) -> None:
        if self.away:
            raise EngineUnavailable
        self.removed += keys


@pytest.mark.parametrize("away", [False, True])
def test_a_search_server_is_told_at_the_commit_and_by_the_queue(
    world: World,
    monkeypatch: pytest.MonkeyPatch,
    django_capture_on_commit_callbacks,  # type: ignore[no-untyped-def]
    away: bool,
) -> None:
    version = world.approved()
    outside = Outside(away)
    monkeypatch.setattr(index, "outside_engine", lambda: outside)
    monkeypatch.setattr(index, "enqueue_update", lambda keys: None)
    with django_capture_on_commit_callbacks(execute=True):
        services.withdraw(acting_user=fresh(world.head), version=version, reason="Sai.")
        assert outside.removed == []
    key = f"material:{version.material.uuid}"
    assert outside.removed == ([] if away else [key])
    assert Change.objects.get(key=key).waiting, "the queue tells it once more"
