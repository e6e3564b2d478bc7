"""The code and the PIN of a class card: made so that they can be read aloud, typed and checked for slips."""

import re
import secrets
import unicodedata
from itertools import pairwise

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Without I, L, O and U, which people take for something else."""
_BODY, _CHECK = 10, 2
_PRIME = 1021
"""The largest prime that two characters can hold: one wrong character and two swapped ones always show."""
PIN_DIGITS = 6


class NotACardCode(ValueError):
    """The text is no code of a card: too short, too long, or a slip that the check characters show."""


def new_code() -> str:
    """Fifty random bits and two check characters."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(_BODY))
    return body + _check(body)


def _check(body: str) -> str:
    number = 0
    for character in body:
        number = number * len(ALPHABET) + ALPHABET.index(character)
    rest = number % _PRIME
    return ALPHABET[rest // len(ALPHABET)] + ALPHABET[rest % len(ALPHABET)]


def read_code(text: str) -> str:
    """The code as it was made, from however it was typed. Raises NotACardCode."""
    code = re.sub(r"[\s\-—_.]", "", unicodedata.normalize("NFKC", text)).upper().translate(str.maketrans("OIL", "011"))
    if len(code) != _BODY + _CHECK or any(character not in ALPHABET for character in code) or _check(code[:_BODY]) != code[_BODY:]:
        raise NotACardCode(text)
    return code


def shown(code: str) -> str:
    """As it is printed: three groups of four."""
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def new_pin() -> str:
    """Six digits, none of those that everybody tries first."""
    while True:
        pin = f"{secrets.randbelow(10**PIN_DIGITS):0{PIN_DIGITS}d}"
        steps = {int(after) - int(before) for before, after in pairwise(pin)}
        if steps not in ({0}, {1}, {-1}):
            return pin
