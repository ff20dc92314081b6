"""Links from one material to another.

Wagtail writes the address of the page a link points at into the text, and with it the slug: the
title of something that this reader may not see. It also asks the database anew for every text.
Our link says only which page; who follows it is led on, or told that there is nothing.
"""

from django.urls import NoReverseMatch, reverse
from wagtail.rich_text.pages import PageLinkHandler


class MaterialLinkHandler(PageLinkHandler):
    """`<a linktype="page" id="3">` as a link to the address that leads on to page 3."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        return [_tag(attrs.get("id", "")) for attrs in attrs_list]


def _tag(page_id: str) -> str:
    try:
        return f'<a href="{reverse("materials:follow", args=[page_id])}">'
    except NoReverseMatch:
        return "<a>"  # no number: as Wagtail writes a link that leads nowhere
