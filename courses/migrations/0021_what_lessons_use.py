import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('courses', '0001_squashed_0020_sheets_keep_their_order'),
    ]

    operations = [
        migrations.CreateModel(
            name='MediaUse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('was_published', models.BooleanField(default=False)),
                ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='courses.mediafile')),
                ('page', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='media_uses', to='courses.lessonpage')),
                ('picture', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='courses.picture')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('file__isnull', False), ('picture', None)), models.Q(('file', None), ('picture__isnull', False)), _connector='OR'), name='a_use_names_one_picture_or_one_file'), models.UniqueConstraint(fields=('page', 'picture'), name='a_lesson_uses_a_picture_once'), models.UniqueConstraint(fields=('page', 'file'), name='a_lesson_uses_a_file_once')],
            },
        ),
    ]
