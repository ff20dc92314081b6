"""A version of a material keeps what only materials have; the rest is its row in `versions`."""

import django.db.models.deletion
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import migrations, models

LICENCES = [
    ("cc-by-4.0", "CC BY 4.0"), ("cc-by-sa-4.0", "CC BY-SA 4.0"), ("cc-by-nc-4.0", "CC BY-NC 4.0"),
    ("cc-by-nc-sa-4.0", "CC BY-NC-SA 4.0"), ("public-domain", "Public domain"),
    ("school-use", "For use in schools of the province only"),
]
COLUMNS = [
    "revision_id", "summary", "topic_id", "objectives", "keywords", "language", "licence", "source",
    "watch_share", "step_seconds", "content", "block_schema", "body_text", "has_formulas",
]


def move_columns(apps, schema_editor):
    _drop_indexes(schema_editor, {"revision_id", "topic_id"})
    schema_editor.create_model(apps.get_model("materials", "MaterialVersion"))
    schema_editor.execute(
        f"INSERT INTO materials_materialversion (frozenversion_ptr_id, material_id, {', '.join(COLUMNS)}) "
        f"SELECT id, page_id, {', '.join(COLUMNS)} FROM versions_frozenversion"
    )


def _drop_indexes(schema_editor, columns):
    """Of columns about to go: the new table's indexes take their names."""
    connection = schema_editor.connection
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, "versions_frozenversion")
    for name, one in found.items():
        if one["index"] and not one["unique"] and set(one["columns"]) <= columns:
            schema_editor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):

    dependencies = [
        ("curriculum", "0001_initial"),
        ("materials", "0007_files_elsewhere"),
        ("versions", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="MaterialVersion"),
                migrations.CreateModel(
                    name="MaterialVersion",
                    fields=[
                        ("frozenversion_ptr", models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to="versions.frozenversion")),
                        ("summary", models.TextField(blank=True, max_length=600, verbose_name="summary")),
                        ("objectives", models.TextField(blank=True, help_text="What students can do afterwards, one line each.", max_length=3000, verbose_name="objectives")),
                        ("keywords", models.CharField(blank=True, max_length=400, verbose_name="keywords")),
                        ("language", models.CharField(default="vi", max_length=8, verbose_name="language")),
                        ("licence", models.CharField(blank=True, choices=LICENCES, max_length=20, verbose_name="licence")),
                        ("source", models.CharField(blank=True, help_text="Who made it or where it comes from, for example: written by the author.", max_length=400, verbose_name="source")),
                        ("watch_share", models.PositiveSmallIntegerField(default=80, validators=[MinValueValidator(1), MaxValueValidator(100)], verbose_name="share of the video to watch (%)")),
                        ("step_seconds", models.PositiveSmallIntegerField(default=5, validators=[MinValueValidator(1), MaxValueValidator(600)], verbose_name="seconds on a step before it counts as read")),
                        ("content", models.JSONField(verbose_name="steps")),
                        ("block_schema", models.PositiveSmallIntegerField(default=1)),
                        ("body_text", models.TextField(blank=True)),
                        ("has_formulas", models.BooleanField(default=False)),
                        ("material", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="materials.materialpage")),
                        ("revision", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="wagtailcore.revision")),
                        ("topic", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="curriculum.topic", verbose_name="topic")),
                    ],
                    options={"verbose_name": "version", "verbose_name_plural": "versions"},
                    bases=("versions.frozenversion", models.Model),
                ),
            ],
        ),
        migrations.RunPython(move_columns),
    ]
