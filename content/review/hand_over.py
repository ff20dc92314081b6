"""Telling people at each hand-over: who is asked, what came of it."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.review.models import ReviewStep, ReviewTask
from content.versions import kinds as things
from content.versions.models import FrozenVersion
from lms.notices import kinds
from lms.notices.services import notify

KINDS = {
    "review.asked": _("“%(title)s” waits for your review (%(step)s), due %(due)s."),
    "review.one_more": _("“%(title)s” needs one more vote (%(step)s), due %(due)s."),
    "review.passed_on": _("“%(title)s” passed one step and now waits for: %(next)s."),
    "review.sent_back": _("“%(title)s” was sent back by %(name)s. See what to fix."),
    "review.approved": _("“%(title)s” is approved. Readers can open it now."),
    "review.taken_back": _("“%(title)s” was taken back by its author; there is nothing to do."),
    "review.withdrawn": _("“%(title)s” was taken from readers by %(name)s: %(reason)s"),
}


def register_kinds() -> None:
    """Tell `lms.notices` the sentences of this room."""
    for kind, text in KINDS.items():
        kinds.register(kind, text)


def _users(person_ids: Collection[int]) -> list[Any]:
    return list(get_user_model().objects.filter(person_id__in=person_ids, is_active=True))


def asked(
    task: ReviewTask,
    *,
    note: str = "",
    but_not: Collection[int] = (),
    kind: str = "review.asked",
) -> None:
    """Those who may decide: it is your turn."""
    ids = [pk for pk in task.asks.values_list("person_id", flat=True) if pk not in but_not]
    params = {
        "title": task.version.title,
        "step": task.step.label,
        "due": task.due_on.strftime("%d/%m/%Y"),
        "note": note[:200],
    }
    url = reverse("review:desk", args=[task.uuid])
    notify(users=_users(ids), kind=kind, params=params, url=url)


def one_more_vote(task: ReviewTask, voted: Collection[int]) -> None:
    """Those who have not voted: all votes are in, and one more is needed."""
    asked(task, but_not=voted, kind="review.one_more")


def passed_on(task: ReviewTask, following: ReviewStep) -> None:
    """The authors: one step is passed."""
    params = {"title": task.version.title, "next": following.label}
    _tell_authors(task.version, "review.passed_on", params)


def sent_back(task: ReviewTask) -> None:
    """The authors: it came back."""
    params = {"title": task.version.title, "name": str(task.decided_by)}
    _tell_authors(task.version, "review.sent_back", params)


def approved(task: ReviewTask) -> None:
    """The authors: readers can open it."""
    _tell_authors(task.version, "review.approved", {"title": task.version.title})


def taken_back(task: ReviewTask) -> None:
    """Those who were asked: not any more."""
    users = _users(list(task.asks.values_list("person_id", flat=True)))
    params = {"title": task.version.title}
    notify(users=users, kind="review.taken_back", params=params, url=reverse("review:queue"))


def withdrawn(version: FrozenVersion, acting_user: Any, reason: str) -> None:
    """The authors: readers cannot open it any more, and why."""
    params = {"title": version.title, "name": str(acting_user), "reason": reason[:300]}
    _tell_authors(version, "review.withdrawn", params)


def _tell_authors(version: FrozenVersion, kind: str, params: dict[str, str]) -> None:
    authors = things.of(version).authors(version.thing)
    url = reverse("review:author", args=[version.thing])
    notify(users=authors, kind=kind, params=params, url=url)
