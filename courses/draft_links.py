"""A link that opens one draft on the author's own phone, without signing in. Plain data in, plain data out.

It names the page, the draft and its end, and is signed: it opens nothing else, and a new draft makes it worthless.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.core.signing import BadSignature, Signer

OPEN_FOR = timedelta(hours=24)


class NotALink(ValueError):
    """Not signed by this site, or not whole."""


class DraftLink(NamedTuple):
    page: int
    revision: int
    until: int
    """Seconds of the epoch."""

    def is_over(self, now: datetime) -> bool:
        return now.timestamp() > self.until


def seal_link(page: int, revision: int, *, now: datetime) -> str:
    until = int((now + OPEN_FOR).timestamp())
    return signer().sign(f"{page}-{revision}-{until}")


def read_link(text: str) -> DraftLink:
    """Raises NotALink."""
    try:
        page, revision, until = map(int, signer().unsign(text).split("-"))
    except (BadSignature, ValueError) as error:
        raise NotALink from error
    return DraftLink(page, revision, until)


def signer() -> Signer:
    return Signer(sep=".", salt="courses.draft_links")
