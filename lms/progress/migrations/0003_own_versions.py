"""Progress goes on pointing at versions of materials, which have a table of their own now.

In a database that comes from before, its foreign key followed the table that was renamed; the
first of the two operations says so, the second leads it to the new one.
"""

import django.db.models.deletion
from django.db import migrations, models


def of_a_version(to):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="progress", to=to
    )


class Migration(migrations.Migration):

    dependencies = [
        ("materials", "0008_versions_elsewhere"),
        ("progress", "0002_clocks"),
        ("versions", "0003_fill"),
    ]

    operations = [
        migrations.AlterField("progress", "version", of_a_version("versions.frozenversion")),
        migrations.AlterField("progress", "version", of_a_version("materials.materialversion")),
    ]
