"""What the rows must keep to from now on, and the order in which lists read them."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):

    dependencies = [("materials", "0009_states_of_review"), ("versions", "0003_fill")]

    operations = [
        migrations.RenameIndex(
            "frozenversion", new_name="version_place", old_name="materials_m_grade_a9b7e4_idx"
        ),
        migrations.AlterField("frozenversion", "thing", models.UUIDField()),
        migrations.AddIndex(
            "frozenversion",
            models.Index(fields=["slug"], condition=Q(published=True), name="version_address"),
        ),
        migrations.AddIndex(
            "frozenversion",
            models.Index(
                F("approved_at").desc(),
                "id",
                condition=Q(published=True),
                name="version_newest_published",
            ),
        ),
        migrations.AddConstraint(
            "frozenversion",
            models.UniqueConstraint(fields=["thing", "number"], name="version_number_once"),
        ),
        migrations.AddConstraint(
            "frozenversion",
            models.UniqueConstraint(
                fields=["thing"], condition=Q(published=True), name="one_published_version"
            ),
        ),
    ]
