"""What may be counted, in which unit, and how counts may be put together. Plain rules over plain data.

People (人) and person-times (人次) are never mixed: the same person who comes twice is one person and two times.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

FEW = 5
"""A count of people below this may point at one of them: strangers are told only that it is small."""


class Unit(StrEnum):
    PEOPLE = "people"
    TIMES = "times"
    SHOPS = "shops"
    THINGS = "things"
    ORDERS = "orders"
    YUAN = "yuan"
    HOURS = "hours"
    COUNTIES = "counties"
    VILLAGES = "villages"


UNIT_WORDS: dict[Unit, Promise] = {
    Unit.PEOPLE: _("people"),
    Unit.TIMES: _("person-times"),
    Unit.SHOPS: _("shops"),
    Unit.THINGS: _("places"),
    Unit.ORDERS: _("orders"),
    Unit.YUAN: _("yuan"),
    Unit.HOURS: _("class hours"),
    Unit.COUNTIES: _("counties"),
    Unit.VILLAGES: _("villages"),
}
CHINESE_UNITS = {
    "人": Unit.PEOPLE,
    "人次": Unit.TIMES,
    "家": Unit.SHOPS,
    "个": Unit.THINGS,
    "单": Unit.ORDERS,
    "元": Unit.YUAN,
    "学时": Unit.HOURS,
    "县": Unit.COUNTIES,
    "村": Unit.VILLAGES,
}
"""How people write a unit in a file."""

HAPPENING = frozenset({Unit.TIMES, Unit.ORDERS, Unit.YUAN, Unit.HOURS})
"""Units of what happens: one month is added to the next. All others say how things stand, and the newest counts."""


DIVISIBLE = frozenset({Unit.YUAN, Unit.HOURS})
"""Units of which there can be a part. All others come in whole numbers."""


class UnitsDiffer(ValueError):
    """Figures of different units cannot be added or compared."""


class PeopleDoNotAdd(ValueError):
    """The same person may stand in both figures: people are counted again, never added."""


@dataclass(frozen=True)
class Figure:
    value: Decimal
    unit: Unit

    def __add__(self, other: "Figure") -> "Figure":
        """Raises UnitsDiffer or PeopleDoNotAdd."""
        if self.unit != other.unit:
            raise UnitsDiffer(f"{self.unit} and {other.unit}")
        if self.unit is Unit.PEOPLE:
            raise PeopleDoNotAdd
        return Figure(self.value + other.value, self.unit)


def percent_of(actual: Figure, target: Figure) -> int:
    """How much of the target is reached, rounded down, so that 100 means reached. Raises UnitsDiffer."""
    if actual.unit != target.unit:
        raise UnitsDiffer(f"{actual.unit} and {target.unit}")
    if target.value <= 0:
        return 100
    return int(actual.value * 100 / target.value)


def bar(percent: int) -> int:
    """How long a bar is drawn: never shorter than nothing nor longer than its frame."""
    return max(0, min(100, percent))


@dataclass(frozen=True)
class Report:
    """A value somebody entered: for a place (its path; the empty one is everywhere) and a period."""

    place: str
    period: date
    value: Decimal
    number: int
    """Which of several reports for the same place and period is the newest."""


def total_of(unit: Unit, reports: Iterable[Report]) -> Figure | None:
    """What the entered reports come to; None where no honest total can be said.

    A correction replaces what it corrects. What stands is taken from its newest period, what happens is added over
    periods. A report for a wider place covers those inside it, of the same period for what happens, of the same or an
    earlier one for what stands. People of several places are not added: somebody must report them as one.
    """
    newest: dict[tuple[str, date], Report] = {}
    for report in reports:
        key = (report.place, report.period)
        if key not in newest or newest[key].number < report.number:
            newest[key] = report
    kept = list(newest.values())
    if unit not in HAPPENING:
        latest: dict[str, Report] = {}
        for report in kept:
            if report.place not in latest or latest[report.place].period < report.period:
                latest[report.place] = report
        kept = list(latest.values())
    kept = [report for report in kept if not any(_covers(unit, other, report) for other in kept)]
    if not kept:
        return None
    if unit is Unit.PEOPLE and len(kept) > 1:
        return None
    return Figure(sum((report.value for report in kept), Decimal(0)), unit)


def _covers(unit: Unit, wide: Report, narrow: Report) -> bool:
    if wide.place == narrow.place or not narrow.place.startswith(wide.place):
        return False
    return wide.period == narrow.period if unit in HAPPENING else True


@dataclass(frozen=True)
class Measure:
    """Something the house counts by itself."""

    key: str
    label: Promise
    definition: Promise
    units: tuple[Unit, ...]
    helped: str = ""
    """The measure that counts the part of it that came about with a helper."""

    @property
    def unit(self) -> Unit:
        return self.units[0]

    @property
    def counts_people(self) -> bool:
        return self.unit is Unit.PEOPLE

    @property
    def unit_word(self) -> Promise:
        return UNIT_WORDS[self.unit]


MEASURES: dict[str, Measure] = {
    measure.key: measure
    for measure in (
        Measure(
            "participants",
            _("Participants"),
            _("People who take part in the programme now. Each person counts once."),
            (Unit.PEOPLE,),
        ),
        Measure(
            "learners_enrolled",
            _("Learning"),
            _("Participants who enrolled in a course of the programme. Each person counts once, however many courses."),
            (Unit.PEOPLE,),
        ),
        Measure(
            "learners_completed",
            _("Finished a course"),
            _("Participants who finished at least one course of the programme. Each person counts once."),
            (Unit.PEOPLE,),
            helped="learners_helped",
        ),
        Measure(
            "learners_helped",
            _("Finished a course with a helper"),
            _("Of those who finished a course, people for whom a helper recorded at least one lesson. Each person counts once."),
            (Unit.PEOPLE,),
        ),
        Measure(
            "course_completions",
            _("Courses finished"),
            _("Each finished course counts: a person who finished two counts twice. Not a number of people."),
            (Unit.TIMES,),
            helped="completions_helped",
        ),
        Measure(
            "completions_helped",
            _("Courses finished with a helper"),
            _("Of the courses finished, those in which a helper recorded at least one lesson for the learner. Not a number of people."),
            (Unit.TIMES,),
        ),
        Measure(
            "class_people",
            _("Came to a class"),
            _("Participants who came to at least one class session on a course of the programme. Each person counts once."),
            (Unit.PEOPLE,),
        ),
        Measure(
            "class_attendances",
            _("Attendances"),
            _("Each time a participant came to a class session counts, late or not: who came to two counts twice. Not a number of people."),
            (Unit.TIMES,),
        ),
        Measure(
            "class_hours",
            _("Hours taught"),
            _("Hours of the class sessions to which at least one participant came. Each session counts once, for where its class is held."),
            (Unit.HOURS,),
        ),
        Measure(
            "talents_certified",
            _("Hold a certificate"),
            _("Participants whose certificate is valid now: neither expired nor revoked. Each person counts once."),
            (Unit.PEOPLE,),
        ),
        Measure(
            "pool_members",
            _("In the talent pool"),
            _("Participants who agreed to be in the programme's talent pool, and have not taken it back."),
            (Unit.PEOPLE,),
        ),
        Measure(
            "appointed",
            _("Appointed"),
            _("People who signed for a post after they joined the programme. Each person counts once."),
            (Unit.PEOPLE,),
        ),
        Measure(
            "started_business",
            _("In business"),
            _("People who opened a station or a business of their own after they joined. Each person counts once."),
            (Unit.PEOPLE,),
        ),
        Measure(
            "stations_opened",
            _("Stations opened"),
            _("Stations and own businesses that participants opened after they joined. Closed ones do not count."),
            (Unit.SHOPS, Unit.THINGS),
        ),
        Measure(
            "orders",
            _("Orders"),
            _("Orders that these stations reported, month by month; a corrected month counts as corrected."),
            (Unit.ORDERS,),
        ),
        Measure(
            "revenue",
            _("Turnover"),
            _("Turnover that these stations reported, month by month; a corrected month counts as corrected."),
            (Unit.YUAN,),
        ),
    )
}

FUNNEL = ("learners_enrolled", "learners_completed", "talents_certified", "pool_members", "appointed", "started_business")
"""The road, counted in people at each step."""


@dataclass(frozen=True)
class Tally:
    """A count, and how many people stand behind it."""

    value: Decimal
    people: int

    @property
    def is_few(self) -> bool:
        """So few people that a stranger may not be told more."""
        return 0 < self.people < FEW


NOTHING = Tally(Decimal(0), 0)


def written(value: Decimal, *, chinese: bool) -> str:
    """A figure as people write it: 100 万 rather than 1,000,000 where that says the same. Never rounded."""
    if chinese:
        for word, size in (("亿", 100_000_000), ("万", 10_000)):
            if value >= size and (value / size * 100) % 1 == 0:
                return f"{(value / size).normalize():f} {word}"
    whole = value == value.to_integral()
    return f"{value:,.0f}" if whole else f"{value:,.2f}"
