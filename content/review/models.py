"""Review: who judged which frozen version, by which checklist, and what they said.

A **step** is data: who decides it, by how many **votes**, within how many days. When a version
is submitted, a **task** is opened for the first step; passing it opens the next, passing the last
publishes. Whoever decides a task answers the step's **checklist**; a "no" stands at a place and
has a reason. A **remark** is pinned to a place of one version and stays with the thing: it is
shown against later versions until it is dealt with.

A task stores whom it asks (`Ask`) and who made the version (`makers`), for queues, lists and
notices: they are found when a step opens and found anew when memberships change. Neither gives
the right to decide: that is found from today's memberships at the moment of each action
(`content.review.deciders`).
"""

import uuid
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.versions.audience import Scope
from lms.core.clock import today

REMARK_LIMIT = 4000
REASON_LIMIT = 4000


class ReviewStep(models.Model):
    """A step of review (bước thẩm định)."""

    class Ladder(models.TextChoices):
        """Where the search for those who decide begins; from there it goes up unit by unit."""

        GROUP = "group", _("Subject group of the author's school")
        HEAD = "head", _("Head of the author's school")

    code = models.SlugField(unique=True)
    order = models.PositiveSmallIntegerField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    widest_scope = models.CharField(
        _("widest audience it may grant"), max_length=12, choices=Scope.choices
    )
    days_allowed = models.PositiveSmallIntegerField(_("days allowed"), default=5)
    decided_by = models.CharField(
        _("decided by"), max_length=12, choices=Ladder.choices, default=Ladder.GROUP
    )
    deciders_asked = models.PositiveSmallIntegerField(_("votes asked for"), default=1)
    deciders_needed = models.PositiveSmallIntegerField(
        _("votes that decide"),
        default=1,
        help_text=_("So many alike decide. If all are cast and no side has them, one more does."),
    )

    class Meta:
        ordering = ["order"]
        verbose_name = _("review step")
        verbose_name_plural = _("review steps")
        constraints = [
            models.CheckConstraint(
                name="step_needs_no_more_votes_than_it_asks",
                condition=Q(deciders_needed__gte=1, deciders_asked__gte=F("deciders_needed")),
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The name in the active language, Vietnamese where there is no other."""
        return _in_language(self.name, self.name_en)

    @property
    def takes_votes(self) -> bool:
        """Whether several people judge, each alone; else whoever of those asked comes first."""
        return self.deciders_asked > 1


class ChecklistItem(models.Model):
    """One line of a step's checklist (phiếu thẩm định)."""

    step = models.ForeignKey(ReviewStep, on_delete=models.PROTECT, related_name="items")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField()
    text = models.CharField(_("text"), max_length=400)
    text_en = models.CharField(_("English text"), max_length=400, blank=True)
    kinds = models.JSONField(
        _("kinds of material"), default=list, blank=True, help_text=_("Empty: all kinds.")
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["step", "order"]
        verbose_name = _("checklist item")
        verbose_name_plural = _("checklist items")
        constraints = [
            models.UniqueConstraint(fields=["step", "code"], name="checklist_code_once_per_step")
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """The text in the active language, Vietnamese where there is no other."""
        return _in_language(self.text, self.text_en)


def _in_language(vietnamese: str, english: str) -> str:
    return english if english and (get_language() or "").startswith("en") else vietnamese


class ReviewTask(models.Model):
    """One step of review of one version."""

    class State(models.TextChoices):
        OPEN = "open", _("Waiting for a decision")
        PASSED = "passed", _("Passed")
        RETURNED = "returned", _("Sent back")
        CANCELLED = "cancelled", _("Cancelled")
        TAKEN_BACK = "taken_back", _("Taken back by the author")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        "versions.FrozenVersion", on_delete=models.PROTECT, related_name="review_tasks"
    )
    step = models.ForeignKey(ReviewStep, on_delete=models.PROTECT, related_name="tasks")
    state = models.CharField(max_length=12, choices=State.choices, default=State.OPEN)
    deciding_unit = models.ForeignKey(
        "people.Unit", null=True, on_delete=models.PROTECT, related_name="+"
    )
    asked = models.ManyToManyField("people.Person", through="review.Ask", related_name="+")
    makers = models.ManyToManyField(
        "people.Person",
        related_name="+",
        help_text=_("Who had a hand in the version, when the people were last found."),
    )
    why = models.CharField(max_length=20, blank=True, help_text=_("Why this unit decides."))
    checked_on = models.DateField(default=today, help_text=_("When the people were last found."))
    opened_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    note = models.TextField(blank=True, help_text=_("What those before say to those asked."))
    content_hash = models.CharField(
        max_length=64, blank=True, help_text=_("The content that was judged.")
    )

    if TYPE_CHECKING:
        version_id: int
        step_id: int
        deciding_unit_id: int | None

    class Meta:
        ordering = ["due_on", "pk"]
        verbose_name = _("review task")
        verbose_name_plural = _("review tasks")
        indexes = [models.Index(fields=["deciding_unit", "state"])]
        constraints = [
            models.UniqueConstraint(
                fields=["version"], condition=Q(state="open"), name="one_open_task_per_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version} · {self.step}"

    @property
    def is_open(self) -> bool:
        """Whether a decision is still to be made."""
        return self.state == self.State.OPEN

    @property
    def is_overdue(self) -> bool:
        """Whether the day by which it should have been decided is over."""
        return self.is_open and self.due_on < today()


class Ask(models.Model):
    """Somebody who is asked to decide a task, and the unit in whose name."""

    task = models.ForeignKey(
        ReviewTask, on_delete=models.CASCADE, related_name="asks", db_column="reviewtask_id"
    )
    person = models.ForeignKey("people.Person", on_delete=models.CASCADE, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")

    if TYPE_CHECKING:
        person_id: int
        unit_id: int | None

    class Meta:
        # The table that Django made for `asked` before it had a unit.
        db_table = "review_reviewtask_asked"
        unique_together = [("task", "person")]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.person_id}"


class Vote(models.Model):
    """How one person judged a task. A step that asks for one has one vote: the decision."""

    task = models.ForeignKey(ReviewTask, on_delete=models.CASCADE, related_name="votes")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("people.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    is_yes = models.BooleanField(help_text=_("Whether it is to pass."))
    reason = models.TextField(blank=True)
    cast_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        voter_id: int
        unit_id: int | None

    class Meta:
        ordering = ["cast_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "voter"], name="one_vote_per_person_and_task")
        ]

    def __str__(self) -> str:
        return f"{self.task_id}: {self.voter_id}"


def as_timecode(second: int) -> str:
    """A second of a video as m:ss, as reviewers type it."""
    minutes, seconds = divmod(second, 60)
    return f"{minutes}:{seconds:02d}"


class RemarkState(models.TextChoices):
    """How far a remark has got."""

    OPEN = "open", _("To fix")
    FIXED = "fixed", _("Fixed by the author")
    ACCEPTED = "accepted", _("Settled")


class Remark(models.Model):
    """What a reviewer says about a place of a version (nhận xét)."""

    State = RemarkState

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        "versions.FrozenVersion", on_delete=models.PROTECT, related_name="remarks"
    )
    task = models.ForeignKey(
        ReviewTask, null=True, on_delete=models.PROTECT, related_name="remarks"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Steps and blocks keep their ids through edits, so a remark finds its place in later versions.
    step_uuid = models.UUIDField(null=True)
    block_uuid = models.UUIDField(null=True)
    second = models.PositiveIntegerField(null=True)
    text = models.TextField(max_length=REMARK_LIMIT)
    state = models.CharField(max_length=10, choices=RemarkState.choices, default=RemarkState.OPEN)
    reply = models.TextField(blank=True, max_length=REMARK_LIMIT)
    replied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    replied_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    if TYPE_CHECKING:
        author_id: int

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("remark")
        verbose_name_plural = _("remarks")
        indexes = [models.Index(fields=["version", "state"])]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def timecode(self) -> str:
        """The second of the video as m:ss; empty for a remark about something else."""
        return "" if self.second is None else as_timecode(self.second)


class ChecklistAnswer(models.Model):
    """What was answered to one line of the checklist, and by whom."""

    class Value(models.TextChoices):
        YES = "yes", _("Met")
        NO = "no", _("Not met")
        NOT_APPLICABLE = "na", _("Does not apply")

    task = models.ForeignKey(ReviewTask, on_delete=models.CASCADE, related_name="answers")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="+")
    value = models.CharField(max_length=3, choices=Value.choices)
    reason = models.TextField(blank=True, max_length=REASON_LIMIT)
    remark = models.ForeignKey(
        Remark, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    voter = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Whose own answer it is, where several judge; else all share one."),
    )
    answered_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["item__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "item"], condition=Q(voter=None), name="answer_once_per_item"
            ),
            models.UniqueConstraint(
                fields=["task", "item", "voter"], name="answer_once_per_item_and_voter"
            ),
            models.CheckConstraint(
                condition=~Q(value="no") | ~Q(reason=""), name="no_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.value}"
