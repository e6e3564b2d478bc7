"""The five steps and the one next action, from plain facts. No database, no clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class State(StrEnum):
    DONE = "done"
    NOW = "now"
    TODO = "todo"


@dataclass(frozen=True)
class Action:
    """The one thing to do next: a card with one button."""

    title: str
    line: str
    label: str
    url: str
    done: int = 0
    of: int = 0
    """How far the person is with it, where that can be counted."""


@dataclass(frozen=True)
class Step:
    key: str
    glyph: str
    title: str
    state: State
    line: str
    url: str
    """The room this step happens in. It stays open after the step is done."""
    action: Action | None = None


PAPER_KILOBYTES = 40
"""What a paper of 20 questions weighs at most, before compression (a test of exams holds it to that)."""


@dataclass(frozen=True)
class Worth:
    """Why it is worth it: openings near that want this certificate, and what is left to do for it."""

    openings: int
    place: str
    url: str
    lessons: int
    minutes: int
    kilobytes: int
    exams: int

    @property
    def effort(self) -> str:
        parts = []
        if self.lessons:
            parts.append(ngettext("%(n)s lesson", "%(n)s lessons", self.lessons) % {"n": self.lessons})
        if self.exams:
            parts.append(ngettext("%(n)s exam", "%(n)s exams", self.exams) % {"n": self.exams})
        if not parts:
            return ""
        weight = self.kilobytes + PAPER_KILOBYTES * self.exams
        size = f"{weight / 1000:.1f} MB" if weight >= 1000 else f"{weight} KB"
        left = _(" and ").join(parts)
        return _("Left: %(left)s, about %(minutes)s minutes and %(size)s.") % {"left": left, "minutes": self.minutes, "size": size}


@dataclass(frozen=True)
class Road:
    heading: str
    steps: Sequence[Step]
    is_begun: bool
    worth: Worth | None = None
    diagnosis_url: str = ""
    """A quiet way for who does not know where to begin; never instead of the one action."""


class Exam(StrEnum):
    """Where the person stands with the exam, as far as the road cares."""

    LEARN_FIRST = "learn_first"
    READY = "ready"
    IN_PROGRESS = "in_progress"
    BEING_MARKED = "being_marked"
    WAITING = "waiting"
    CLOSED = "closed"
    USED_UP = "used_up"
    PASSED = "passed"


@dataclass(frozen=True)
class Facts:
    """All that the road is laid from. Addresses are where each card's button leads."""

    standard: str
    lessons_done: int
    lessons: int
    minutes: int
    kilobytes: int
    next_lesson: str
    next_lesson_line: str
    learn_url: str
    is_learnt: bool
    exam: Exam
    exam_line: str
    exam_url: str
    exam_until: datetime | None
    exam_minutes: int
    is_certified: bool
    name_missing: str
    certificate_url: str
    is_in_pool: bool
    has_answered_pool: bool
    invitation_url: str
    application: str
    application_line: str
    application_url: str
    is_signed: bool
    my_courses_url: str
    exams_url: str
    stations_url: str
    talent_url: str
    jobs_url: str
    own_business_url: str
    station: str
    station_url: str
    outcomes_url: str
    is_open: bool
    openings: int
    place: str
    diagnosis_url: str = ""
    """The six questions, while they were never answered."""


GLYPHS = {"learn": "学", "sit": "考", "certified": "证", "seen": "选", "open": "业"}


def lay_road(facts: Facts) -> Road:
    """The steps in order. Exactly one carries the next action."""
    done = {
        "learn": facts.is_learnt,
        "sit": facts.exam is Exam.PASSED,
        "certified": facts.is_certified,
        "seen": facts.is_signed or bool(facts.station),
        "open": facts.is_open,
    }
    here, heading, action = next_action(facts)
    titles = {
        "learn": _("Learn"),
        "sit": _("Exam"),
        "certified": _("Get certified"),
        "seen": _("Be seen"),
        "open": _("Start business"),
    }
    rooms = {
        "learn": facts.my_courses_url,
        "sit": facts.exams_url,
        "certified": facts.certificate_url,
        "seen": facts.talent_url,
        "open": facts.stations_url,
    }
    lines = lines_of(facts)
    steps = [
        Step(
            key,
            GLYPHS[key],
            titles[key],
            State.NOW if key == here else State.DONE if done[key] else State.TODO,
            lines[key],
            rooms[key],
            action if key == here else None,
        )
        for key in GLYPHS
    ]
    return Road(
        heading,
        steps,
        is_begun=here != "learn" or facts.lessons_done > 0,
        worth=worth_of(facts),
        diagnosis_url=facts.diagnosis_url if here == "learn" and facts.lessons_done == 0 else "",
    )


def lines_of(facts: Facts) -> dict[str, str]:
    counted = _("%(done)s of %(all)s lessons") % {"done": facts.lessons_done, "all": facts.lessons}
    return {
        "learn": _("All lessons are done") if facts.is_learnt else counted,
        "sit": _("Passed") if facts.exam is Exam.PASSED else facts.exam_line,
        "certified": facts.standard,
        "seen": seen_words(facts),
        "open": facts.station or _("As a partner of your village, or with a shop of your own"),
    }


def seen_words(facts: Facts) -> str:
    if facts.is_in_pool:
        return _("You are in the talent pool")
    return _("You work for yourself; this step is not needed") if facts.station else _("Whether you enter the talent pool is up to you")


def next_action(facts: Facts) -> tuple[str, str, Action]:
    """Which step is now, the heading of the page, and the card. What somebody waits for comes before what can wait."""
    ordered = (
        (bool(facts.invitation_url), invitation_action),
        (bool(facts.station), station_action),
        (facts.is_certified and bool(facts.application), application_action),
        (facts.is_certified, certified_action),
        (not facts.is_learnt, learn_action),
        (facts.exam is not Exam.PASSED, exam_action),
        (True, certificate_action),
    )
    return next(action for holds, action in ordered if holds)(facts)


def invitation_action(facts: Facts) -> tuple[str, str, Action]:
    line = _("Your name and number stay hidden until you say yes.")
    return "seen", _("A platform invites you"), Action(_("You have an invitation"), line, _("Read it"), facts.invitation_url)


def application_action(facts: Facts) -> tuple[str, str, Action]:
    return (
        "seen",
        _("You are in touch with a platform"),
        Action(facts.application, facts.application_line, _("See where it stands"), facts.application_url),
    )


def certificate_action(facts: Facts) -> tuple[str, str, Action]:
    if facts.name_missing:
        action = Action(_("Your name is still missing"), _("It will stand on the certificate."), _("Write my name"), facts.name_missing)
        return "certified", _("One thing is missing for the certificate"), action
    line = _("It is being made. This takes a minute at most.")
    return "certified", _("Passed! Your certificate is on its way"), Action(facts.standard, line, _("Look again"), facts.certificate_url)


def learn_action(facts: Facts) -> tuple[str, str, Action]:
    left = facts.lessons - facts.lessons_done
    if facts.lessons_done == 0:
        line = _("%(n)s lessons, about %(minutes)s minutes in all") % {"n": facts.lessons, "minutes": facts.minutes}
        action = Action(facts.next_lesson or facts.standard, facts.next_lesson_line or line, _("Begin"), facts.learn_url)
        return "learn", _("Let us begin"), action
    heading = ngettext("Go on, %(n)s lesson to go", "Go on, %(n)s lessons to go", left) % {"n": left}
    action = Action(facts.next_lesson, facts.next_lesson_line, _("Go on learning"), facts.learn_url, facts.lessons_done, facts.lessons)
    return "learn", heading, action


def exam_action(facts: Facts) -> tuple[str, str, Action]:
    learnt, url = _("All lessons are done"), facts.exam_url
    cards = {
        Exam.IN_PROGRESS: (_("Your exam is running"), _("Your answers are kept. The clock goes on."), _("Go on with the exam")),
        Exam.BEING_MARKED: (_("Your exam is being marked"), _("It is being marked. This takes a minute at most."), _("Look again")),
        Exam.WAITING: (_("Rest a little, then once more"), waiting_words(facts), _("See what was weak")),
        Exam.CLOSED: (learnt, _("The exam is not open to you now."), _("See why")),
        Exam.USED_UP: (learnt, _("The exam is not open to you now."), _("See why")),
        Exam.READY: (_("All lessons are done: sit the exam"), facts.exam_line, _("To the exam")),
        Exam.LEARN_FIRST: (learnt, facts.exam_line, _("To the exam")),
    }
    heading, line, label = cards[facts.exam]
    return "sit", heading, Action(_("Exam: %(standard)s") % {"standard": facts.standard}, line, label, url)


def waiting_words(facts: Facts) -> str:
    if facts.exam_until is None:
        return ""
    when = date_format(localtime(facts.exam_until), "m-d H:i")
    return _("You can sit it again from %(when)s. Until then: practise what was weak.") % {"when": when}


def certified_action(facts: Facts) -> tuple[str, str, Action]:
    if not facts.is_in_pool and not facts.has_answered_pool:
        line = _("With your consent platforms can find you. If you say no, nothing is lost.")
        action = Action(_("Would you like to be found?"), line, _("Read and decide"), facts.talent_url)
        return "seen", _("You hold the certificate"), action
    if facts.openings:
        title = ngettext("%(n)s opening near you", "%(n)s openings near you", facts.openings) % {"n": facts.openings}
        return "seen", _("You hold the certificate"), Action(title, facts.place, _("See the openings"), facts.jobs_url)
    line = _("There is no opening near you at the moment. A shop of your own is a full ending too.")
    action = Action(_("Open a business of your own"), line, _("Register my business"), facts.own_business_url)
    return "open", _("You hold the certificate"), action


def station_action(facts: Facts) -> tuple[str, str, Action]:
    if facts.is_open:
        action = Action(facts.station, _("Once a month: orders, turnover, services."), _("Write down this month"), facts.outcomes_url)
        return "open", _("Your station is open"), action
    line = _("Shop and training go on side by side.")
    return "open", _("Get ready to open"), Action(facts.station, line, _("To the list"), facts.station_url)


def worth_of(facts: Facts) -> Worth | None:
    """Shown from the first day until the certificate is there."""
    if facts.is_certified or not facts.place:
        return None
    return Worth(
        facts.openings,
        facts.place,
        facts.jobs_url,
        facts.lessons - facts.lessons_done,
        facts.minutes + (0 if facts.exam is Exam.PASSED else facts.exam_minutes),
        facts.kilobytes,
        0 if facts.exam is Exam.PASSED else 1,
    )
