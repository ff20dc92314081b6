"""Who judges a material is for the steps of review to say; readers are shown what its versions say."""

from django.db import migrations, models


def one_state(apps, schema_editor):
    pages = apps.get_model("materials", "MaterialPage").objects.using(schema_editor.connection.alias)
    pages.filter(review_state__in=["submitted", "group_passed"]).update(review_state="in_review")


class Migration(migrations.Migration):

    dependencies = [
        ("materials", "0008_versions_elsewhere"),
        ("versions", "0003_fill"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel("VersionFile")]),
        migrations.RemoveField("materialpage", "live_version"),
        migrations.RunPython(one_state),
        migrations.AlterField(
            "materialpage",
            "review_state",
            models.CharField(
                choices=[
                    ("draft", "Draft"), ("in_review", "Under review"), ("sent_back", "Sent back"),
                    ("approved", "Approved"), ("withdrawn", "Withdrawn"),
                ],
                default="draft",
                editable=False,
                max_length=14,
            ),
        ),
    ]
