"""Two people saving one material: the second sees both texts and chooses.

Wagtail refuses only autosaves that would overwrite a newer revision; a plain save wins, once a
dialogue is answered. Here the plain save is stopped as well, and its text is kept on the page that
shows both, until its writer has chosen.
"""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import escape, strip_tags
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from content.materials import steps_content
from content.materials.models import Material
from content.versions import word_diff

# What else of a material people write by hand; choices are compared by their value.
_TEXT_FIELDS = ("title", "summary", "objectives", "keywords", "source")
_MARKERS = ("loaded_revision_id", "loaded_revision_created_at", "overwrite_revision_id")


@dataclass(frozen=True)
class Difference:
    """One place that differs: a field or a step, in both texts."""

    name: str
    mine: SafeString
    saved: SafeString
    note: str = ""


def is_out_of_date(post: QueryDict, latest: Any) -> bool:
    """Whether the form was loaded from an older state than the newest revision.

    A form that autosaves names the revision it made; one that has not yet saved names the one
    it was loaded from and that one's moment, which moves on when another window overwrites it.
    """
    if latest is None:
        return False
    newest = str(latest.pk)
    own = post.get("overwrite_revision_id")
    if own:
        return own != newest
    loaded = post.get("loaded_revision_id")
    if not loaded:
        return False
    return loaded != newest or (
        post.get("loaded_revision_created_at") != latest.created_at.isoformat()
    )


def answer(request: HttpRequest, material: Material) -> HttpResponse | None:
    """The page that shows both texts, or None when there is no conflict."""
    if request.method != "POST" or not request.accepts("text/html"):
        return None  # Wagtail refuses an autosave that comes too late, and says so in the editor.
    saved = Material.objects.select_related("latest_revision__user").get(pk=material.pk)
    latest = saved.latest_revision
    if not is_out_of_date(request.POST, latest):
        return None
    places = compare(saved, request.POST)
    context = {
        "material": saved,
        "page_title": _("Two versions of this material"),
        "places": places,
        "saved_by": str(latest.user.person or latest.user) if latest.user else "",
        "saved_at": latest.created_at,
        "posted": list(_carried(request.POST)),
        "latest": latest,
        "latest_moment": latest.created_at.isoformat(),
        "edit_url": reverse("materials_editor:edit", args=[saved.pk]),
    }
    return TemplateResponse(request, "materials/admin/conflict.html", context, status=409)


def _carried(post: QueryDict) -> Any:
    """Everything that was typed, to be sent once more; the marks of the state are renewed."""
    for name, values in post.lists():
        if name not in _MARKERS and name != "csrfmiddlewaretoken":
            yield from ((name, value) for value in values)


def compare(saved: Material, post: QueryDict) -> list[Difference]:
    """Where the posted text and the saved one differ, in the order of the editor."""
    places = [place for name in _TEXT_FIELDS if (place := _field(saved, post, name))]
    return places + _steps(saved, post)


def _field(saved: Material, post: QueryDict, name: str) -> Difference | None:
    mine, theirs = post.get(name), str(getattr(saved, name) or "")
    if mine is None or mine.split() == theirs.split():
        return None
    label = str(getattr(Material._meta.get_field(name), "verbose_name", name))
    return Difference(label.capitalize(), *marked(mine.splitlines(), theirs.splitlines()))


def _steps(saved: Material, post: QueryDict) -> list[Difference]:
    block = Material.steps.field.stream_block
    if "steps-count" not in post:
        return []
    mine = list(block.value_from_datadict(post, {}, "steps"))
    theirs = {str(step.id): step for step in saved.steps}
    places = []
    for number, step in enumerate(mine, 1):
        other = theirs.pop(str(step.id), None)
        name = _("Step %(number)d: %(title)s") % {
            "number": number,
            "title": step.value["title"] or _("(no title)"),
        }
        ours, others = _lines(step), _lines(other)
        if ours != others:
            note = "" if other else _("This step is only in your version.")
            places.append(Difference(name, *marked(ours, others), note))
    for step in theirs.values():
        name = _("Step “%(title)s”") % {"title": step.value["title"]}
        note = _("This step is only in the saved version.")
        places.append(Difference(name, *marked([], _lines(step)), note))
    return places


def _lines(step: Any) -> list[str]:
    return steps_content.lines_of(step) if step is not None else []


def marked(mine: list[str], saved: list[str]) -> tuple[SafeString, SafeString]:
    """Both texts as HTML, with <mark> around the words that the other one does not have."""
    ours, theirs = [], []
    for is_same, own, other in word_diff.compare(_text(mine), _text(saved)):
        ours.append(_wrap(own, is_same))
        theirs.append(_wrap(other, is_same))
    return mark_safe("".join(ours)), mark_safe("".join(theirs))  # noqa: S308


def _text(lines: list[str]) -> str:
    return "\n".join(" ".join(strip_tags(line).split()) for line in lines)


def _wrap(part: str, is_same: bool) -> str:
    text = escape(part).replace("\n", "<br>")
    return f"<mark>{text}</mark>" if part.strip() and not is_same else text
