"""The form behind the editor: choices that fit the author, messages that say what to do."""

import json
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from content.curriculum.grades import grade_choices
from content.curriculum.models import Subject, Topic
from content.files.models import Document, Picture
from content.materials import links, steps_content
from lms.core.numbers import is_number
from lms.people import selectors as people
from lms.people.models import Unit
from media_pipeline.models import Asset


class MaterialForm(WagtailAdminModelForm):
    """One material in the editor."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._limit_place()
        self._limit_units()
        self._say_limits()

    # --- choices -----------------------------------------------------------------------------

    def _chosen(self, name: str) -> Any:
        value = self.data.get(self.add_prefix(name)) if self.is_bound else None
        return value or getattr(self.instance, f"{name}_id", getattr(self.instance, name, None))

    def _limit_place(self) -> None:
        """Topics of the chosen grade and subject only: a programme has thousands."""
        if "grade" in self.fields:
            self.fields["grade"] = forms.TypedChoiceField(
                label=self.fields["grade"].label,
                coerce=int,
                empty_value=None,
                choices=[("", "—"), *grade_choices()],
                required=self.fields["grade"].required,
            )
        if "subject" in self.fields:
            self.fields["subject"].queryset = Subject.objects.order_by("order", "name")
        if "topic" in self.fields:
            grade, subject = str(self._chosen("grade") or ""), str(self._chosen("subject") or "")
            topics = Topic.objects.none()
            if is_number(grade) and is_number(subject):
                topics = Topic.objects.filter(grade=int(grade), subject_id=int(subject))
            field = self.fields["topic"]
            field.queryset = topics
            field.empty_label = _("Choose grade and subject first, then the topic")
            field.error_messages["invalid_choice"] = _(
                "This topic belongs to another subject or grade. Choose it again."
            )

    def _limit_units(self) -> None:
        """Own units and those above them; the unit chosen before stays possible."""
        if "audience_unit" not in self.fields:
            return
        user = self.for_user
        own = [membership.unit_id for membership in people.current_memberships(user)]
        allowed = set(people.with_ancestors(own))
        if self.instance.audience_unit_id:
            allowed.add(self.instance.audience_unit_id)
        self.fields["audience_unit"].queryset = Unit.objects.filter(pk__in=allowed)

    # --- limits ------------------------------------------------------------------------------

    def _say_limits(self) -> None:
        """Nothing is cut off silently: too long is said, with the numbers, by the server."""
        for field in self.fields.values():
            if isinstance(field, forms.CharField) and field.max_length:
                field.widget.attrs.pop("maxlength", None)
                field.error_messages["max_length"] = _TOO_LONG
                for validator in field.validators:
                    if isinstance(validator, MaxLengthValidator):
                        validator.message = _TOO_LONG

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        steps = cleaned.get("steps")
        if steps is not None:
            self._refuse_foreign_files(steps)
            self._refuse_foreign_links(steps)
        return cleaned

    def _refuse_foreign_links(self, steps: Any) -> None:
        """A link tells that there is something: only materials that the author knows are linked."""
        from content.materials.selectors import known_materials

        before = steps_content.links_of(self.instance.steps) if self.instance.pk else set()
        fresh = steps_content.links_of(steps) - before
        wanted = {thing for which in fresh if (thing := links.as_uuid(which))}
        known = known_materials(self.for_user, wanted) if wanted else set()
        foreign = {which for which in fresh if links.as_uuid(which) not in known}
        if foreign:
            self.add_error(
                "steps", _("A link leads to a page you cannot open. Choose another one.")
            )
            self._forget_links(foreign)

    def _forget_links(self, refused: set[str]) -> None:
        """Take refused links out of what was sent."""
        self.data: Any = self.data.copy()
        for name, value in self.data.items():
            text = _rich_text(value)
            for entity in text.get("entityMap", {}).values():
                if entity["type"] == "LINK" and str(entity["data"].get("id")) in refused:
                    entity["data"] = {"url": "#"}
                    self.data[name] = json.dumps(text)

    def _refuse_foreign_files(self, steps: Any) -> None:
        """A draft may use what its author can see: a hand-made POST gives no way to more."""
        # Imported late: the model, which the policies are about, names this form.
        from content.files.policies import document_policy, picture_policy

        before = steps_content.files_of(self.instance.steps) if self.instance.pk else None
        found = steps_content.files_of(steps)
        known_images = before.images if before else set()
        known_documents = before.documents if before else set()
        known_assets = before.assets if before else set()
        images, documents = found.images - known_images, found.documents - known_documents
        if _unseen(self.for_user, picture_policy, Picture, images):
            self.add_error("steps", _("A picture in a step is not yours. Choose another one."))
        if _unseen(self.for_user, document_policy, Document, documents):
            self.add_error("steps", _("A PDF in a step is not yours. Choose another one."))
        fresh = found.assets - known_assets
        own = Asset.objects.filter(pk__in=fresh, owner=self.for_user).count() if fresh else 0
        if own != len(fresh):
            self.add_error("steps", _("A video in a step is not yours. Choose its file again."))
        if "steps" in self.errors:
            self._forget({*images, *documents, *fresh})

    def _forget(self, files: set[Any]) -> None:
        """Take refused files out of what was sent: the form shown again would tell their names."""
        names = {str(one) for one in files}
        self.data = self.data.copy()
        for name, value in self.data.items():
            if name.endswith(_CHOOSERS) and value in names:
                self.data[name] = ""


def _rich_text(value: str) -> dict[str, Any]:
    """What the rich-text editor sent, by its shape; nothing for any other field."""
    if not (value.startswith("{") and '"entityMap"' in value):
        return {}
    try:
        text = json.loads(value)
    except ValueError:
        return {}  # a line that only looks like it
    return text if isinstance(text.get("entityMap"), dict) else {}


# The fields of a step in which a picture, a PDF or a video is chosen.
_CHOOSERS = ("-image-image", "-document", "-asset")
_TOO_LONG = gettext_lazy(
    "This text has %(show_value)d characters; at most %(limit_value)d fit. Shorten it."
)


def _unseen(user: Any, policy: Any, model: Any, wanted: set[int]) -> bool:
    if not wanted:
        return False
    return policy.filter(user, "view", model.objects.filter(pk__in=wanted)).count() != len(wanted)
