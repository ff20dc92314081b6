"""Pictures and documents belong to `files`, which has renamed their tables: nothing is left to do
in the database, whose foreign keys followed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0001_initial'),
        ('materials', '0006_seconds_of_a_step'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='versionfile',
                    name='image',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='files.picture'),
                ),
                migrations.AlterField(
                    model_name='versionfile',
                    name='document',
                    field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='files.document'),
                ),
                migrations.DeleteModel(name='MaterialRendition'),
                migrations.DeleteModel(name='MaterialImage'),
                migrations.DeleteModel(name='MaterialDocument'),
            ],
        ),
    ]
