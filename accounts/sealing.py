"""Secrets at rest: encrypted so that they can be read back, and blind-indexed so that equals can be found."""

import base64
import hashlib
import hmac
from functools import cache

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class CannotUnseal(Exception):
    """The bytes were sealed with a key that is no longer in IDENTITY_KEYS, or were tampered with."""


@cache
def _fernet(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest())) for key in keys])


def seal(text: str) -> bytes:
    """Encrypted with the first of IDENTITY_KEYS. The same text gives different bytes each time."""
    return _fernet(tuple(settings.IDENTITY_KEYS)).encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """What was sealed with any of IDENTITY_KEYS. Raises CannotUnseal."""
    try:
        return _fernet(tuple(settings.IDENTITY_KEYS)).decrypt(bytes(sealed)).decode()
    except InvalidToken as error:
        raise CannotUnseal from error


def blind_index(text: str) -> str:
    """A keyed fingerprint (HMAC-SHA256, hex): equal texts are equal, and nothing can be read back."""
    return hmac.new(settings.BLIND_INDEX_KEY.encode(), text.encode(), hashlib.sha256).hexdigest()
