"""The editor of a material: three tabs, and nothing a teacher does not need."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)


class CompletenessPanel(Panel):
    """What review will ask, told while the teacher is still writing. It saves nothing."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "materials/admin/completeness.html"

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            from content.materials import completeness

            context = super().get_context_data(parent_context)
            context["lines"] = completeness.judge(self.instance)
            # Names the uploads begun on this material, so that they can go on here and nowhere
            # else (`purposes.material_of_purpose`).
            context["number"] = str(self.instance.pk)
            context["address"] = reverse("materials_editor:completeness", args=[self.instance.pk])
            return context

        def is_shown(self) -> bool:
            return bool(self.instance.pk)


def material_edit_handler() -> TabbedInterface:
    """Content, description, sharing: the order in which a lecture comes to be."""
    from content.materials.editor_form import MaterialForm

    return TabbedInterface(
        [
            ObjectList(
                [
                    FieldPanel("title", classname="title"),
                    CompletenessPanel(heading=_("What review will ask")),
                    FieldPanel("steps"),
                ],
                heading=_("Content"),
            ),
            ObjectList(
                [
                    FieldPanel("summary"),
                    FieldRowPanel([FieldPanel("kind"), FieldPanel("minutes")]),
                    MultiFieldPanel(
                        [
                            FieldRowPanel([FieldPanel("grade"), FieldPanel("subject")]),
                            FieldPanel("topic"),
                        ],
                        heading=_("Place in the curriculum"),
                    ),
                    FieldPanel("objectives"),
                    FieldPanel("keywords"),
                    MultiFieldPanel(
                        [FieldRowPanel([FieldPanel("watch_share"), FieldPanel("step_seconds")])],
                        heading=_("When it counts as finished"),
                    ),
                ],
                heading=_("Description"),
            ),
            ObjectList(
                [
                    FieldPanel("audience_scope"),
                    FieldRowPanel([FieldPanel("audience_unit"), FieldPanel("audience_reach")]),
                    FieldRowPanel([FieldPanel("licence"), FieldPanel("source")]),
                ],
                heading=_("Sharing"),
            ),
        ],
        base_form_class=MaterialForm,
    )
