"""Serial numbers and share codes, as plain text rules.

A serial reads MP-520422-2026-0000007-4: county, year, running number, check digit. The check digit is Damm's:
it finds every single wrong digit and every swap of two neighbours, and needs no letter. It protects a person who
types; it keeps nobody out. What keeps strangers out is the share code: 140 random bits.
"""

import re
import secrets
import unicodedata
from dataclasses import dataclass

PREFIX = "MP"
NOWHERE = "000000"
"""The county of a person whose home is not known."""

# Damm's table: a quasigroup of order 10, totally anti-symmetric (H. M. Damm, 2004).
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)

_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's: without I, L, O and U, which are misread."""
_SHARE_LENGTH = 28
_MISREAD = str.maketrans("OIL", "011")


class NotASerial(ValueError):
    """The text has not the shape of a serial number."""


class MistypedSerial(ValueError):
    """The shape is right and the check digit is not: a digit is wrong or two have changed places."""


@dataclass(frozen=True)
class Serial:
    county: str
    year: int
    number: int

    def __str__(self) -> str:
        body = f"{self.county}{self.year:04d}{self.number:07d}"
        return f"{PREFIX}-{self.county}-{self.year:04d}-{self.number:07d}-{check_digit(body)}"


def check_digit(digits: str) -> str:
    state = "0"
    for digit in digits:
        state = _DAMM[int(state)][int(digit)]
    return state


def plain(text: str) -> str:
    """What was typed, without width, case and separators: ｍｐ－520422 and MP 520422 are the same."""
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", text).upper())


def parse_serial(text: str) -> Serial:
    """The serial that was typed, with or without hyphens, spaces and the letters. Raises NotASerial or MistypedSerial."""
    found = re.fullmatch(r"(?:MP)?([0-9]{6})([0-9]{4})([0-9]{7,10})([0-9])", plain(text))
    if not found:
        raise NotASerial(text)
    county, year, number, check = found.groups()
    if check_digit(county + year + number) != check:
        raise MistypedSerial(text)
    return Serial(county, int(year), int(number))


def new_share_code() -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(_SHARE_LENGTH))


def parse_share_code(text: str) -> str:
    """The stored form of a code that was typed or scanned; what cannot be one is empty."""
    code = plain(text).translate(_MISREAD)
    return code if re.fullmatch(f"[{_ALPHABET}]{{{_SHARE_LENGTH}}}", code) else ""


def grouped(code: str) -> str:
    """In fours, for the eye."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))
