"""Links from one material to another.

A link in a text says only which material: `<a linktype="material" uuid="…">`. Who follows it is
led on, or told that there is nothing; neither the page nor the editor tells the title or address
of something that this reader may not see.

Texts of versions that were frozen while materials were pages hold `<a linktype="page" id="3">`.
They are never rewritten; materials have kept their numbers, so these links still lead on.
"""

from typing import Any
from uuid import UUID

from django.urls import NoReverseMatch, reverse
from draftjs_exporter.dom import DOM
from wagtail.admin.rich_text.converters.contentstate import link_entity
from wagtail.admin.rich_text.converters.html_to_contentstate import LinkElementHandler
from wagtail.rich_text import LinkHandler
from wagtail.rich_text.pages import PageLinkHandler


class MaterialLinkHandler(LinkHandler):
    """`<a linktype="material" uuid="…">` as a link to the address that leads on."""

    identifier = "material"

    @classmethod
    def expand_db_attributes(cls, attrs: dict[str, str]) -> str:
        return _tag("materials:follow", attrs.get("uuid", ""))

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        return [cls.expand_db_attributes(attrs) for attrs in attrs_list]


class NumberedLinkHandler(PageLinkHandler):
    """`<a linktype="page" id="3">` in an older text. Wagtail would look for a page."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        return [_tag("materials:follow_number", attrs.get("id", "")) for attrs in attrs_list]


def _tag(name: str, which: str) -> str:
    try:
        return f'<a href="{reverse(name, args=[which])}">'
    except NoReverseMatch:
        return "<a>"  # as Wagtail writes a link that leads nowhere


# --- in the editor --------------------------------------------------------------------------------


def as_uuid(value: Any) -> UUID | None:
    """What the editor or a text names a material by; None for anything else."""
    try:
        return UUID(str(value))
    except ValueError:
        return None


class EditorLinkHandler(LinkElementHandler):
    """A stored link as Draftail's LINK entity, whose `id` is the UUID."""

    def get_attribute_data(self, attrs: dict[str, str]) -> dict[str, Any]:
        thing = as_uuid(attrs.get("uuid"))
        if thing is None:
            return {"url": "#"}
        address = reverse("materials:follow", args=[thing])
        return {"id": str(thing), "url": address, "parentId": None}


def stored_link(props: dict[str, Any]) -> Any:
    """A LINK entity as it is stored. A number is that of an older text and stays one."""
    thing = as_uuid(props.get("id"))
    if thing is None:
        return link_entity(props)
    attributes = {"linktype": "material", "uuid": str(thing)}
    return DOM.create_element("a", attributes, props["children"])
