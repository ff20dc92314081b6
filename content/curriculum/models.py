"""A programme is versioned data; the things it speaks of outlive its versions.

A **concept** is one subject, strand, topic or requirement. Its UUID never changes, so a
material that is tied to a topic stays tied when a circular renames or moves that topic. A
**programme version** is the programme as one legal text states it; it gives each concept an
**entry** (code, wording, place in the tree, how sure we are of it) and each subject its
**periods** a year in each grade. Where a version drops a concept, its entry names the concepts
that replace it.

Lists of subjects and topics are read far more often than programmes change. So a concept also
carries the wording and place that the current version gives it; only the import service writes
those (`content.curriculum.importing`), and no list has to join over versions.
"""

from typing import TYPE_CHECKING, ClassVar, cast
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from content.curriculum.grades import FIRST_GRADE, LAST_GRADE, grade_label

GRADE_RANGE = [MinValueValidator(FIRST_GRADE), MaxValueValidator(LAST_GRADE)]


class Certainty(models.TextChoices):
    """How sure we are of a line of the tables."""

    VERIFIED = "verified", _("Checked against the legal text")
    SECONDARY = "secondary", _("From a secondary source")
    GENERAL = "general", _("From general knowledge, to be checked by a teacher")


class PeriodKind(models.TextChoices):
    """What the periods of a subject are in the plan of a school year."""

    COMPULSORY = "compulsory", _("Compulsory subject")
    ACTIVITY = "activity", _("Compulsory educational activity")
    CHOICE = "choice", _("Chosen subject (4 of 9)")
    STUDY_TOPICS = "study_topics", _("Study-topic cluster (3 clusters)")
    ELECTIVE = "elective", _("Elective subject")


class Programme(models.Model):
    """A programme of education, for example the general education programme of 2018."""

    code = models.CharField(_("code"), max_length=32, unique=True)
    name = models.CharField(_("name"), max_length=200)
    name_en = models.CharField(_("English name"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class ProgrammeVersion(models.Model):
    """A programme as one legal text states it, from one day on."""

    programme = models.ForeignKey(
        Programme, on_delete=models.PROTECT, related_name="versions", verbose_name=_("programme")
    )
    label = models.CharField(_("label"), max_length=64)
    legal_basis = models.CharField(_("legal basis"), max_length=300, blank=True)
    effective_from = models.DateField(_("in force from"))
    effective_to = models.DateField(_("in force until"), null=True, blank=True)
    is_current = models.BooleanField(_("current"), default=False)
    stamp = models.PositiveIntegerField(default=0, editable=False)
    """Grows with each import that changed something: caches compare it."""

    class Meta:
        verbose_name = _("programme version")
        verbose_name_plural = _("programme versions")
        ordering = ["programme", "-effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "label"], name="programme_version_label"),
            models.UniqueConstraint(
                fields=["programme"],
                condition=models.Q(is_current=True),
                name="programme_one_current_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme.name} – {self.label}"

    def get_is_current_display(self) -> str:
        """In words, where Wagtail would show Python's."""
        return str(_("Yes") if self.is_current else _("No"))


class ConceptKind(models.TextChoices):
    """The four kinds of things a programme speaks of."""

    SUBJECT = "subject", _("subject")
    STRAND = "strand", _("strand")
    TOPIC = "topic", _("topic")
    REQUIREMENT = "requirement", _("requirement")


class Concept(models.Model):
    """One subject, strand, topic or requirement, whatever the version calls it."""

    KIND: ClassVar[ConceptKind]
    """Of a proxy: the kind of its rows."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=16, choices=ConceptKind.choices)
    home = models.ForeignKey(
        Programme,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="concepts",
    )
    """The programme that brought the concept in, whose current wording it carries. Another
    programme may hold the same concept under another name without renaming it for all."""
    code = models.CharField(_("code"), max_length=96, db_index=True)
    name = models.TextField(_("name"))
    name_en = models.CharField(_("English name"), max_length=500, blank=True)
    grade = models.PositiveSmallIntegerField(
        _("grade"), null=True, blank=True, validators=GRADE_RANGE
    )
    subject = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="in_subject",
        verbose_name=_("subject"),
    )
    strand = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="in_strand",
        verbose_name=_("strand"),
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    hue = models.PositiveSmallIntegerField(default=0)
    """Of a subject: the hue of its mark and covers, 0 to 359."""
    mark = models.CharField(max_length=2, blank=True)
    """Of a subject: two letters that stand for it beside its hue, so colour is never alone."""

    if TYPE_CHECKING:
        subject_id: int | None
        strand_id: int | None

    class Meta:
        verbose_name = _("concept")
        verbose_name_plural = _("concepts")
        ordering = ["order", "pk"]
        indexes = [
            models.Index(fields=["kind", "grade", "subject"], name="concept_place"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name in the active language, Vietnamese where there is no other."""
        if self.name_en and (get_language() or "").startswith("en"):
            return self.name_en
        return self.name


class KindManager(models.Manager):
    """The concepts of one kind, which the model names: managers of related rows, which Django
    makes of this class without arguments, know it too."""

    def get_queryset(self) -> models.QuerySet:
        """Only rows of this model's kind."""
        return super().get_queryset().filter(kind=cast("type[Concept]", self.model).KIND)


class Subject(Concept):
    """A subject or compulsory educational activity."""

    KIND = ConceptKind.SUBJECT
    objects: ClassVar[KindManager] = KindManager()

    class Meta:
        proxy = True
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")

    @property
    def slug(self) -> str:
        """The subject's part of an address: "toan"."""
        return self.slug_of(self.code)

    @staticmethod
    def slug_of(code: str) -> str:
        """A subject code as part of an address."""
        return code.lower().replace("_", "-")


class Strand(Concept):
    """A strand of content that runs through the grades of a subject."""

    KIND = ConceptKind.STRAND
    objects: ClassVar[KindManager] = KindManager()

    class Meta:
        proxy = True
        verbose_name = _("strand")
        verbose_name_plural = _("strands")


class Topic(Concept):
    """A topic of one subject in one grade; what a material is filed under."""

    KIND = ConceptKind.TOPIC
    objects: ClassVar[KindManager] = KindManager()

    class Meta:
        proxy = True
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    def get_absolute_url(self) -> str:
        """The public page of the topic."""
        return reverse("curriculum:topic", args=[self.uuid])

    @property
    def subject_slug(self) -> str:
        """The part of an address of the topic's subject."""
        return Subject.slug_of(self.subject.code) if self.subject else ""

    @property
    def grade_label(self) -> str:
        """The topic's grade as it is written on screen."""
        return grade_label(self.grade) if self.grade else ""


class Requirement(Concept):
    """What a student must be able to do after a topic (yêu cầu cần đạt)."""

    KIND = ConceptKind.REQUIREMENT
    objects: ClassVar[KindManager] = KindManager()

    class Meta:
        proxy = True
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")


class ConceptEntry(models.Model):
    """What one programme version says of one concept."""

    version = models.ForeignKey(ProgrammeVersion, on_delete=models.CASCADE, related_name="entries")
    concept = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="entries")
    code = models.CharField(_("code"), max_length=96)
    name = models.TextField(_("name"))
    name_en = models.CharField(_("English name"), max_length=500, blank=True)
    parent = models.ForeignKey(
        Concept, null=True, blank=True, on_delete=models.PROTECT, related_name="child_entries"
    )
    grade = models.PositiveSmallIntegerField(
        _("grade"), null=True, blank=True, validators=GRADE_RANGE
    )
    order = models.PositiveIntegerField(_("order"), default=0)
    certainty = models.CharField(
        max_length=16, choices=Certainty.choices, default=Certainty.GENERAL
    )
    replaced_by = models.ManyToManyField(Concept, blank=True, related_name="replaces_entries")

    class Meta:
        verbose_name = _("programme entry")
        verbose_name_plural = _("programme entries")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["version", "concept"], name="entry_version_concept"),
            models.UniqueConstraint(fields=["version", "code"], name="entry_version_code"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PeriodAllocation(models.Model):
    """How many periods a year a version gives a subject in a grade."""

    version = models.ForeignKey(
        ProgrammeVersion, on_delete=models.CASCADE, related_name="allocations"
    )
    subject = models.ForeignKey(Concept, on_delete=models.PROTECT, related_name="allocations")
    grade = models.PositiveSmallIntegerField(_("grade"), validators=GRADE_RANGE)
    periods = models.PositiveSmallIntegerField(_("periods a year"))
    kind = models.CharField(max_length=16, choices=PeriodKind.choices)
    certainty = models.CharField(
        max_length=16, choices=Certainty.choices, default=Certainty.GENERAL
    )

    class Meta:
        verbose_name = _("period allocation")
        verbose_name_plural = _("period allocations")
        ordering = ["grade", "subject__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "subject", "grade", "kind"], name="allocation_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject.code} {self.grade}: {self.periods}"
