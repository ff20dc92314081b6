"""Parts of addresses."""

from django.urls.converters import IntConverter


class RowNumber(IntConverter):
    """The number of a row (`<row:page_id>`), no larger than a column holds: anybody can write a
    larger one, and databases answer that with an error."""

    regex = "[0-9]{1,18}"
