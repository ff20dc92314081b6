"""Review judges frozen versions of whatever kind."""

import django.db.models.deletion
from django.db import migrations, models


def of_a_version(related_name):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name=related_name,
        to="versions.frozenversion",
    )


class Migration(migrations.Migration):

    dependencies = [
        ("review", "0004_stock_moderation_off"),
        ("versions", "0003_fill"),
    ]

    operations = [
        migrations.AlterField("reviewtask", "version", of_a_version("review_tasks")),
        migrations.AlterField("remark", "version", of_a_version("remarks")),
    ]
