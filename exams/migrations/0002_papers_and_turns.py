from uuid import uuid4

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def rewrite(apps, schema_editor):
    """Every paper, answer and score of before, in the form of now."""
    model = lambda name: apps.get_model("exams", name)  # noqa: E731
    for attempt in model("Attempt").objects.order_by("pk").iterator():
        asked = model("PaperQuestion").objects.filter(attempt=attempt).select_related("version", "topic").order_by("position")
        packed = [
            [row.version_id, row.version.question_id, row.topic.slug, row.points, row.version.kind, row.option_order, shape_of(row.version)]
            for row in asked
        ]
        model("Paper").objects.create(attempt=attempt, packed=packed)
        rewrite_answers(model, attempt)
        scores = model("Score").objects.filter(attempt=attempt).order_by("pk")
        marks = {str(row.position): [str(row.points), str(row.of), row.version_id] for row in scores}
        model("Result").objects.filter(attempt=attempt).update(marks=marks)


def shape_of(version):
    return [version.kind, "".join(option["key"] for option in version.content.get("options", ()))]


def rewrite_answers(model, attempt):
    """A device is a turn; the one that was heard last, whose answers stood, becomes the newest."""
    former = list(model("FormerAnswer").objects.filter(attempt=attempt).order_by("pk"))
    devices = list(dict.fromkeys(row.device for row in reversed(former)))[::-1] or [uuid4()]
    for number, device in enumerate(devices, start=1):
        rows = sorted((row for row in former if row.device == device), key=lambda row: (row.client_seq, row.pk))
        began = min((row.received_at for row in rows), default=attempt.started_at)
        model("Lease").objects.create(
            attempt=attempt,
            number=number,
            device=device,
            began_at=began,
            seen_at=max((row.received_at for row in rows), default=began),
            ended_at=None if number == len(devices) else max(row.received_at for row in rows),
        )
        model("AnswerEvent").objects.bulk_create(
            model("AnswerEvent")(
                attempt_id=attempt.pk, lease=number, seq=seq, position=row.position, answer=row.answer,
                claimed_at=row.claimed_at, received_at=row.received_at, is_late=row.is_late,
            )
            for seq, row in enumerate(rows, start=1)
        )
    model("Attempt").objects.filter(pk=attempt.pk).update(lease=len(devices))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_squashed_0004_class_cards_and_text_messages'),
        ('exams', '0001_first'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameModel('AnswerEvent', 'FormerAnswer'),
        migrations.CreateModel(
            name='AnswerEvent',
            fields=[
                ('pk', models.CompositePrimaryKey('attempt_id', 'lease', 'seq', blank=True, editable=False, primary_key=True, serialize=False)),
                ('attempt', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='exams.attempt')),
                ('lease', models.PositiveSmallIntegerField()),
                ('seq', models.PositiveIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('answer', models.JSONField(blank=True, null=True)),
                ('claimed_at', models.DateTimeField(blank=True, null=True)),
                ('received_at', models.DateTimeField()),
                ('is_late', models.BooleanField(default=False)),
                ('page', models.UUIDField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'answer',
                'verbose_name_plural': 'answers',
            },
        ),
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('attempt', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='leases', to='exams.attempt')),
                ('number', models.PositiveSmallIntegerField()),
                ('device', models.UUIDField()),
                ('address', models.GenericIPAddressField(blank=True, null=True)),
                ('agent', models.CharField(blank=True, max_length=200)),
                ('began_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('seen_at', models.DateTimeField()),
                ('emptied_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': "device's turn",
                'verbose_name_plural': "devices' turns",
                'ordering': ['attempt', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='paper', serialize=False, to='exams.attempt')),
                ('packed', models.JSONField()),
            ],
            options={
                'verbose_name': 'paper',
                'verbose_name_plural': 'papers',
            },
        ),
        migrations.RemoveConstraint(
            model_name='attempt',
            name='an_attempt_has_time',
        ),
        migrations.RemoveIndex(
            model_name='attempt',
            name='attempts_open',
        ),
        migrations.RemoveIndex(
            model_name='attempt',
            name='attempts_ungraded',
        ),
        migrations.AddField(
            model_name='attempt',
            name='late_seconds',
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='attempt',
            name='lease',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name='question',
            name='exposure',
            field=models.PositiveIntegerField(default=0, editable=False, verbose_name='shown'),
        ),
        migrations.AddField(
            model_name='questionbank',
            name='exposure_counted_to',
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='questionbank',
            name='revision',
            field=models.UUIDField(default=uuid4, editable=False),
        ),
        migrations.AddField(
            model_name='result',
            name='by',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='result',
            name='marks',
            field=models.JSONField(default=dict),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='result',
            name='note',
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name='result',
            name='reason',
            field=models.CharField(choices=[('first', 'First marking'), ('regrade', 'Marked again after a correction')], default='first', max_length=8),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='learner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AlterField(
            model_name='attempt',
            name='region',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.region'),
        ),
        migrations.AlterField(
            model_name='exam',
            name='late_seconds',
            field=models.PositiveSmallIntegerField(default=600, help_text='Answers given before the deadline may arrive this much later over a weak network. 0 refuses them.', verbose_name='late window (seconds)'),
        ),
        migrations.AlterField(
            model_name='result',
            name='attempt',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='exams.attempt'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('submitted_at', None)), fields=['deadline'], name='attempts_open'),
        ),
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(condition=models.Q(('graded_at', None), ('submitted_at__isnull', False)), fields=['accepts_until'], name='attempts_ungraded'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('deadline__gt', models.F('started_at')), ('lease__gte', 1)), name='an_attempt_has_time'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.CheckConstraint(condition=models.Q(('accepts_until__gte', models.F('deadline')), ('accepts_until__gte', models.F('submitted_at')), _connector='OR'), name='answers_are_accepted_to_the_end'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('reason', 'first')), ('number__gt', 1), _connector='OR'), name='the_first_marking_is_number_one'),
        ),
        migrations.AddConstraint(
            model_name='result',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', 'regrade'), _negated=True), ('by__isnull', False), _connector='OR'), name='a_regrade_names_who'),
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.UniqueConstraint(fields=('attempt', 'number'), name='turns_at_an_attempt_are_numbered'),
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('attempt',), name='one_device_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='lease',
            constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('began_at')), _connector='OR'), name='a_turn_ends_after_it_begins'),
        ),
        migrations.RunPython(rewrite, migrations.RunPython.noop),
        migrations.DeleteModel('FormerAnswer'),
        migrations.DeleteModel('PaperQuestion'),
        migrations.DeleteModel('Score'),
    ]
