"""What a lesson still lacks, in the words an author reads while writing. Plain data in, sentences out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from courses.readability import MINUTES_LIMIT, OUTSIDE_LIMIT, SENTENCE_LIMIT, Reading, measure

FEWEST_QUESTIONS = 3
LARGEST_TEXT = 12_000
"""Bytes of the page as it travels, without pictures; the weight of a text message thread, not of a film."""

LARGEST_PICTURES = 100_000
"""Bytes of all pictures of a lesson together: three ordinary ones."""


@dataclass(frozen=True)
class Review:
    """A lesson as its author should know it. `size_bytes` is what travels to a phone, without pictures."""

    reading: Reading
    size_bytes: int
    picture_bytes: int
    lacks: list[str]

    @property
    def rare_percent(self) -> str:
        return percent(self.reading.outside_share)

    @property
    def rare_words(self) -> list[str]:
        return list(self.reading.outside)[:12]


def review(fields: Mapping[str, Any], size_bytes: int, picture_bytes: int = 0) -> Review:
    reading = measure(fields["body"], fields["practice"])
    lacks = shortcomings(fields, reading)
    if size_bytes > LARGEST_TEXT:
        lacks.append(
            _("The text is heavy for a weak network: %(size)s bytes, the aim is %(limit)s.") % {"size": size_bytes, "limit": LARGEST_TEXT}
        )
    if picture_bytes > LARGEST_PICTURES:
        lacks.append(
            _("The pictures are heavy for a weak network: %(size)s bytes, the aim is %(limit)s. Leave out what teaches nothing.")
            % {"size": picture_bytes, "limit": LARGEST_PICTURES}
        )
    return Review(reading, size_bytes, picture_bytes, lacks)


def shortcomings(fields: Mapping[str, Any], reading: Reading | None = None) -> list[str]:
    """Of a lesson's raw blocks `body` and `practice` and its `sources`; empty for a lesson that is whole and plain."""
    body, practice = list(fields["body"]), list(fields["practice"])
    reading = reading or measure(body, practice)
    kinds = {block["type"] for block in body}
    lacks = []
    if reading.sentence_length > SENTENCE_LIMIT:
        lacks.append(
            _("Sentences are long: one in ten has more than %(length)s characters, the aim is %(limit)s. The longest: %(sentence)s")
            % {"length": reading.sentence_length, "limit": SENTENCE_LIMIT, "sentence": max(reading.long_sentences, key=len)}
        )
    if reading.outside_share > OUTSIDE_LIMIT:
        lacks.append(
            _("Many words are rare (%(share)s %%, the aim is %(limit)s %%). Say them another way or explain them: %(words)s")
            % {"share": percent(reading.outside_share), "limit": percent(OUTSIDE_LIMIT), "words": "、".join(list(reading.outside)[:12])}
        )
    if reading.minutes > MINUTES_LIMIT:
        lacks.append(
            _("It takes %(minutes)s minutes, the aim is %(limit)s. Make two lessons of it.")
            % {"minutes": reading.minutes, "limit": MINUTES_LIMIT}
        )
    if not kinds & {"sum", "case"}:
        lacks.append(_("Add a worked number or a case."))
    if "today" not in kinds:
        lacks.append(_("Add one thing to do today."))
    if len(practice) < FEWEST_QUESTIONS:
        lacks.append(_("Add practice questions: at least %(count)s.") % {"count": FEWEST_QUESTIONS})
    if not str(fields.get("sources", "")).strip():
        lacks.append(_("Say where the facts are from, with the year."))
    if fields.get("is_unlicensed"):
        lacks.append(_("A picture's licence is still to be stated: write down by what right we may show it."))
    return lacks


def percent(share: float) -> str:
    return f"{share * 100:.1f}"
