"""Reading lessons aloud: once for each text, by the voice that is chosen, where no trainer has read it."""

import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models import F

from courses.adapters import SpeechFailed, voice
from courses.models import Course, LessonPage, Narration, OutlineLesson, digest_of_text
from courses.recordings import kept
from courses.serving import pages_changed

logger = logging.getLogger(__name__)
LANGUAGE = "zh-Hans"
AT_ONCE = 5
"""Lessons of one sweep: the worker has other things to do as well."""


def narrate_missing(*, now: datetime, at_most: int = AT_ONCE) -> int:
    """Read some of what is missing; how many were read. Repeating goes on where it stopped. Without a voice nothing is read."""
    chosen = voice()
    if chosen is None:
        return 0
    read = 0
    for place in OutlineLesson.objects.unread_aloud().select_related("page", "outline").order_by("pk")[:at_most]:
        text = place.page.spoken()
        narration = Narration.objects.filter(text_digest=digest_of_text(text)).first()
        try:
            narration = narration or write_down(text, chosen.speak(text, LANGUAGE), now=now)
        except SpeechFailed:
            logger.exception("a lesson could not be read aloud", extra={"lesson": place.page_id})
            continue
        attach(place, narration)
        read += 1
    return read


def write_down(text: str, sound: bytes, *, now: datetime) -> Narration:
    """Two who read the same text at the same time: the first row stands."""
    recording, digest = kept(sound), digest_of_text(text)
    name = default_storage.save(f"readings/{digest[:20]}/{recording.digest}.opus", ContentFile(sound))
    row = Narration(text_digest=digest, file=name, file_size=len(sound), seconds=recording.seconds or 1, made_at=now)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        default_storage.delete(name)
        return Narration.objects.get(text_digest=digest)
    return row


@transaction.atomic
def attach(place: OutlineLesson, narration: Narration) -> None:
    """The lesson is heard from now on, unless its text changed while it was read."""
    Course.objects.select_for_update().get(pk=place.outline.course_id)
    page = LessonPage.objects.get(pk=place.page_id)
    if digest_of_text(page.spoken()) == narration.text_digest:
        places = OutlineLesson.objects.filter(page=page, outline__course__outline=F("outline"))
        places.update(narration=narration, sound_bytes=narration.file_size)
        transaction.on_commit(pages_changed, robust=True)
