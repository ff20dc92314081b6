"""Parts of addresses."""

from django.urls.converters import IntConverter

from lms.core.numbers import DIGITS


class RowNumber(IntConverter):
    """The number of a row (`<row:page_id>`), no larger than a column holds."""

    regex = f"[0-9]{{1,{DIGITS}}}"
