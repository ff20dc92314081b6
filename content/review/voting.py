"""Votes of a step: casting one, and what they amount to.

A step asks for m votes and is decided by n alike. A step of 1 of 1, the usual one, is decided by
whoever of those asked comes first. Where m votes are in and neither side has n, one more person
is asked and the majority decides; where that leaves both sides equal, one more again.

Each person votes once and alone: how others voted is told to them when theirs is cast.
"""

from dataclasses import dataclass
from typing import Any

from content.review.models import ReviewStep, ReviewTask, Vote
from lms.people.models import Unit


@dataclass(frozen=True)
class Tally:
    """How many votes are in."""

    yes: int
    no: int

    @property
    def cast(self) -> int:
        """All of them."""
        return self.yes + self.no

    def outcome(self, step: ReviewStep) -> bool | None:
        """Whether the step is passed; None while that is open."""
        enough = max(self.yes, self.no) >= step.deciders_needed
        # Both sides can have enough where the step asked for more when the first votes came in.
        if (enough or self.cast > step.deciders_asked) and self.yes != self.no:
            return self.yes > self.no
        return None

    def is_undecided(self, step: ReviewStep) -> bool:
        """Whether all votes asked for are in and did not decide it."""
        return self.cast >= step.deciders_asked and self.outcome(step) is None


def tally_of(task: ReviewTask) -> Tally:
    """The votes of a task, counted."""
    cast = list(task.votes.values_list("is_yes", flat=True))
    return Tally(cast.count(True), cast.count(False))


def cast(*, acting_user: Any, task: ReviewTask, unit: Unit | None, is_yes: bool, why: str) -> None:
    """Keep a vote. The caller holds the lock on the task and has asked whether it may be cast."""
    Vote.objects.create(task=task, voter=acting_user, unit=unit, is_yes=is_yes, reason=why)


def reasons_of(task: ReviewTask, *, is_yes: bool) -> str:
    """What those on one side gave as their reasons or notes."""
    texts = task.votes.filter(is_yes=is_yes).exclude(reason="").values_list("reason", flat=True)
    return "\n\n".join(texts)


@dataclass(frozen=True)
class Ballot:
    """What the desk tells of the votes of an open step."""

    needed: int
    asked: int
    names: list[str]
    """Whose votes are in."""
    own: Vote | None
    seen: list[Vote]
    """How they fell; empty until one's own is cast."""
    is_undecided: bool


def ballot_of(task: ReviewTask, user: Any) -> Ballot | None:
    """The votes of an open step that asks for several, as `user` may know them."""
    if not task.is_open or not task.step.takes_votes:
        return None
    votes = list(task.votes.select_related("voter__person", "unit"))
    own = next((vote for vote in votes if vote.voter_id == user.pk), None)
    tally = Tally(sum(vote.is_yes for vote in votes), sum(not vote.is_yes for vote in votes))
    return Ballot(
        needed=task.step.deciders_needed,
        asked=task.step.deciders_asked,
        names=[str(vote.voter) for vote in votes],
        own=own,
        seen=votes if own else [],
        is_undecided=tally.is_undecided(task.step),
    )
