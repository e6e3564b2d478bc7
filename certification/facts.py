"""What a certificate says, frozen at issue: the shape of `Certificate.facts`, and how dates are written.

The dictionary form is kept for good: a new field gets a default, none is renamed or dropped.
"""

from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, Self

QUALIFIED = "培训合格证书"
NOT_A_QUALIFICATION = "本证为培训合格证书，非国家职业资格"
"""Printed on every certificate: only the state's own bodies may speak of vocational qualifications."""

_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Facts:
    name: str
    title: str
    level: str
    issuer: str
    co_issuers: list[str]
    institution: str
    courses: list[str]
    lessons: int
    minutes: int
    begun_on: str
    finished_on: str
    exam: str
    exam_percent: int | None
    supervision: str
    """`remote`: sat unwatched, on a device of the learner's own; `supervised`: in an exam room."""
    competences: list[str]
    region: str
    issued_on: str
    expires_on: str
    id_number: str = ""
    """Masked, and only when the document itself was checked."""
    class_title: str = ""
    """Empty: learned alone. Else the class the holder came to, with its days, and hours as they are written: 12.5."""
    class_begins_on: str = ""
    class_ends_on: str = ""
    class_hours: str = ""
    class_hours_planned: str = ""
    wording: str = QUALIFIED
    disclaimer: str = NOT_A_QUALIFICATION

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: dict[str, Any]) -> Self:
        known = {field.name for field in fields(cls)}
        return cls(**{key: value for key, value in stored.items() if key in known})

    @property
    def full_title(self) -> str:
        return f"{self.title}（{self.level}）" if self.level else self.title


def masked_number(tail: str) -> str:
    """An identity number of which only the last four characters are shown."""
    return f"{'*' * 14}{tail}" if tail else ""


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else _DIGITS[tens] + "十"
    return head + (_DIGITS[ones] if ones else "")


def in_chinese_numerals(day: date) -> str:
    """二〇二六年十一月一日."""
    year = "".join(_DIGITS[int(digit)] for digit in f"{day.year:04d}")
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def in_figures(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of a month that is too short."""
    year, month = divmod(day.month - 1 + months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(day.year + year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")
