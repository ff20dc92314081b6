"""The columns that versions of every kind have come from `materials`: their table is renamed.

What only materials have, which the state of the models here does not know, moves to a table of
their own (materials/0008) and leaves this one in versions/0002. Going back would take rows apart that belong together now: back-ups are made before
(`manage.py prepare` makes one), and none of the three migrations can be reversed.
"""

import uuid

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def take_over(apps, schema_editor):
    # Indexes, constraints and sequences keep their names and follow, as do foreign keys.
    model = apps.get_model("versions", "FrozenVersion")
    schema_editor.alter_db_table(model, "materials_materialversion", "versions_frozenversion")


def foreign_key(to, **options):
    options = {"null": True, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"} | options
    return models.ForeignKey(to=to, **options)


class Migration(migrations.Migration):

    initial = True
    back_up_first = True

    dependencies = [
        ("curriculum", "0001_initial"),
        ("files", "0001_initial"),
        ("materials", "0007_files_elsewhere"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="FrozenVersion",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("audience_scope", models.CharField(choices=[("me", "Only me"), ("unit", "A unit and all below it"), ("signed_in", "Everyone signed in"), ("public", "Everyone")], default="public", max_length=12, verbose_name="shared with")),
                        ("audience_reach", models.CharField(choices=[("staff", "Staff only"), ("all", "Staff and students")], default="all", max_length=5, verbose_name="for")),
                        ("kind", models.CharField(max_length=20, verbose_name="kind")),
                        ("grade", models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name="grade")),
                        ("minutes", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes a student needs")),
                        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ("number", models.PositiveIntegerField()),
                        ("title", models.CharField(max_length=255, verbose_name="Title")),
                        ("content_hash", models.CharField(max_length=64)),
                        ("audience_token", models.CharField(db_index=True, max_length=60)),
                        ("reviewed_by", models.CharField(blank=True, max_length=200)),
                        ("submitted_at", models.DateTimeField(auto_now_add=True)),
                        ("approved_at", models.DateTimeField(blank=True, null=True)),
                        ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                        ("audience_unit", foreign_key("people.unit", blank=True, verbose_name="unit")),
                        ("subject", foreign_key("curriculum.subject", verbose_name="subject")),
                        ("submitted_by", foreign_key(settings.AUTH_USER_MODEL)),
                        ("unit", foreign_key("people.unit")),
                    ],
                    options={
                        "verbose_name": "version",
                        "verbose_name_plural": "versions",
                        "ordering": ["-submitted_at"],
                        "indexes": [models.Index(fields=["grade", "subject"], name="materials_m_grade_a9b7e4_idx")],
                    },
                ),
            ],
        ),
        migrations.RunPython(take_over),
    ]
