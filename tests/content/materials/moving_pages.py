"""A child of `test_pages_moved`: fills a database as it was while materials were pages, moves it to
materials that are none, and prints what it found."""

import json
import os
from datetime import UTC, datetime
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

import django
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("materials", "0009_states_of_review"), ("review", "0004_stock_moderation_off")]
WHEN = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
STEP = "6a0d9d8c-5d5c-4f6f-8f63-0d6ac9f0b001"


def migrate(targets: list[Any]) -> Any:
    """Go to this place in the history; the models of there."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    executor.loader.build_graph()
    return executor.loader.project_state(targets).apps


def steps(text: str) -> list[dict[str, Any]]:
    """One step with one text, as a version holds it."""
    block = {"type": "text", "id": STEP.replace("b001", "b002"), "value": text}
    return [{"type": "step", "id": STEP, "value": {"title": "Mở đầu", "body": [block]}}]


class Filler:
    """Pages, revisions, versions and log entries by the models of then."""

    def __init__(self, apps: Any) -> None:
        self.apps = apps
        types = self.model("contenttypes", "ContentType").objects
        self.types = {
            name: types.get_or_create(app_label=app, model=name)[0]
            for app, name in (
                ("wagtailcore", "page"), ("materials", "materialpage"),
                ("materials", "materialindexpage"),
            )
        }  # fmt: skip
        self.locale = self.model("wagtailcore", "Locale").objects.first()
        pages = self.model("wagtailcore", "Page").objects
        self.root = pages.get(depth=1)
        self.paths = iter(f"00010009{number:04}" for number in range(1, 9))

    def model(self, app: str, name: str) -> Any:
        """A model of then."""
        return self.apps.get_model(app, name)

    def people(self) -> None:
        """An author, a co-author, and a unit."""
        kind = self.model("people", "UnitKind").objects.create(code="thcs", name="THCS")
        self.unit = self.model("people", "Unit").objects.create(name="Trường", kind=kind)
        person, user = self.model("people", "Person"), self.model("people", "User")
        self.writers = [person.objects.create(given_name=name) for name in ("Lan", "Minh")]
        self.author = user.objects.create(username="lan", person=self.writers[0])

    def curriculum(self) -> None:
        """A subject with a topic."""
        self.subject = self.model("curriculum", "Subject").objects.create(
            code="TOAN", name="Toán", kind="subject"
        )
        self.topic = self.model("curriculum", "Topic").objects.create(
            code="CD", name="Chủ đề", kind="topic", grade=9, subject=self.subject
        )

    def index(self) -> Any:
        """The page above all materials."""
        path = "00010009"
        self.root.numchild += 1
        self.root.save()
        return self.model("materials", "MaterialIndexPage").objects.create(
            title="Học liệu", slug="hoc-lieu", path=path, depth=2, numchild=3,
            content_type=self.types["materialindexpage"], locale=self.locale,
        )  # fmt: skip

    def page(self, slug: str, **columns: Any) -> Any:
        """A material as a page, published or not."""
        page = self.model("materials", "MaterialPage").objects.create(
            slug=slug, path=next(self.paths), depth=3, content_type=self.types["materialpage"],
            locale=self.locale, owner=self.author, unit=self.unit, subject=self.subject,
            topic=self.topic, grade=9, audience_unit=self.unit, **columns,
        )  # fmt: skip
        rows = type(page).co_authors.through.objects
        rows.create(materialpage=page, person=self.writers[1])
        return page

    def revision(self, page: Any, text: str, **draft: Any) -> Any:
        """A saved draft, as Wagtail stored it for a page."""
        content = {
            "pk": page.pk, "path": page.path, "depth": 3, "numchild": 0, "title": page.title,
            "slug": page.slug, "url_path": f"/{page.slug}/", "live": page.live, "seo_title": "",
            "owner": self.author.pk, "unit": self.unit.pk, "uuid": str(page.uuid),
            "subject": self.subject.pk, "topic": self.topic.pk, "grade": 9,
            "audience_scope": "unit", "audience_unit": self.unit.pk, "review_state": "draft",
            "co_authors": [self.writers[1].pk], "steps": json.dumps(steps(text)),
            "go_live_at": None, "summary": "", **draft,
        }  # fmt: skip
        revision = self.model("wagtailcore", "Revision").objects.create(
            content_type=self.types["materialpage"], base_content_type=self.types["page"],
            object_id=str(page.pk), created_at=WHEN, user=self.author, content=content,
            object_str=page.title, approved_go_live_at=WHEN,
        )  # fmt: skip
        page.latest_revision = revision
        page.save()
        return revision

    def version(self, page: Any, revision: Any, text: str) -> Any:
        """What was submitted of it."""
        return self.model("materials", "MaterialVersion").objects.create(
            material=page, revision=revision, thing_kind="material", thing=page.uuid, number=1,
            title=page.title, slug=page.slug, kind="lecture", content=steps(text),
            content_hash="h", audience_token="all", published=True, approved_at=WHEN,
        )  # fmt: skip

    def log(self, number: int, action: str, revision: Any = None, **columns: Any) -> None:
        """An entry in the log of pages."""
        self.model("wagtailcore", "PageLogEntry").objects.create(
            page_id=number, action=action, content_type=self.types["materialpage"], label="Bài",
            timestamp=WHEN, user=self.author, revision=revision, data={"note": action},
            uuid="6a0d9d8c-5d5c-4f6f-8f63-0d6ac9f0b0aa", content_changed=True, **columns,
        )  # fmt: skip


def fill(apps: Any) -> dict[str, Any]:
    """A published material with a newer draft, one never saved, and what hangs on them."""
    filler = Filler(apps)
    filler.people()
    filler.curriculum()
    index = filler.index()
    other = filler.page("kia", title="Bài kia", live=False)
    page = filler.page("bai", title="Bài đã duyệt", live=True, review_state="approved")
    link = f'<a id="{other.pk}" linktype="page">kia</a>'
    text = f'<p>{link} <a linktype="page" id="{index.pk}">thư viện</a> <a href="/x">x</a></p>'
    first = filler.revision(page, text)
    version = filler.version(page, first, text)
    newest = filler.revision(
        page, text, title="Bản nháp mới", topic=99999, summary="Tóm tắt mới", grade=None
    )
    lost = 4321
    filler.log(page.pk, "wagtail.create", first)
    filler.log(page.pk, "wagtail.edit", newest)
    filler.log(lost, "wagtail.delete", deleted=True)
    picture, references = filler.types["page"], filler.model("wagtailcore", "ReferenceIndex")
    for path in ("steps.item", "owner"):
        references.objects.create(
            base_content_type=filler.types["page"], content_type=filler.types["materialpage"],
            object_id=str(page.pk), to_content_type=filler.types["materialindexpage"],
            to_object_id="1", model_path=path, content_path=path,
            content_path_hash=version.uuid if path == "owner" else page.uuid,
        )  # fmt: skip
    group = filler.model("auth", "Group").objects.create(name="authors")
    right = filler.model("auth", "Permission").objects.create(
        content_type=picture, codename="add_page_x", name="x"
    )
    filler.model("wagtailcore", "GroupPagePermission").objects.create(
        group=group, page_id=index.pk, permission=right
    )
    site = filler.model("wagtailcore", "Site").objects.first()
    site.root_page_id = index.pk
    site.save()
    return {
        "page": page.pk, "other": other.pk, "index": index.pk, "uuid": str(page.uuid),
        "other_uuid": str(other.uuid), "revisions": [first.pk, newest.pk], "lost": lost,
        "version": version.pk, "text": text, "co_author": filler.writers[1].pk,
        "author": filler.author.pk, "unit": filler.unit.pk, "root": filler.root.pk,
        "children": filler.root.numchild,
    }  # fmt: skip


def facts(given: dict[str, Any]) -> dict[str, Any]:
    """What stands there now, by the models of today."""
    from django.contrib.auth import get_user_model
    from wagtail.models import ModelLogEntry, Page, PageLogEntry, ReferenceIndex, Revision, Site

    from content.materials.models import FormerLibraryPage, Material, MaterialVersion

    material = Material.objects.get(pk=given["page"])
    other = Material.objects.get(pk=given["other"])
    old = Revision.objects.get(pk=given["revisions"][0])
    back = old.as_object()
    version = MaterialVersion.objects.get(pk=given["version"])
    author = get_user_model().objects.get(pk=given["author"])
    revisions = list(Revision.objects.for_instance(material).order_by("pk"))
    saved = material.save_revision(user=author, clean=False)
    began = Material.objects.create(title="Mới", slug="moi", owner=author)
    log = ModelLogEntry.objects.filter(content_type__model="material").order_by("pk")
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
    root, frozen = Page.objects.get(depth=1), version.content == steps(given["text"])
    return {
        "row": [
            material.title, material.summary, material.slug, material.review_state,
            material.topic_id, material.grade, material.owner_id, material.unit_id,
            str(material.uuid), material.audience_scope, material.audience_unit_id,
        ],
        "text": material.steps[0].value["body"][0].value.source,
        "co_authors": list(material.co_authors.values_list("pk", flat=True)),
        "other": [other.title, other.latest_revision_id, len(other.steps)],
        "revisions": [one.pk for one in revisions],
        "kept by page": Revision.objects.filter(base_content_type__model="page").count(),
        "scheduled": Revision.objects.exclude(approved_go_live_at=None).count(),
        "content": sorted(old.content),
        "went back": [back.title, back.slug, back.review_state, back.owner_id, back.pk],
        "new revision": saved.content["co_authors"],
        "version": [version.material_id, version.revision_id, frozen],
        "log": [
            [one.object_id, one.action, one.revision_id, one.user_id, one.data, one.deleted,
             one.timestamp == WHEN, one.label]
            for one in log
        ],
        "log of pages": PageLogEntry.objects.filter(content_type__model="materialpage").count(),
        "references": list(
            ReferenceIndex.objects.filter(object_id=str(given["page"])).values_list(
                "base_content_type__model", "content_type__model", "model_path"
            ).filter(model_path__in=["steps.item", "owner"])
        ),
        "libraries": list(FormerLibraryPage.objects.values_list("pk", flat=True)),
        "tree": [
            Page.objects.count(), Page.find_problems(), root.numchild, root.get_children().count(),
        ],
        "site": Site.objects.get().root_page_id,
        "tables": [name for name in tables if name.startswith("materials_material")],
        "new number": began.pk,
    }  # fmt: skip


def main() -> None:
    django.setup()
    given = fill(migrate(BEFORE))
    executor = MigrationExecutor(connection)
    migrate(executor.loader.graph.leaf_nodes())
    print(json.dumps({"given": given, "found": facts(given)}))


if __name__ == "__main__":
    main()
