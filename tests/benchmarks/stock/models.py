"""The page of Wagtail's own tutorial: a title, and a stream of headings, paragraphs and tables."""

from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField
from wagtail.models import Page


class StockPage(Page):
    """Nothing of ours in it: no audience, no versions, no formulas made of LaTeX."""

    body = StreamField(
        [
            ("heading", blocks.CharBlock()),
            ("paragraph", blocks.RichTextBlock()),
            ("table", TypedTableBlock([("text", blocks.CharBlock(required=False))])),
        ],
    )
    template = "stock/page.html"

    class Meta:
        verbose_name = "stock page"
