"""Every material page becomes a material with the same number, its newest draft in its row.

Revisions stay the rows they are, so that versions go on naming theirs; the pages' log becomes the
materials' log. Addresses, links in frozen texts and the purposes of uploads name a material by its
number, so new materials are counted on from the last page.
"""

import json
import re

from django.core.management.color import no_style
from django.db import migrations

BATCH = 200
DRAFT = [
    "title", "kind", "summary", "grade", "subject", "topic", "objectives", "keywords", "minutes",
    "language", "licence", "source", "watch_share", "step_seconds", "audience_scope",
    "audience_unit", "audience_reach", "steps",
]
WHOLE = ["uuid", "slug", "owner", "unit", "review_state", "is_demo", "locked", "locked_at", "locked_by"]
POINTING = {"subject": "Subject", "topic": "Topic"}
TAG = re.compile(r"<a\s[^>]*>")
NUMBER = re.compile(r'\bid="(\d+)"')
LIBRARY = "/hoc-lieu/"


def move(apps, schema_editor):
    alias = schema_editor.connection.alias
    pages = apps.get_model("materials", "MaterialPage").objects.using(alias)
    index = apps.get_model("materials", "MaterialIndexPage").objects.using(alias)
    former = apps.get_model("materials", "FormerLibraryPage").objects.using(alias)
    former.bulk_create([former.model(number=number) for number in index.values_list("pk", flat=True)])
    _count_on(schema_editor)
    if not pages.exists():
        return
    types = _Types(apps, alias)
    links = _Links(dict(pages.values_list("pk", "uuid")), set(former.values_list("pk", flat=True)))
    revisions = apps.get_model("wagtailcore", "Revision").objects.using(alias)
    own = revisions.filter(base_content_type=types.page, content_type=types.old)
    for revision in own.iterator(chunk_size=BATCH):
        revision.content = _content(revision.content, links)
        revision.content_type_id = revision.base_content_type_id = types.new.pk
        revision.approved_go_live_at = None
        revision.save()
    known = {
        name: set(apps.get_model("curriculum", model).objects.using(alias).values_list("pk", flat=True))
        for name, model in POINTING.items()
    } | {"audience_unit": set(apps.get_model("people", "Unit").objects.using(alias).values_list("pk", flat=True))}
    materials = apps.get_model("materials", "Material").objects.using(alias)
    batch = []
    for page in pages.select_related("latest_revision").order_by("pk").iterator(chunk_size=BATCH):
        batch.append(_material(materials.model, page, links, known))
        if len(batch) == BATCH:
            materials.bulk_create(batch)
            batch = []
    materials.bulk_create(batch)
    writing = pages.model.co_authors.through.objects.using(alias)
    rows = materials.model.co_authors.through
    rows.objects.using(alias).bulk_create(
        rows(pk=one.pk, material_id=one.materialpage_id, person_id=one.person_id)
        for one in writing.all()
    )
    for sql in schema_editor.connection.ops.sequence_reset_sql(no_style(), [rows]):
        schema_editor.execute(sql)
    _move_log(apps, alias, types)
    _move_references(apps, alias, types, set(links.uuids))
    _count_on(schema_editor)


class _Types:
    """The content types of pages, material pages and materials."""

    def __init__(self, apps, alias):
        kept = apps.get_model("contenttypes", "ContentType").objects.db_manager(alias)
        self.page = kept.get(app_label="wagtailcore", model="page")
        self.old = kept.get(app_label="materials", model="materialpage")
        self.new, _made = kept.get_or_create(app_label="materials", model="material")


class _Links:
    """Links in drafts name materials by UUID from now on."""

    def __init__(self, uuids, libraries):
        self.uuids, self.libraries = uuids, libraries

    def in_text(self, text):
        return TAG.sub(self._tag, text)

    def _tag(self, match):
        number = NUMBER.search(match[0])
        if 'linktype="page"' not in match[0] or number is None:
            return match[0]
        if int(number[1]) in self.libraries:
            return f'<a href="{LIBRARY}">'
        uuid = self.uuids.get(int(number[1]))
        return match[0] if uuid is None else f'<a linktype="material" uuid="{uuid}">'

    def in_value(self, value):
        if isinstance(value, str):
            return self.in_text(value) if "<a " in value else value
        if isinstance(value, list):
            return [self.in_value(part) for part in value]
        if isinstance(value, dict):
            return {name: self.in_value(part) for name, part in value.items()}
        return value

    def in_steps(self, stored):
        """The stored form of a stream: JSON as text."""
        if not stored or "linktype" not in stored:
            return stored
        return json.dumps(self.in_value(json.loads(stored)), ensure_ascii=False)


def _content(content, links):
    """A revision without what only pages have. Its co-authors are no part of a draft any more, but
    whoever is named there had a hand in what was submitted from it."""
    kept = {name: content[name] for name in ["pk", "co_authors", *DRAFT, *WHOLE] if name in content}
    if isinstance(kept.get("steps"), str):
        kept["steps"] = links.in_steps(kept["steps"])
    return kept


def _material(model, page, links, known):
    draft = page.latest_revision.content if page.latest_revision else {}
    material = model(pk=page.pk, latest_revision_id=page.latest_revision_id)
    for name in WHOLE:
        attribute = model._meta.get_field(name).attname
        setattr(material, attribute, getattr(page, attribute))
    for name in DRAFT:
        field = model._meta.get_field(name)
        value = draft[name] if name in draft else getattr(page, field.attname)
        if name in known and value not in known[name]:
            value = None
        setattr(material, field.attname, value)
    if "steps" not in draft:
        stored = page.steps.stream_block.get_prep_value(page.steps)
        material.steps = links.in_steps(json.dumps(stored, ensure_ascii=False))
    return material


def _move_log(apps, alias, types):
    of_pages = apps.get_model("wagtailcore", "PageLogEntry").objects.using(alias)
    of_models = apps.get_model("wagtailcore", "ModelLogEntry").objects.using(alias)
    same = [
        "label", "action", "data", "timestamp", "uuid", "user_id", "revision_id", "content_changed",
        "deleted",
    ]
    rows = of_pages.filter(content_type=types.old).order_by("pk")
    batch = []
    for entry in rows.iterator(chunk_size=BATCH):
        values = {name: getattr(entry, name) for name in same}
        batch.append(
            of_models.model(content_type_id=types.new.pk, object_id=str(entry.page_id), **values)
        )
        if len(batch) == BATCH:
            of_models.bulk_create(batch)
            batch = []
    of_models.bulk_create(batch)
    rows.delete()


def _move_references(apps, alias, types, numbers):
    """Who uses which picture and PDF: the same as before. What only pages point at goes."""
    index = apps.get_model("wagtailcore", "ReferenceIndex").objects.using(alias)
    rows = index.filter(content_type=types.old, base_content_type=types.page)
    rows.exclude(model_path__startswith="steps").delete()
    rows.filter(to_content_type=types.page).delete()
    rows.update(content_type=types.new, base_content_type=types.new)
    ids = [str(number) for number in numbers]
    for first in range(0, len(ids), BATCH):
        index.filter(to_content_type=types.page, to_object_id__in=ids[first : first + BATCH]).delete()


def _count_on(schema_editor):
    """The next material has a number that no page ever had."""
    connection = schema_editor.connection
    quote = schema_editor.quote_name
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = 'wagtailcore_page'")
            last = (cursor.fetchone() or [0])[0]
            cursor.execute("DELETE FROM sqlite_sequence WHERE name = 'materials_material'")
            cursor.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES ('materials_material', %s)", [last]
            )
        else:
            cursor.execute("SELECT pg_get_serial_sequence('wagtailcore_page', 'id')")
            pages = cursor.fetchone()[0]
            cursor.execute(f"SELECT last_value FROM {pages}")
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence('materials_material', 'id'), %s)",
                [cursor.fetchone()[0]],
            )


class Migration(migrations.Migration):

    back_up_first = True

    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("curriculum", "0001_initial"),
        ("materials", "0010_drafts_of_their_own"),
        ("people", "0002_closed_units"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(move)]
