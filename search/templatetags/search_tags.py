"""Marked text in templates."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from search.highlight import Marked

register = template.Library()


@register.simple_tag
def marked(pieces: Marked) -> SafeString:
    """Pieces of text with the found ones in <mark>; all of it escaped."""
    drawn = (
        format_html("<mark>{}</mark>", text) if hit else conditional_escape(text)
        for text, hit in pieces
    )
    return mark_safe("".join(drawn))  # noqa: S308 - every piece is escaped above
