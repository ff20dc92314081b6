"""Starting a material: five questions, the rest when it matters."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from content.curriculum.grades import grade_choices
from content.curriculum.models import Subject, Topic
from content.materials.models.drafts import TITLE_LIMIT
from content.materials.models.metadata import Kind
from lms.core.numbers import is_number


class StartForm(forms.Form):
    """Title, kind, and the place in the curriculum: grade, subject, topic."""

    title = forms.CharField(
        label=pgettext_lazy("material", "Title"),
        max_length=TITLE_LIMIT,
        error_messages={
            "max_length": _(
                "The title has %(show_value)d characters; at most %(limit_value)d fit. Shorten it."
            ),
            "required": _("Give it a title, for example the name of the lesson."),
        },
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=Kind.choices, initial=Kind.LECTURE)
    grade = forms.TypedChoiceField(
        label=_("Grade"), coerce=int, error_messages={"required": _("Choose a grade.")}
    )
    subject = forms.ModelChoiceField(
        label=_("Subject"),
        queryset=Subject.objects.none(),
        empty_label=_("Choose a subject"),
        error_messages={"required": _("Choose a subject.")},
    )
    topic = forms.ModelChoiceField(
        label=_("Topic"),
        queryset=Topic.objects.none(),
        empty_label=_("Choose grade and subject first, then the topic"),
        error_messages={"required": _("Choose a topic of this subject and grade.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # None is chosen beforehand: who teaches grade 7 would leave the first one standing.
        grades = [("", _("Choose a grade")), *grade_choices()]
        self.fields["grade"].choices = grades  # type: ignore[attr-defined]
        self.fields["subject"].queryset = Subject.objects.order_by("order")  # type: ignore[attr-defined]
        topics = Topic.objects.all()
        grade, subject = self.data.get("grade"), self.data.get("subject")
        if is_number(str(grade or "")) and is_number(str(subject or "")):
            topics = topics.filter(grade=grade, subject_id=subject)
        elif not self.is_bound:
            topics = topics.none()
        self.fields["topic"].queryset = topics  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        topic, subject = cleaned.get("topic"), cleaned.get("subject")
        # The fault of a subject or grade that is none is said at their own fields.
        place = (cleaned.get("grade"), subject.pk if subject else None)
        if topic and (topic.grade, topic.subject_id) != place:
            self.add_error("topic", _("Choose a topic of this subject and grade."))
        return cleaned
