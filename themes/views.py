"""The style guide, the colour scheme switch, and the pages for refusals and failures."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from themes import samples
from themes.context_processors import THEME_COOKIE, THEMES

YEAR_SECONDS = 365 * 24 * 3600


class SampleForm(forms.Form):
    """A form with every kind of field, for the style guide."""

    title = forms.CharField(
        label=pgettext_lazy("material", "Title"), help_text=_("As students will search for it.")
    )
    grade = forms.ChoiceField(label=_("Grade"), choices=[(n, n) for n in range(1, 13)])
    due = forms.DateField(label=_("Due"))
    about = forms.CharField(label=_("Description"), widget=forms.Textarea, required=False)
    audience = forms.ChoiceField(
        label=_("Who may see it"),
        widget=forms.RadioSelect,
        choices=[("me", _("Only me")), ("unit", _("My school")), ("all", _("Everyone"))],
    )
    agree = forms.BooleanField(label=_("I have checked the sources"), required=False)


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    """Every token and component on one page."""
    today = timezone.localdate()
    form = SampleForm({"title": "", "grade": "9", "due": "31/02/2026", "audience": "unit"})
    context: dict[str, Any] = {
        **samples.context(),
        "form": form,
        "page": Paginator(range(240), 20).get_page(request.GET.get("trang", 4)),
        "dates": [today, today + timedelta(days=1), today + timedelta(days=4)],
    }
    return render(request, "themes/style_guide.html", context)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Remember light, dark or the device's own, and go back to where the reader was."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}):
        target = "/"
    response = redirect(target)
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        secure = settings.SESSION_COOKIE_SECURE
        response.set_cookie(THEME_COOKIE, theme, YEAR_SECONDS, samesite="Lax", secure=secure)
    else:
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    return response


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that came too late or from elsewhere: say how to send it again."""
    return HttpResponseForbidden(render(request, "403_csrf.html").content)
