"""The pass with which a device saves answers: who holds it may add answers to one attempt under one lease, no more.

It is what makes saving independent of the session, which can end in the middle of an exam, and cheap.
"""

from dataclasses import dataclass

from django.core.signing import BadSignature, Signer

SALT = "exams.attempt"


class BadToken(ValueError):
    """Not a pass that this site has given out."""


@dataclass(frozen=True, slots=True)
class AttemptToken:
    attempt: int
    lease: int

    def signed(self) -> str:
        return _signer().sign(f"{self.attempt}.{self.lease}")


def _signer() -> Signer:
    return Signer(salt=SALT)


def read_token(text: object) -> AttemptToken:
    """Raises BadToken."""
    if not isinstance(text, str) or len(text) > 200:
        raise BadToken
    try:
        attempt, _, lease = _signer().unsign(text).partition(".")
        return AttemptToken(int(attempt), int(lease))
    except (BadSignature, ValueError) as error:
        raise BadToken from error
