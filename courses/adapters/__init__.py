"""Speech from text. TTS_BACKEND names the class; empty, lessons are not read aloud."""

from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class SpeechFailed(RuntimeError):
    """The text could not be spoken now; it is tried again later."""


class Speech(Protocol):
    def missing(self) -> list[str]:
        """What must be installed first, by the names of Debian's packages. Empty where it can speak."""

    def speak(self, text: str, language: str) -> bytes:
        """The text as an Ogg Opus file. Raises SpeechFailed."""


def speech() -> Speech | None:
    """The voice that is chosen, whether or not all it needs is there."""
    return import_string(settings.TTS_BACKEND)() if settings.TTS_BACKEND else None


def voice() -> Speech | None:
    """The voice that is chosen and can speak."""
    chosen = speech()
    return chosen if chosen is not None and not chosen.missing() else None
