"""Who decides a step, and by how many votes, is data; whom a task asks has a unit; makers are
stored; each decision made so far becomes a vote."""

from datetime import date

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

LONG_AGO = date(2000, 1, 1)


def key(to, **options):
    options = {"on_delete": django.db.models.deletion.PROTECT, "related_name": "+"} | options
    return models.ForeignKey(to=to, **options)


def fill(apps, schema_editor):
    alias = schema_editor.connection.alias
    step, task, ask, vote = (
        apps.get_model("review", name).objects.using(alias)
        for name in ("ReviewStep", "ReviewTask", "Ask", "Vote")
    )
    step.filter(code="head").update(decided_by="head")
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

    dependencies = [
        ("people", "0001_initial"),
        ("review", "0005_any_version"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "reviewstep",
            "decided_by",
            models.CharField(
                choices=[
                    ("group", "Subject group of the author's school"),
                    ("head", "Head of the author's school"),
                ],
                default="group",
                max_length=12,
                verbose_name="decided by",
            ),
        ),
        migrations.AddField(
            "reviewstep",
            "deciders_asked",
            models.PositiveSmallIntegerField(default=1, verbose_name="votes asked for"),
        ),
        migrations.AddField(
            "reviewstep",
            "deciders_needed",
            models.PositiveSmallIntegerField(
                default=1,
                help_text="So many alike decide. If all are cast and no side has them, one more does.",
                verbose_name="votes that decide",
            ),
        ),
        migrations.AddConstraint(
            "reviewstep",
            models.CheckConstraint(
                condition=Q(deciders_needed__gte=1, deciders_asked__gte=F("deciders_needed")),
                name="step_needs_no_more_votes_than_it_asks",
            ),
        ),
        # The table stands already: Django made it for `asked`.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Ask",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("task", key("review.reviewtask", on_delete=django.db.models.deletion.CASCADE, related_name="asks", db_column="reviewtask_id")),
                        ("person", key("people.person", on_delete=django.db.models.deletion.CASCADE)),
                    ],
                    options={
                        "db_table": "review_reviewtask_asked",
                        "unique_together": {("task", "person")},
                    },
                ),
                migrations.AlterField(
                    "reviewtask",
                    "asked",
                    models.ManyToManyField(related_name="+", through="review.Ask", to="people.person"),
                ),
            ],
        ),
        migrations.AddField("ask", "unit", key("people.unit", null=True)),
        migrations.AddField(
            "reviewtask",
            "makers",
            models.ManyToManyField(
                help_text="Who had a hand in the version, when the people were last found.",
                related_name="+",
                to="people.person",
            ),
        ),
        migrations.CreateModel(
            name="Vote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_yes", models.BooleanField(help_text="Whether it is to pass.")),
                ("reason", models.TextField(blank=True)),
                ("cast_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("task", key("review.reviewtask", on_delete=django.db.models.deletion.CASCADE, related_name="votes")),
                ("unit", key("people.unit", null=True)),
                ("voter", key(settings.AUTH_USER_MODEL)),
            ],
            options={"ordering": ["cast_at", "pk"]},
        ),
        migrations.AddConstraint(
            "vote",
            models.UniqueConstraint(fields=["task", "voter"], name="one_vote_per_person_and_task"),
        ),
        migrations.RemoveConstraint("checklistanswer", "answer_once_per_item"),
        migrations.AddField(
            "checklistanswer",
            "voter",
            key(
                settings.AUTH_USER_MODEL,
                help_text="Whose own answer it is, where several judge; else all share one.",
                null=True,
            ),
        ),
        migrations.AddConstraint(
            "checklistanswer",
            models.UniqueConstraint(
                fields=["task", "item"], condition=Q(voter=None), name="answer_once_per_item"
            ),
        ),
        migrations.AddConstraint(
            "checklistanswer",
            models.UniqueConstraint(
                fields=["task", "item", "voter"], name="answer_once_per_item_and_voter"
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(migrations.RunPython.noop, keep_shared_answers),
    ]
