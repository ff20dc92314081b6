"""Wagtail's own "Moderators approval" goes out of use: review is ours (decision 3).

Wagtail's migrations make one workflow with one task for its group of moderators and hang it on
the root of the page tree. The setting that switches workflows off and our guards stand in its way
already; a row that says it is in use would still start working for whoever lifts the setting.
"""

from django.db import migrations

NAME = "Moderators approval"


def put_away(apps, schema_editor):
    apps.get_model("wagtailcore", "WorkflowPage").objects.filter(workflow__name=NAME).delete()
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name=NAME).update(active=False)


def bring_back(apps, schema_editor):
    for model in ("Workflow", "Task"):
        apps.get_model("wagtailcore", model).objects.filter(name=NAME).update(active=True)
    workflow = apps.get_model("wagtailcore", "Workflow").objects.filter(name=NAME).first()
    root = apps.get_model("wagtailcore", "Page").objects.filter(depth=1).first()
    if workflow is not None and root is not None:
        pages = apps.get_model("wagtailcore", "WorkflowPage").objects
        pages.get_or_create(page=root, defaults={"workflow": workflow})


class Migration(migrations.Migration):
    dependencies = [
        ("review", "0003_note"),
        ("wagtailcore", "0098_apitoken"),
    ]
    operations = [migrations.RunPython(put_away, bring_back)]
