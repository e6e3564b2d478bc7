"""What a machine has read aloud."""

from __future__ import annotations

import hashlib

from django.conf import settings
from django.db import models


class Narration(models.Model):
    """A text as sound, by the voice of its day. The same text by the same voice is the same row."""

    text_digest = models.CharField(max_length=64, unique=True)
    file = models.FileField(max_length=120)
    file_size = models.PositiveIntegerField()
    seconds = models.PositiveIntegerField()
    made_at = models.DateTimeField()

    @property
    def url(self) -> str:
        return str(self.file.url)

    @property
    def minutes(self) -> int:
        """Begun ones count, as on a phone bill."""
        return -(-self.seconds // 60)


def digest_of_text(text: str) -> str:
    """With another voice everything is read anew."""
    return hashlib.sha256(f"{settings.TTS_BACKEND}|{text}".encode()).hexdigest()
