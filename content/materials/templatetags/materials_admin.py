"""Words and counts of the editor's own panels."""

from typing import Any

from django import template

register = template.Library()


@register.simple_tag
def tally(lines: list[Any]) -> dict[str, int]:
    """How many of the required lines hold."""
    required = [line for line in lines if line.required]
    done = sum(line.done for line in required)
    return {"required": len(required), "done": done, "missing": len(required) - done}
