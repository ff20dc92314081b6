"""The clock of a person's reading and watching moves from each page to the person and version."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('progress', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='progress',
            name='read_clock',
            field=models.JSONField(default=list),
        ),
        migrations.AddField(
            model_name='progress',
            name='watch_clock',
            field=models.JSONField(default=list),
        ),
        migrations.RemoveField(
            model_name='reportsession',
            name='read_credit',
        ),
        migrations.RemoveField(
            model_name='reportsession',
            name='watch_credit',
        ),
    ]
