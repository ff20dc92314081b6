"""What review will ask, told while the teacher is still writing.

Each rule looks at a draft and says whether it holds; the required ones must hold at submit.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.materials import rendering, screens
from content.materials.models import Material
from content.versions.audience import Scope
from content.versions.kinds import Line


@dataclass(frozen=True)
class Rule:
    """One line of the completeness list.

    A rule about single steps answers with the numbers of those that break it; its hint names
    them as `%(steps)s`.
    """

    code: str
    label: Any
    hint: Any
    holds: Callable[[Material], bool | list[int]]
    required: bool = True


def _kinds(draft: Material) -> set[str]:
    return {block.block_type for step in draft.steps for block in step.value["body"]}


def _pictures_described(draft: Material) -> bool:
    pictures = [
        block.value["image"]
        for step in draft.steps
        for block in step.value["body"]
        if block.block_type == "picture"
    ]
    return all(
        image is not None and (image.decorative or (image.contextual_alt_text or "").strip())
        for image in pictures
    )


def _asset_ids(draft: Material) -> list[Any]:
    return [
        block.value["asset"]
        for step in draft.steps
        for block in step.value["body"]
        if block.block_type == "video" and block.value["asset"]
    ]


def _videos_ready(draft: Material) -> bool:
    from media_pipeline.models import Asset

    ids = set(_asset_ids(draft))
    ready = Asset.objects.filter(pk__in=ids, state="ready").count() if ids else 0
    has_empty = any(
        block.block_type == "video" and not block.value["asset"]
        for step in draft.steps
        for block in step.value["body"]
    )
    return not has_empty and ready == len(ids)


def _videos_captioned(draft: Material) -> bool:
    from media_pipeline.models import Caption

    ids = set(_asset_ids(draft))
    if not ids:
        return True
    # Those that a version would freeze; a replaced track is not shown to anybody.
    current = Caption.objects.filter(asset_id__in=ids, superseded=False)
    return current.values("asset_id").distinct().count() == len(ids)


def _steps_have_content(draft: Material) -> bool:
    return bool(draft.steps) and all(
        any(rendering.says_something(block) for block in step.value["body"]) for step in draft.steps
    )


def _long_steps(draft: Material) -> list[int]:
    return screens.cut_steps(rendering.render_steps(draft.steps))


RULES: tuple[Rule, ...] = (
    Rule(
        "summary",
        _("A summary"),
        _("One or two sentences that tell a student what this is about."),
        lambda draft: len(draft.summary.strip()) >= 20,
    ),
    Rule(
        "place",
        _("Its place in the curriculum"),
        _("Choose grade, subject and topic."),
        lambda draft: bool(draft.grade and draft.subject_id and draft.topic_id),
    ),
    Rule(
        "objectives",
        _("Objectives"),
        _("Say what students can do afterwards, one line each."),
        lambda draft: bool(draft.objective_list()),
    ),
    Rule(
        "steps",
        _("At least three steps"),
        _("Split the lecture into steps; each should fit on the classroom screen."),
        lambda draft: len(draft.steps) >= 3 or draft.kind not in {"lecture", "textbook"},
    ),
    Rule(
        "content",
        _("No empty step"),
        _("Every step needs some content; remove the ones that have none."),
        _steps_have_content,
    ),
    Rule(
        "exercise",
        _("An exercise with its answer"),
        _("Let students try what they have read."),
        lambda draft: "exercise" in _kinds(draft) or draft.kind in {"document", "simulation"},
        required=False,
    ),
    Rule(
        "pictures",
        _("Every picture described"),
        _("Say in words what a picture shows, for those who cannot see it."),
        _pictures_described,
    ),
    Rule(
        "video",
        _("Videos uploaded and processed"),
        _("Wait until the video is ready, or remove an empty video block."),
        _videos_ready,
    ),
    Rule(
        "captions",
        _("Captions for every video"),
        _("Add a VTT or SRT file to each video."),
        _videos_captioned,
    ),
    Rule(
        "licence",
        _("Licence and source"),
        _("Say how others may use it and where it comes from."),
        lambda draft: bool(draft.licence and draft.source.strip()),
    ),
    Rule(
        "audience",
        _("Whom it is shared with"),
        _("Choose more than yourself."),
        lambda draft: draft.audience_scope != Scope.ME,
    ),
    Rule(
        "wall",
        _("Steps fit the classroom screen"),
        _(
            "Too long for one screen: step %(steps)s. In class it is shown on several screens, "
            "one after the other; split it to choose where it is cut."
        ),
        _long_steps,
        required=False,
    ),
)


def judge(draft: Material) -> list[Line]:
    """All rules for this draft, in the order review will ask."""
    return [_line(rule, rule.holds(draft)) for rule in RULES]


def _line(rule: Rule, found: bool | list[int]) -> Line:
    if isinstance(found, bool):
        return Line(rule.code, str(rule.label), str(rule.hint), found, rule.required)
    hint = str(rule.hint) % {"steps": ", ".join(map(str, found))}
    return Line(rule.code, str(rule.label), hint, not found, rule.required)


def missing(lines: list[Line]) -> list[Line]:
    """The required lines that do not hold yet."""
    return [line for line in lines if line.required and not line.done]
