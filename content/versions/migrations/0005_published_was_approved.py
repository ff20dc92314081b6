"""A row cannot say that it is published unless it was approved and not withdrawn."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [("versions", "0004_constraints")]

    operations = [
        migrations.AddConstraint(
            "frozenversion",
            models.CheckConstraint(
                condition=Q(published=False) | Q(approved_at__isnull=False, withdrawn_at=None),
                name="what_is_published_was_approved",
            ),
        ),
    ]
