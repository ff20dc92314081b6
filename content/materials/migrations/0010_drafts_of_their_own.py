"""A material's draft is a model of its own, and no page."""

import content.materials.blocks
import django.core.validators
import django.db.models.deletion
import uuid
import wagtail.fields
import wagtail.models.preview
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('curriculum', '0001_initial'),
        ('materials', '0009_states_of_review'),
        ('people', '0002_closed_units'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FormerLibraryPage',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='Material',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('locked', models.BooleanField(default=False, editable=False, verbose_name='locked')),
                ('locked_at', models.DateTimeField(editable=False, null=True, verbose_name='locked at')),
                ('grade', models.PositiveSmallIntegerField(null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(12)], verbose_name='grade')),
                ('summary', models.TextField(blank=True, max_length=600, verbose_name='summary')),
                ('objectives', models.TextField(blank=True, help_text='What students can do afterwards, one line each.', max_length=3000, verbose_name='objectives')),
                ('keywords', models.CharField(blank=True, max_length=400, verbose_name='keywords')),
                ('language', models.CharField(default='vi', max_length=8, verbose_name='language')),
                ('licence', models.CharField(blank=True, choices=[('cc-by-4.0', 'CC BY 4.0'), ('cc-by-sa-4.0', 'CC BY-SA 4.0'), ('cc-by-nc-4.0', 'CC BY-NC 4.0'), ('cc-by-nc-sa-4.0', 'CC BY-NC-SA 4.0'), ('public-domain', 'Public domain'), ('school-use', 'For use in schools of the province only')], max_length=20, verbose_name='licence')),
                ('source', models.CharField(blank=True, help_text='Who made it or where it comes from, for example: written by the author.', max_length=400, verbose_name='source')),
                ('watch_share', models.PositiveSmallIntegerField(default=80, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='share of the video to watch (%)')),
                ('step_seconds', models.PositiveSmallIntegerField(default=5, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='seconds on a step before it counts as read')),
                ('kind', models.CharField(choices=[('lecture', 'Lecture'), ('video_lecture', 'Video lecture'), ('televised_lecture', 'Televised lecture'), ('textbook', 'E-textbook chapter'), ('simulation', 'Simulation'), ('document', 'Document'), ('exercise_set', 'Exercises')], default='lecture', max_length=20, verbose_name='kind')),
                ('minutes', models.PositiveSmallIntegerField(blank=True, null=True, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)], verbose_name='minutes a student needs')),
                ('audience_scope', models.CharField(choices=[('me', 'Only me'), ('unit', 'A unit and all below it'), ('signed_in', 'Everyone signed in'), ('public', 'Everyone')], default='public', max_length=12, verbose_name='shared with')),
                ('audience_reach', models.CharField(choices=[('staff', 'Staff only'), ('all', 'Staff and students')], default='all', max_length=5, verbose_name='for')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=255, verbose_name='Title')),
                ('slug', models.SlugField(editable=False, max_length=255, unique=True)),
                ('steps', wagtail.fields.StreamField([('step', 28)], blank=True, block_lookup={0: ('wagtail.blocks.CharBlock', (), {'label': 'Title of the step', 'max_length': 160}), 1: ('wagtail.blocks.CharBlock', (), {'icon': 'title', 'label': 'Heading', 'max_length': 200, 'template': 'materials/blocks/heading.html'}), 2: ('content.materials.blocks.TextBlock', (), {}), 3: ('content.materials.blocks.FormulaBlock', (), {}), 4: ('wagtail.images.blocks.ImageBlock', [], {'label': 'Picture'}), 5: ('wagtail.blocks.CharBlock', (), {'label': 'Caption', 'max_length': 300, 'required': False}), 6: ('wagtail.blocks.StructBlock', [[('image', 4), ('caption', 5)]], {}), 7: ('wagtail.blocks.CharBlock', (), {'label': 'Text', 'max_length': 500, 'required': False}), 8: ('wagtail.contrib.typed_table_block.blocks.TypedTableBlock', [[('text', 7)]], {}), 9: ('content.materials.blocks.TextBlock', (), {'label': 'What to remember'}), 10: ('wagtail.blocks.StructBlock', [[('body', 9)]], {}), 11: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 120, 'required': False}), 12: ('content.materials.blocks.TextBlock', (), {'label': 'Example and solution'}), 13: ('wagtail.blocks.StructBlock', [[('title', 11), ('body', 12)]], {}), 14: ('content.materials.blocks.TextBlock', (), {'label': 'Task'}), 15: ('content.materials.blocks.TextBlock', (), {'label': 'Answer'}), 16: ('wagtail.blocks.StructBlock', [[('title', 11), ('task', 14), ('answer', 15)]], {}), 17: ('content.materials.blocks.AssetBlock', (), {'label': 'Video file'}), 18: ('wagtail.blocks.CharBlock', (), {'label': 'Title', 'max_length': 200, 'required': False}), 19: ('wagtail.blocks.StructBlock', [[('asset', 17), ('title', 18)]], {}), 20: ('wagtail.documents.blocks.DocumentChooserBlock', (), {'label': 'PDF'}), 21: ('wagtail.blocks.CharBlock', (), {'label': 'What it is for', 'max_length': 200, 'required': False}), 22: ('wagtail.blocks.StructBlock', [[('document', 20), ('note', 21)]], {}), 23: ('wagtail.blocks.CharBlock', (), {'label': 'Name', 'max_length': 200}), 24: ('wagtail.blocks.URLBlock', (), {'label': 'Address', 'validators': [content.materials.blocks._require_https]}), 25: ('content.materials.blocks.TextBlock', (), {'label': 'What to do', 'required': False}), 26: ('wagtail.blocks.StructBlock', [[('title', 23), ('url', 24), ('instructions', 25)]], {}), 27: ('wagtail.blocks.StreamBlock', [[('heading', 1), ('text', 2), ('formula', 3), ('picture', 6), ('table', 8), ('key_point', 10), ('example', 13), ('exercise', 16), ('video', 19), ('document', 22), ('simulation', 26)]], {'label': 'Content', 'required': False}), 28: ('wagtail.blocks.StructBlock', [[('title', 0), ('body', 27)]], {})}, verbose_name='steps')),
                ('review_state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'Under review'), ('sent_back', 'Sent back'), ('approved', 'Approved'), ('withdrawn', 'Withdrawn')], default='draft', editable=False, max_length=14)),
                ('is_demo', models.BooleanField(default=False, editable=False)),
                ('audience_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='unit')),
                ('co_authors', models.ManyToManyField(blank=True, related_name='+', to='people.person')),
                ('latest_revision', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.revision', verbose_name='latest revision')),
                ('locked_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='locked_%(class)ss', to=settings.AUTH_USER_MODEL, verbose_name='locked by')),
                ('owner', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='curriculum.subject', verbose_name='subject')),
                ('topic', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='curriculum.topic', verbose_name='topic')),
                ('unit', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.unit', verbose_name='unit of the author')),
            ],
            options={
                'verbose_name': 'material',
                'verbose_name_plural': 'materials',
            },
            bases=(wagtail.models.preview.PreviewableMixin, models.Model),
        ),
    ]
