"""Each decision made so far is a vote; each person asked is asked by the unit that decides.

Apart from 0006: PostgreSQL alters no table whose rows were changed in the same transaction.
"""

from datetime import date

from django.db import migrations, models

LONG_AGO = date(2000, 1, 1)


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    step, task, ask, vote = (
        apps.get_model("review", name).objects.using(alias)
        for name in ("ReviewStep", "ReviewTask", "Ask", "Vote")
    )
    # Until now every step but the first began with the head.
    step.exclude(code="group").update(decided_by="head")
    units = task.filter(pk=models.OuterRef("task_id")).values("deciding_unit_id")[:1]
    ask.update(unit_id=models.Subquery(units))
    # The workers find who made the versions that are being judged.
    task.filter(state="open").update(checked_on=LONG_AGO)
    decided = task.filter(state__in=["passed", "returned"], decided_by__isnull=False)
    model = apps.get_model("review", "Vote")
    vote.bulk_create(
        (
            model(
                task_id=one.pk,
                voter_id=one.decided_by_id,
                unit_id=one.deciding_unit_id,
                is_yes=one.state == "passed",
                reason=one.reason,
                cast_at=one.decided_at,
            )
            for one in decided.iterator(chunk_size=500)
        ),
        batch_size=500,
    )


def keep_shared_answers(apps, schema_editor):
    """Going back, a line has one answer again: that of whoever answered first."""
    answers = apps.get_model("review", "ChecklistAnswer").objects.using(
        schema_editor.connection.alias
    )
    seen = set()
    for pk, task, item in answers.order_by("pk").values_list("pk", "task_id", "item_id"):
        if (task, item) in seen:
            answers.filter(pk=pk).delete()
        seen.add((task, item))


class Migration(migrations.Migration):

    dependencies = [("review", "0006_votes")]

    operations = [migrations.RunPython(fill, keep_shared_answers)]
