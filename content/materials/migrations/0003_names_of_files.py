from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("materials", "0002_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="materialdocument",
            options={"verbose_name": "PDF document", "verbose_name_plural": "PDF documents"},
        ),
        migrations.AlterModelOptions(
            name="materialimage",
            options={"verbose_name": "picture", "verbose_name_plural": "pictures"},
        ),
    ]
