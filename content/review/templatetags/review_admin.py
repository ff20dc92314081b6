"""Review in Wagtail's editor."""

from typing import Any

from django import template

from content.review import editor_remarks
from content.versions import kinds

register = template.Library()


@register.simple_tag
def remarks_panel(draft: Any) -> editor_remarks.Panel | None:
    """What review said of the thing being edited; None for what is never reviewed and when review
    is silent."""
    kind = kinds.of_draft(draft)
    if kind is None:
        return None
    panel = editor_remarks.panel_for(draft.uuid, kind.draft_outline(draft))
    return None if panel.is_empty else panel
