"""Materials are no pages any more: their pages and the one above them leave the tree."""

import django.db.models.deletion
from django.db import migrations, models

OURS = ["materialpage", "materialindexpage"]


def leave_the_tree(apps, schema_editor):
    alias = schema_editor.connection.alias
    types = apps.get_model("contenttypes", "ContentType").objects.using(alias)
    kinds = list(types.filter(app_label="materials", model__in=OURS))
    pages = apps.get_model("wagtailcore", "Page").objects.using(alias)
    leaving = pages.filter(content_type__in=kinds)
    numbers = list(leaving.values_list("pk", flat=True))
    if not numbers:
        return
    root = pages.filter(depth=1).order_by("path").first()
    sites = apps.get_model("wagtailcore", "Site").objects.using(alias)
    sites.filter(root_page__in=leaving).update(root_page=root)
    base = types.get(app_label="wagtailcore", model="page")
    for app, model in (("wagtailsearch", "IndexEntry"), ("wagtailadmin", "EditingSession"), ("wagtailadmin", "FormState")):
        rows = apps.get_model(app, model).objects.using(alias)
        rows.filter(content_type__in=kinds).delete()
        for first in range(0, len(numbers), 200):
            some = [str(number) for number in numbers[first : first + 200]]
            rows.filter(content_type=base, object_id__in=some).delete()
    leaving.delete()
    for page in pages.all():
        below = pages.filter(depth=page.depth + 1, path__startswith=page.path).count()
        if below != page.numchild:
            pages.filter(pk=page.pk).update(numchild=below)


class Migration(migrations.Migration):

    dependencies = [
        ("materials", "0011_pages_become_materials"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailsearch", "0010_add_text_fields"),
    ]

    operations = [
        migrations.AlterField(
            model_name="materialversion",
            name="material",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="materials.material",
            ),
        ),
        migrations.DeleteModel(name="MaterialIndexPage"),
        migrations.DeleteModel(name="MaterialPage"),
        migrations.RunPython(leave_the_tree),
    ]
