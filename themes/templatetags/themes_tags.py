"""What every app's templates use: icons, covers, fields, states, numbers as people say them."""

from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import template
from django.core.paginator import Page
from django.forms import BoundField
from django.http import QueryDict
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, pgettext, pgettext_lazy

from themes import covers
from themes.icons import ICONS

register = template.Library()

# state: (words, tone, icon). Colour never speaks alone: each has words and a shape.
STATES: dict[str, tuple[Any, str, str]] = {
    "draft": (pgettext_lazy("state", "Draft"), "", "edit"),
    "submitted": (pgettext_lazy("state", "Submitted"), "longan", "send"),
    "in_review": (pgettext_lazy("state", "In review"), "longan", "review"),
    "waiting": (pgettext_lazy("state", "Waiting"), "longan", "clock"),
    "sent_back": (pgettext_lazy("state", "Sent back to fix"), "clay", "undo"),
    "rejected": (pgettext_lazy("state", "Not approved"), "clay", "close"),
    "approved": (pgettext_lazy("state", "Approved"), "leaf", "good"),
    "published": (pgettext_lazy("state", "Published"), "leaf", "globe"),
    "withdrawn": (pgettext_lazy("state", "Withdrawn"), "", "lock"),
    "cancelled": (pgettext_lazy("state", "Cancelled"), "", "close"),
    "uploading": (pgettext_lazy("state", "Uploading"), "river", "upload"),
    "processing": (pgettext_lazy("state", "Processing"), "river", "retry"),
    "ready": (pgettext_lazy("state", "Ready"), "leaf", "check"),
    "failed": (pgettext_lazy("state", "Failed"), "clay", "error"),
    "new": (pgettext_lazy("state", "New"), "longan", "star"),
    "not_started": (pgettext_lazy("state", "Not started"), "", "clock"),
    "in_progress": (pgettext_lazy("state", "In progress"), "river", "play"),
    "done": (pgettext_lazy("state", "Done"), "leaf", "check"),
    "overdue": (pgettext_lazy("state", "Overdue"), "clay", "clock"),
    "open": (pgettext_lazy("state", "Open"), "longan", "comment"),
    "resolved": (pgettext_lazy("state", "Resolved"), "leaf", "check"),
}
_WEEKDAYS = (
    pgettext_lazy("weekday before a date", "Monday"),
    pgettext_lazy("weekday before a date", "Tuesday"),
    pgettext_lazy("weekday before a date", "Wednesday"),
    pgettext_lazy("weekday before a date", "Thursday"),
    pgettext_lazy("weekday before a date", "Friday"),
    pgettext_lazy("weekday before a date", "Saturday"),
    pgettext_lazy("weekday before a date", "Sunday"),
)
_NEAR = {
    -1: pgettext_lazy("near date", "yesterday"),
    0: pgettext_lazy("near date", "today"),
    1: pgettext_lazy("near date", "tomorrow"),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """An icon. It is silent to screen readers unless it stands alone and has a label."""
    path = ICONS[name]
    if label:
        return format_html(
            '<svg class="icon" viewBox="0 0 24 24" role="img" aria-label="{}"><path d="{}"/></svg>',
            label,
            path,
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 24 24" aria-hidden="true"><path d="{}"/></svg>', path
    )


@register.simple_tag
def cover(subject_mark: Any, subject_hue: Any, grade: Any, topic: Any) -> SafeString:
    """The drawn cover of a material without a picture."""
    words = gettext("Grade %(grade)s") % {"grade": grade} if grade else ""
    drawn = covers.draw(
        conditional_escape(str(subject_mark or "")[:3]),
        int(subject_hue or 0) % 360,
        conditional_escape(words[:24]),
        str(topic or ""),
    )
    return mark_safe(drawn)  # noqa: S308 - both texts in it are escaped above


@register.inclusion_tag("themes/field.html")
def field(bound: BoundField, label: str = "", wide: bool = True) -> dict[str, Any]:
    """A form field with label, help and errors tied to it for screen readers."""
    kind = bound.widget_type
    return {
        "field": bound,
        "label": label or bound.label,
        "error_id": f"{bound.auto_id}_error",
        "is_choice": kind == "checkbox",
        "is_group": bound.use_fieldset,
        "described_by": _described_by(bound),
    }


def _described_by(bound: BoundField) -> str:
    parts = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if bound.errors:
        parts.append(f"{bound.auto_id}_error")
    return " ".join(parts)


@register.simple_tag
def status(state: Any, label: str = "") -> SafeString:
    """A state as a badge with words, tone and icon. An unknown state shows its own text."""
    words, tone, name = STATES.get(str(state), (state, "", "info"))
    return format_html('<span class="status {}">{}{}</span>', tone, icon(name), label or words)


@register.inclusion_tag("themes/pagination.html", takes_context=True)
def pages(context: Any, page: Page, key: str = "trang") -> dict[str, Any]:
    """Paging that keeps the search and filters of the address."""
    request = context.get("request")
    query = request.GET if request else QueryDict()

    def address(number: int) -> str:
        pairs = [(k, v) for k in query for v in query.getlist(k) if k != key]
        if number != 1:
            pairs.append((key, str(number)))
        return "?" + urlencode(pairs)

    numbers = [
        {"number": n, "url": address(n) if isinstance(n, int) else ""}
        for n in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    ]
    return {
        "page": page,
        "numbers": numbers,
        "previous": address(page.previous_page_number()) if page.has_previous() else "",
        "next": address(page.next_page_number()) if page.has_next() else "",
    }


@register.filter
def megabytes(size: Any) -> str:
    """A file size as a data plan counts it: 12,5 MB (decimal megabytes), 1,2 GB."""
    amount = int(size or 0) / 1_000_000
    if amount >= 1000:
        return f"{number_format(round(amount / 1000, 1), 1)} GB"
    if amount >= 100:
        return f"{number_format(round(amount), 0)} MB"
    return f"{number_format(max(round(amount, 1), 0.1) if amount else 0, 1)} MB"


@register.filter
def clock(seconds: Any) -> str:
    """A place in a video: 754 → 12:34, 3754 → 1:02:34."""
    whole = max(int(float(seconds or 0)), 0)
    hours, rest = divmod(whole, 3600)
    minutes, second = divmod(rest, 60)
    return f"{hours}:{minutes:02}:{second:02}" if hours else f"{minutes}:{second:02}"


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """A date in words where it is near: hôm nay, mai; otherwise thứ Sáu 05/09/2026."""
    if not value:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    near = _NEAR.get((value - timezone.localdate()).days)
    if near:
        return str(near)
    written = date_format(value, "d/m/Y")
    return pgettext("weekday and date", "%(weekday)s %(date)s") % {
        "weekday": _WEEKDAYS[value.weekday()],
        "date": written,
    }


@register.filter
def initials(name: Any) -> str:
    """The letter for an avatar: of the given name, which Vietnamese names put last."""
    words = str(name).split()
    return words[-1][:1].upper() if words else "?"
