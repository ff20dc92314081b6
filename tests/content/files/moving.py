"""A child of `test_moved_tables`: fills a database as it was before `files`, moves it there, back
and there again, and prints what it found each time."""

import json
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lms.settings.test")

import django
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

BEFORE = [("files", None), ("materials", "0006_seconds_of_a_step")]
THERE = [("files", "0001_initial"), ("materials", "0007_files_elsewhere")]
MODELS = {
    "materialimage": "picture",
    "materialrendition": "picturerendition",
    "materialdocument": "document",
}
# What names a row of any model by its content type, and how.
NAMING = {
    "auth_permission": ["content_type_id"],
    "taggit_taggeditem": ["content_type_id", "object_id"],
    "wagtailcore_modellogentry": ["content_type_id", "object_id"],
    "wagtailcore_referenceindex": [
        "base_content_type_id", "content_type_id", "object_id", "to_content_type_id",
        "to_object_id",
    ],
    "materials_versionfile": ["image_id", "document_id"],
}  # fmt: skip


def migrate(targets: list[Any]) -> Any:
    """Go to this place in the history; the models of there."""
    executor = MigrationExecutor(connection)
    executor.migrate(targets)
    executor.loader.build_graph()
    places = [place for place in targets if place[1]]
    return executor.loader.project_state(places).apps


def fill(apps: Any) -> None:
    """A row of each model, used by a version, tagged, logged and referred to."""
    picture = apps.get_model("materials", "MaterialImage").objects.create(
        title="Hình", file="original_images/hinh.png", width=600, height=400, collection_id=1
    )
    rendition = apps.get_model("materials", "MaterialRendition").objects.create(
        image=picture, filter_spec="width-400", file="images/hinh.png", width=400, height=267
    )
    document = apps.get_model("materials", "MaterialDocument").objects.create(
        title="Phiếu", file="documents/phieu.pdf", pages=1, collection_id=1
    )
    types = {
        name: apps.get_model("contenttypes", "ContentType").objects.create(
            app_label="materials", model=name
        )
        for name in MODELS
    }
    image_type, document_type = types["materialimage"], types["materialdocument"]
    for name in MODELS:
        apps.get_model("auth", "Permission").objects.create(
            content_type=types[name], codename=f"add_{name}", name=f"Can add {name}"
        )
    tag = apps.get_model("taggit", "Tag").objects.create(name="hình học", slug="hinh-hoc")
    apps.get_model("taggit", "TaggedItem").objects.create(
        tag=tag, content_type=image_type, object_id=picture.pk
    )
    for kind, row in ((image_type, picture), (types["materialrendition"], rendition)):
        apps.get_model("wagtailcore", "ModelLogEntry").objects.create(
            content_type=kind, object_id=str(row.pk), label="Hình", action="wagtail.create",
            timestamp="2026-01-01T00:00:00Z", data={},
        )  # fmt: skip
    apps.get_model("wagtailcore", "ReferenceIndex").objects.create(
        base_content_type=image_type, content_type=image_type, object_id=str(picture.pk),
        to_content_type=document_type, to_object_id=str(document.pk),
        model_path="a", content_path="a", content_path_hash=picture.uuid,
    )  # fmt: skip
    version = apps.get_model("materials", "MaterialVersion").objects.create(
        page=_page(apps), number=1, title="Bài", content=[], content_hash="", audience_token="all"
    )
    for column in ({"image": picture}, {"document": document}):
        apps.get_model("materials", "VersionFile").objects.create(version=version, **column)


def begin_too_early(apps: Any) -> None:
    """What `migrate` makes for a new name where it stops before the rows of the old one moved."""
    kind = apps.get_model("contenttypes", "ContentType").objects.create(
        app_label="files", model="picture"
    )
    apps.get_model("auth", "Permission").objects.create(
        content_type=kind, codename="add_picture", name="Can add picture"
    )


def _page(apps: Any) -> Any:
    kind = apps.get_model("contenttypes", "ContentType").objects.create(
        app_label="materials", model="materialpage"
    )
    locale = apps.get_model("wagtailcore", "Locale").objects.first()
    return apps.get_model("materials", "MaterialPage").objects.create(
        title="Bài", slug="bai", path="00010009", depth=2, content_type=kind, locale=locale,
        live=False,
    )  # fmt: skip


def facts() -> dict[str, Any]:
    """What stands in the database, read without models."""
    with connection.cursor() as cursor:

        def rows(sql: str) -> list[list[Any]]:
            cursor.execute(sql)
            return [[str(value) for value in row] for row in cursor.fetchall()]

        moving = {*MODELS.values(), *MODELS}
        types = rows("SELECT app_label, model, id FROM django_content_type ORDER BY 1, 2")
        types = [row for row in types if row[1] in moving and row[0] in {"files", "materials"}]
        names = connection.introspection.table_names(cursor)
        pairs = [(f"materials_{old}", f"files_{new}") for old, new in MODELS.items()]
        tables = [name for pair in pairs for name in pair if name in names]
        return {
            "tables": sorted(tables),
            "content types": [f"{row[0]}.{row[1]}" for row in types],
            "rows": {
                new: rows(f'SELECT * FROM "{(old if old in tables else new)}"')  # noqa: S608
                for old, new in pairs
            },
            "named by": {
                table: rows(f"SELECT {', '.join(columns)} FROM {table} ORDER BY id")  # noqa: S608
                for table, columns in NAMING.items()
            }
            | {"numbers": sorted(row[2] for row in types)},
            "permission": rows(
                "SELECT codename, auth_permission.name FROM auth_permission "
                "JOIN django_content_type t ON t.id = content_type_id "
                "WHERE t.model IN ('picture', 'materialimage')"
            )[0],
        }


def new_rows(apps: Any) -> list[int]:
    """The numbers that new rows get beside those that moved."""
    fields = {"file": "hai.png", "width": 1, "height": 1}
    picture = apps.get_model("files", "Picture").objects.create(
        title="Hai", collection_id=1, **fields
    )
    size = apps.get_model("files", "PictureRendition").objects.create(
        image=picture, filter_spec="width-1", **fields
    )
    document = apps.get_model("files", "Document").objects.create(
        title="Hai", file="2.pdf", collection_id=1
    )
    return [picture.pk, size.pk, document.pk]


def refused(apps: Any) -> list[str]:
    """What the database itself refuses: a number or size twice, a file away from its version."""
    pictures = apps.get_model("files", "Picture").objects
    sizes = apps.get_model("files", "PictureRendition").objects
    used, other = pictures.order_by("pk")
    size = sizes.get(image=used)
    tries = {
        "a uuid twice": lambda: pictures.filter(pk=other.pk).update(uuid=used.uuid),
        "a size twice": lambda: sizes.exclude(pk=size.pk).update(
            image=used, filter_spec=size.filter_spec
        ),
        "a size of nothing": lambda: sizes.filter(pk=size.pk).update(image_id=99),
        "a version without its picture": lambda: (
            apps.get_model("materials", "VersionFile")
            .objects.filter(image=used)
            .update(image_id=99)
        ),
    }
    found = []
    for name, wrong in tries.items():
        try:
            with transaction.atomic():
                wrong()
                connection.check_constraints()
        except IntegrityError:
            found.append(name)
    return found


def main() -> None:
    django.setup()
    apps = migrate(BEFORE)
    fill(apps)
    told: dict[str, Any] = {"before": facts()}
    begin_too_early(apps)
    for name, place in (("there", THERE), ("back", BEFORE), ("there again", THERE)):
        apps = migrate(place)
        told[name] = facts()
    told["new numbers"], told["refused"] = new_rows(apps), refused(apps)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
