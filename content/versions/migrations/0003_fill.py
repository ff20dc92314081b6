"""Each version learns what it is a version of, where readers find it, and what its card shows."""

from django.db import migrations
from django.db.models import F

from content.versions.labels import write_down


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    versions = apps.get_model("versions", "FrozenVersion").objects.using(alias)
    own = apps.get_model("materials", "MaterialVersion").objects.using(alias)
    # What readers were shown: the version that its page named, while the page was live.
    shown = set(
        own.filter(
            pk=F("material__live_version"),
            material__live=True,
            approved_at__isnull=False,
            withdrawn_at__isnull=True,
        ).values_list("pk", flat=True)
    )
    rows = own.select_related("material", "subject", "topic", "unit")
    for row in rows.defer("content", "body_text").order_by("pk").iterator(chunk_size=200):
        topics = [row.topic] if row.topic else []
        versions.filter(pk=row.pk).update(
            thing=row.material.uuid,
            slug=row.material.slug,
            published=row.pk in shown,
            card=write_down(
                subject=row.subject, topics=topics, unit=row.unit.name if row.unit else ""
            ),
        )
        versions.get(pk=row.pk).topics.set([topic.pk for topic in topics])


class Migration(migrations.Migration):

    dependencies = [("versions", "0002_columns")]

    operations = [migrations.RunPython(fill)]
