"""Is an answer to a practice question right? The key says what is right, the answer is what a browser sent."""

import math
import unicodedata
from collections.abc import Mapping
from typing import Any


def mark(kind: str, key: Mapping[str, Any], answer: object) -> bool:
    """Right or wrong. An answer that makes no sense is wrong, never an error."""
    if kind == "single":
        return [answer] == key["right"] and not isinstance(answer, bool)
    if kind == "multiple":
        return isinstance(answer, list) and sorted(map(str, answer)) == sorted(map(str, key["right"]))
    if kind == "true_false":
        return isinstance(answer, bool) and answer == key["answer"]
    number = read_number(answer)
    return number is not None and math.isclose(number, key["answer"], rel_tol=0, abs_tol=key["tolerance"] + 1e-9)


def read_number(answer: object) -> float | None:
    """4６.38, “46,38” as a thousand-less decimal comma is not read; full-width digits, signs and a unit behind are."""
    text = unicodedata.normalize("NFKC", str(answer)).strip().replace(",", "").replace(" ", "").replace("。", ".")
    text = text.rstrip("%元倍人单件斤个分天袋克")
    if not text or len(text) > 20:
        return None
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
