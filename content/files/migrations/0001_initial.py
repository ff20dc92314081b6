"""The models come from `materials`: their tables are renamed, and with them the content types by
which the log, tags, the reference index and Wagtail's search name them."""

import django.db.models.deletion
import modelsearch.index
import taggit.managers
import uuid
import wagtail.images.models
import wagtail.models.media
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import migrations, models

# The models as `materials` called them, and as they are called here.
MOVED = {
    'materialimage': 'picture',
    'materialrendition': 'picturerendition',
    'materialdocument': 'document',
}


def take_over(apps, schema_editor):
    for old, new in MOVED.items():
        _rename(apps, schema_editor, ('materials', old), ('files', new))


def give_back(apps, schema_editor):
    for old, new in MOVED.items():
        _rename(apps, schema_editor, ('files', new), ('materials', old))


def _rename(apps, schema_editor, old, new):
    model = apps.get_model(*new)
    # Indexes, constraints and PostgreSQL's sequences keep their names and follow, as do the
    # foreign keys of other tables.
    schema_editor.alter_db_table(model, '_'.join(old), '_'.join(new))
    _rename_content_type(apps, schema_editor.connection.alias, old, new)


def _rename_content_type(apps, alias, old, new):
    """The row keeps its number, so that whatever names it follows. A fresh database has no such
    rows yet: they are made after the last migration."""
    content_types = apps.get_model('contenttypes', 'ContentType').objects.using(alias)
    permissions = apps.get_model('auth', 'Permission').objects.using(alias)
    kept = content_types.filter(app_label=old[0], model=old[1]).first()
    if kept is None:
        return
    # Where somebody stopped between two migrations, `migrate` has made a row for the new name and
    # its permissions. Nothing else can name it; if something did, the database would refuse.
    unused = content_types.filter(app_label=new[0], model=new[1])
    permissions.filter(content_type__in=unused).delete()
    unused._raw_delete(alias)
    kept.app_label, kept.model = new
    kept.save(update_fields=['app_label', 'model'])
    words = apps.get_model(*new)._meta.verbose_name
    for permission in permissions.filter(content_type=kept, codename__endswith='_' + old[1]):
        action = permission.codename.removesuffix('_' + old[1])
        permission.codename, permission.name = f'{action}_{new[1]}', f'Can {action} {words}'
        permission.save(update_fields=['codename', 'name'])
    ContentType.objects.clear_cache()


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('materials', '0006_seconds_of_a_step'),
        ('taggit', '0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx'),
        ('wagtailcore', '0098_apitoken'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Document',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('file', models.FileField(upload_to='documents', verbose_name='file')),
                        ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='created at')),
                        ('file_size', models.PositiveBigIntegerField(editable=False, null=True)),
                        ('file_hash', models.CharField(blank=True, editable=False, max_length=40)),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('pages', models.PositiveIntegerField(editable=False, null=True)),
                        ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                        ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                        ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                    ],
                    options={
                        'verbose_name': 'PDF document',
                        'verbose_name_plural': 'PDF documents',
                        'abstract': False,
                        'default_related_name': 'files_documents',
                    },
                    bases=(modelsearch.index.Indexed, models.Model),
                ),
                migrations.CreateModel(
                    name='Picture',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=255, verbose_name='title')),
                        ('file', wagtail.images.models.WagtailImageField(height_field='height', upload_to=wagtail.images.models.get_upload_to, verbose_name='file', width_field='width')),
                        ('description', models.CharField(blank=True, default='', max_length=255, verbose_name='description')),
                        ('width', models.IntegerField(editable=False, verbose_name='width')),
                        ('height', models.IntegerField(editable=False, verbose_name='height')),
                        ('created_at', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='created at')),
                        ('focal_point_x', models.PositiveIntegerField(blank=True, null=True)),
                        ('focal_point_y', models.PositiveIntegerField(blank=True, null=True)),
                        ('focal_point_width', models.PositiveIntegerField(blank=True, null=True)),
                        ('focal_point_height', models.PositiveIntegerField(blank=True, null=True)),
                        ('file_size', models.PositiveIntegerField(editable=False, null=True)),
                        ('file_hash', models.CharField(blank=True, db_index=True, editable=False, max_length=40)),
                        ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                        ('collection', models.ForeignKey(default=wagtail.models.media.get_root_collection_id, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.collection', verbose_name='collection')),
                        ('tags', taggit.managers.TaggableManager(blank=True, help_text=None, through='taggit.TaggedItem', to='taggit.Tag', verbose_name='tags')),
                        ('uploaded_by_user', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to=settings.AUTH_USER_MODEL, verbose_name='uploaded by user')),
                    ],
                    options={
                        'verbose_name': 'picture',
                        'verbose_name_plural': 'pictures',
                        'abstract': False,
                    },
                    bases=(wagtail.images.models.ImageFileMixin, modelsearch.index.Indexed, models.Model),
                ),
                migrations.CreateModel(
                    name='PictureRendition',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('filter_spec', models.CharField(db_index=True, max_length=255)),
                        ('file', wagtail.images.models.WagtailImageField(height_field='height', storage=wagtail.images.models.get_rendition_storage, upload_to=wagtail.images.models.get_rendition_upload_to, width_field='width')),
                        ('width', models.IntegerField(editable=False)),
                        ('height', models.IntegerField(editable=False)),
                        ('focal_point_key', models.CharField(blank=True, default='', editable=False, max_length=16)),
                        ('image', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renditions', to='files.picture')),
                    ],
                    options={
                        'unique_together': {('image', 'filter_spec', 'focal_point_key')},
                    },
                    bases=(wagtail.images.models.ImageFileMixin, models.Model),
                ),
            ],
        ),
        migrations.RunPython(take_over, give_back),
    ]
