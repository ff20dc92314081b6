"""What is said about a material, in the words of IEEE LOM (1484.12.1) and LRMI.

| column | LOM | LRMI / schema.org |
|---|---|---|
| title, summary | 1.2 title, 1.4 description | name, description |
| language | 1.3 language | inLanguage |
| keywords | 1.5 keyword | keywords |
| kind | 5.2 learning resource type | learningResourceType |
| grade | 5.6 context, 5.7 typical age range | educationalLevel |
| minutes | 5.9 typical learning time | timeRequired |
| licence, source | 6 rights, 7 relation (is based on) | license, isBasedOn |
| subject, topic, objectives | 9 classification | educationalAlignment, teaches |
| watch_share, step_seconds | none | none |

The last line is our own: when a student is through with it.
"""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from content.versions.place import PlaceMixin


class Kind(models.TextChoices):
    """Kinds of material, by the province's words."""

    LECTURE = "lecture", _("Lecture")
    VIDEO_LECTURE = "video_lecture", _("Video lecture")
    TELEVISED_LECTURE = "televised_lecture", _("Televised lecture")
    TEXTBOOK = "textbook", _("E-textbook chapter")
    SIMULATION = "simulation", _("Simulation")
    DOCUMENT = "document", _("Document")
    EXERCISE_SET = "exercise_set", _("Exercises")


class Licence(models.TextChoices):
    """How others may use it. The names are Creative Commons' own."""

    CC_BY = "cc-by-4.0", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa-4.0", "CC BY-SA 4.0"
    CC_BY_NC = "cc-by-nc-4.0", "CC BY-NC 4.0"
    CC_BY_NC_SA = "cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0"
    PUBLIC_DOMAIN = "public-domain", _("Public domain")
    SCHOOL_USE = "school-use", _("For use in schools of the province only")


class DescriptionMixin(models.Model):
    """What a draft and its frozen versions say of a material, besides the columns that all
    frozen versions have."""

    summary = models.TextField(_("summary"), max_length=600, blank=True)
    topic = models.ForeignKey(
        "curriculum.Topic",
        verbose_name=_("topic"),
        null=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    objectives = models.TextField(
        _("objectives"),
        blank=True,
        max_length=3000,
        help_text=_("What students can do afterwards, one line each."),
    )
    keywords = models.CharField(_("keywords"), max_length=400, blank=True)
    language = models.CharField(_("language"), max_length=8, default="vi")
    licence = models.CharField(_("licence"), max_length=20, choices=Licence.choices, blank=True)
    source = models.CharField(
        _("source"),
        max_length=400,
        blank=True,
        help_text=_("Who made it or where it comes from, for example: written by the author."),
    )
    watch_share = models.PositiveSmallIntegerField(
        _("share of the video to watch (%)"),
        default=80,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )
    step_seconds = models.PositiveSmallIntegerField(
        _("seconds on a step before it counts as read"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )

    class Meta:
        abstract = True

    def objective_list(self) -> list[str]:
        """The objectives, one by one."""
        return [line.strip(" -•") for line in self.objectives.splitlines() if line.strip()]


class MetadataMixin(PlaceMixin, DescriptionMixin):
    """The whole description of a draft; a version has the first columns from `FrozenVersion`."""

    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, default=Kind.LECTURE)
    minutes = models.PositiveSmallIntegerField(
        _("minutes a student needs"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(600)],
    )

    class Meta:
        abstract = True
