"""Resident identity numbers (GB 11643) and ages, as plain arithmetic.

The first six digits (the place of first registration) are never judged: districts are renamed and merged,
and a correct old number would be refused.
"""

import re
from datetime import date

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"

YOUNGEST_ALONE = 14
"""Below this age a guardian must agree (Personal Information Protection Law, article 31)."""
YOUNGEST_IN_POOL = 16
YOUNGEST_TO_SIGN = 18


class NotAnIdentityNumber(ValueError):
    """The text is not a resident identity number: length, birth date or check digit is wrong."""


def check_digit(first_seventeen: str) -> str:
    """The eighteenth character that GB 11643 prescribes."""
    return _CHECK_DIGITS[sum(w * int(d) for w, d in zip(_WEIGHTS, first_seventeen, strict=True)) % 11]


def parse_identity_number(text: str) -> tuple[str, date]:
    """The number in its written form and the birth date it carries. Raises NotAnIdentityNumber."""
    number = re.sub(r"\s", "", text).upper()
    if not re.fullmatch(r"[0-9]{17}[0-9X]", number) or check_digit(number[:17]) != number[17]:
        raise NotAnIdentityNumber(text)
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError as error:
        raise NotAnIdentityNumber(text) from error
    return number, born


def age_on(day: date, born: date) -> int:
    """Completed years on that day. Someone born on 29 February completes a year on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
