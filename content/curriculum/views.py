"""Public pages of the programme. Anyone may read all of it; counts and lists of materials are
those of the reader (see `counts`)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_cookie

from content.curriculum import counts, selectors
from content.curriculum.grades import grade_label, is_grade, level_of, levels
from content.curriculum.models import Concept, Subject
from lms.core.numbers import is_number

Crumbs = list[tuple[str, str]]


def _crumbs(grade: int | None = None, subject: Concept | None = None) -> Crumbs:
    crumbs = [(_("Curriculum"), reverse("curriculum:index"))]
    if grade is not None:
        crumbs.append((grade_label(grade), reverse("curriculum:grade", args=[grade])))
    if subject is not None and grade is not None:
        slug = Subject.slug_of(subject.code)
        crumbs.append((subject.label, reverse("curriculum:subject", args=[grade, slug])))
    return crumbs


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Anyone: the levels, their grades, and how many subjects each has."""
    by_grade = selectors.subjects_by_grade()
    rows = [
        {
            "level": level,
            "grades": [
                {"grade": g, "label": grade_label(g), "subjects": _count(by_grade.get(g, []))}
                for g in level.grades
            ],
        }
        for level in levels()
    ]
    context = {
        "levels": rows,
        "version": selectors.current_version(),
        "crumbs": _crumbs(),
        "has_programme": bool(by_grade),
    }
    return render(request, "curriculum/index.html", context)


def _count(items: list[selectors.SubjectInGrade]) -> int:
    return len({item.subject.pk for item in items})


@require_safe
def grade(request: HttpRequest, grade: int) -> HttpResponse:
    """Anyone: the subjects of a grade with their periods a year."""
    if not is_grade(grade):
        raise Http404
    groups: dict[str, list[selectors.SubjectInGrade]] = {}
    items = selectors.subjects_of_grade(grade)
    for item in items:
        groups.setdefault(item.kind_label, []).append(item)
    context = {
        "grade": grade,
        "grade_label": grade_label(grade),
        "level": level_of(grade),
        "groups": groups,
        "compulsory": selectors.compulsory_of(items),
        "has_unchecked": any(item.certainty == "general" for item in items),
        "crumbs": _crumbs(grade),
    }
    return render(request, "curriculum/grade.html", context)


@require_safe
def subject(request: HttpRequest, grade: int, slug: str) -> HttpResponse:
    """Anyone: strands and topics of a subject in a grade, each with what the reader finds."""
    found = selectors.subject_by_slug(slug) if is_grade(grade) else None
    allocations = selectors.allocations_of(found, grade) if found else []
    if found is None or not allocations:
        raise Http404
    groups = selectors.topics_by_strand(found, grade)
    topics = [topic for group in groups for topic in group.topics]
    found_counts = counts.count_by_topic(request.user, [topic.pk for topic in topics])
    strands = [
        {
            "strand": group.strand,
            "topics": [(topic, found_counts.get(topic.pk, 0)) for topic in group.topics],
        }
        for group in groups
    ]
    context = {
        "grade": grade,
        "grade_label": grade_label(grade),
        "subject": found,
        "allocations": allocations,
        "strands": strands,
        "crumbs": _crumbs(grade, found),
    }
    return render(request, "curriculum/subject.html", context)


@require_safe
def topic(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Anyone: a topic, its requirements, and the materials that the reader may see."""
    found = selectors.topic_by_uuid(uuid)
    if found is None:
        raise Http404
    entry = selectors.entry_of(found)
    context = {
        "topic": found,
        "replaced_by": list(entry.replaced_by.all()) if entry else [],
        "certainty": entry.get_certainty_display() if entry else "",
        "requirements": list(selectors.requirements_of(found)),
        "lists": counts.cards_of_topic(request.user, found.pk),
        "crumbs": [*_crumbs(found.grade, found.subject), (found.label, "")],
    }
    return render(request, "curriculum/topic.html", context)


@require_safe
@vary_on_cookie
def chooser(request: HttpRequest) -> JsonResponse:
    """Anyone: what a chooser of grade, subject, topic offers next (`?lop=9&mon=TOAN`).

    `mon` is a subject's code or its number in a form.
    """
    lop, mon = request.GET.get("lop", ""), request.GET.get("mon", "")
    if not lop:
        return JsonResponse({"levels": selectors.chooser_levels()})
    if not (is_number(lop) and is_grade(int(lop))):
        return JsonResponse({"error": _("Choose a grade from 1 to 12.")}, status=400)
    number = int(lop)
    if not mon:
        return JsonResponse({"grade": number, "subjects": selectors.chooser_subjects(number)})
    found = selectors.subject_by_choice(mon)
    if found is None:
        return JsonResponse({"error": _("Choose a subject from the list.")}, status=404)
    strands = selectors.chooser_topics(found, number)
    return JsonResponse({"grade": number, "subject": found.code, "strands": strands})
