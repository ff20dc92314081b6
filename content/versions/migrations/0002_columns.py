"""What only materials have leaves; what a list, a card and a reader need comes in."""

import django.db.models.deletion
from django.db import migrations, models

MOVED = [
    "page_id", "revision_id", "summary", "topic_id", "objectives", "keywords", "language",
    "licence", "source", "watch_share", "step_seconds", "content", "block_schema", "body_text",
    "has_formulas",
]


def drop_moved_columns(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        # Made anew with the columns that the model has, as Django does for nearly any change.
        schema_editor._remake_table(apps.get_model("versions", "FrozenVersion"))
        return
    dropped = ", ".join(f"DROP COLUMN {name}" for name in MOVED)
    schema_editor.execute(f"ALTER TABLE versions_frozenversion {dropped}")


def take_over_files(apps, schema_editor):
    model = apps.get_model("versions", "VersionFile")
    schema_editor.alter_db_table(model, "materials_versionfile", "versions_versionfile")


def use(to):
    return models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="uses", to=to)


class Migration(migrations.Migration):

    dependencies = [
        ("curriculum", "0001_initial"),
        ("files", "0001_initial"),
        ("materials", "0008_versions_elsewhere"),
        ("media_pipeline", "__first__"),
        ("versions", "0001_initial"),
    ]

    operations = [
        migrations.RunPython(drop_moved_columns),
        migrations.AddField("frozenversion", "thing_kind", models.CharField(default="material", max_length=20), preserve_default=False),
        migrations.AddField("frozenversion", "thing", models.UUIDField(null=True)),
        migrations.AddField("frozenversion", "slug", models.SlugField(default="", max_length=255), preserve_default=False),
        migrations.AddField("frozenversion", "hash_schema", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("frozenversion", "card", models.JSONField(default=dict)),
        migrations.AddField("frozenversion", "published", models.BooleanField(default=False)),
        migrations.AddField("frozenversion", "topics", models.ManyToManyField(related_name="versions", to="curriculum.topic")),
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="VersionFile",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("step_id", models.UUIDField(null=True)),
                        ("asset", use("media_pipeline.asset")),
                        ("caption", use("media_pipeline.caption")),
                        ("document", use("files.document")),
                        ("image", use("files.picture")),
                        ("version", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="files", to="versions.frozenversion")),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("asset", None), ("caption", None), ("document", None), ("image__isnull", False)),
                                    models.Q(("asset", None), ("caption", None), ("document__isnull", False), ("image", None)),
                                    models.Q(("asset__isnull", False), ("caption", None), ("document", None), ("image", None)),
                                    models.Q(("asset", None), ("caption__isnull", False), ("document", None), ("image", None)),
                                    _connector="OR",
                                ),
                                name="version_file_names_one_file",
                            )
                        ],
                    },
                ),
            ],
        ),
        migrations.RunPython(take_over_files),
    ]
