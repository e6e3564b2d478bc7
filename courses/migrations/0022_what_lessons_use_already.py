import json

from django.db import migrations

HELD = {"picture": [("picture", "picture")], "video": [("picture", "poster"), ("file", "file")], "audio": [("file", "file")], "file": [("file", "file")]}


def note_what_stands(apps, schema_editor):
    """What each lesson shows now, showed in a version that was published, and shows in its newest draft."""
    page_model, revisions = apps.get_model("courses", "LessonPage"), apps.get_model("wagtailcore", "Revision").objects
    published = apps.get_model("wagtailcore", "PageLogEntry").objects.filter(action="wagtail.publish", revision_id__isnull=False)
    there = {
        "picture": set(apps.get_model("courses", "Picture").objects.values_list("pk", flat=True)),
        "file": set(apps.get_model("courses", "MediaFile").objects.values_list("pk", flat=True)),
    }
    if not any(there.values()):
        return
    uses = apps.get_model("courses", "MediaUse").objects
    for page in page_model.objects.iterator():
        past = [row.content for row in revisions.filter(pk__in=published.filter(page_id=page.pk).values("revision_id"))]
        seen = set().union(*(named(json.loads(content["body"]), content.get("reading")) for content in past))
        now = named(page.body.raw_data, page.reading_id)
        draft = revisions.filter(pk=page.latest_revision_id).first()
        drafted = named(json.loads(draft.content["body"]), draft.content.get("reading")) if draft else set()
        public = seen | (now if page.live else set())
        for field, key in sorted(public | now | drafted):
            if key in there[field]:
                uses.create(page=page, was_published=(field, key) in public, **{f"{field}_id": key})


def named(body, reading):
    found = {
        (field, int(block["value"][name]))
        for block in body
        for field, name in HELD.get(block["type"], ())
        if block["value"].get(name)
    }
    return found | ({("file", int(reading))} if reading else set())


class Migration(migrations.Migration):

    dependencies = [("courses", "0021_what_lessons_use"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(note_what_stands, migrations.RunPython.noop, elidable=True)]
