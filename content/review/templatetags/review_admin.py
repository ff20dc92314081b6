"""Review in Wagtail's editor."""

from typing import Any

from django import template

from content.materials.models import Material
from content.review import editor_remarks

register = template.Library()


@register.simple_tag
def remarks_panel(page: Any) -> editor_remarks.Panel | None:
    """What review said of the material being edited; None for other pages and when it is silent."""
    if not isinstance(page, Material):
        return None
    panel = editor_remarks.panel_for(page)
    return None if panel.is_empty else panel
