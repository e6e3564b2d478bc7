"""Numbers as people type them, and as they are kept."""

import unicodedata
from decimal import Decimal, InvalidOperation

FARTHEST = 40
"""Places before or behind the point. What lies beyond is no number that anybody meant."""


def read_number(text: str, unit: str = "") -> Decimal | None:
    """The number a person meant: full-width digits, spaces, thousands commas and the unit behind it are all understood."""
    plain = unicodedata.normalize("NFKC", text).replace("。", ".").replace("−", "-")
    plain = "".join(plain.split()).replace(",", "")
    plain = plain.removesuffix("".join(unicodedata.normalize("NFKC", unit).split()))
    try:
        number = Decimal(plain)
    except InvalidOperation:
        return None
    return number if number.is_finite() and (not number or -FARTHEST <= number.adjusted() <= FARTHEST) else None


def plain_digits(number: Decimal) -> str:
    """Without an exponent and without zeros at the end."""
    text = f"{number:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"", "-0"} else text
