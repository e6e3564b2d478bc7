"""People from a table onto the roster of a class: all of it or nothing, and never over what a person wrote themselves."""

from base64 import b64decode, b64encode
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched, takewhile

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.identity import YOUNGEST_ALONE, age_on
from accounts.models import Identity, PhoneNumber, User
from accounts.models.places import find_places
from accounts.operations import PEOPLE_PER_NUMBER, WrittenPerson, fill_in, write_down_people
from accounts.places import PlaceName, folded
from accounts.sealing import blind_index, seal, unseal
from courses.models import ClassMember, RosterUpload, TrainingClass
from courses.operations import classes
from courses.rosters import HOME, IDENTITY, NAME, PHONE, Complaint, RosterLine

AT_ONCE = 500

type Progress = Callable[[int], object]


@dataclass
class RosterReport:
    """What became of the lines; `rejected` says why, row by row. Nothing at all was written unless `written`."""

    imported: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: list[Complaint] = field(default_factory=list)
    written: bool = False

    @property
    def rejected_rows(self) -> int:
        return len({complaint.row for complaint in self.rejected})


@dataclass
class Candidate:
    """A person a line may mean, with what is known of them."""

    person: User
    identity: Identity | None
    numbers: set[str]
    is_unclaimed: bool
    on_roster: bool


@dataclass
class Plan:
    """What is to be done with each line that can be taken."""

    new: list[tuple[RosterLine, int | None]] = field(default_factory=list)
    known: list[tuple[RosterLine, int | None, Candidate]] = field(default_factory=list)
    rejected: list[Complaint] = field(default_factory=list)


@transaction.atomic
def import_roster(
    training_class: TrainingClass,
    lines: Sequence[RosterLine],
    complaints: Iterable[Complaint] = (),
    *,
    by: User,
    now: datetime,
    keep_going: bool = False,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> RosterReport:
    """Put the people on the roster. With complaints nothing is written, unless `keep_going`; a dry run writes nothing at all.

    The class is locked from the first look to the last row: what was checked is what is written. Repeating an import
    changes nothing. `progress` hears how many lines are done.
    """
    row = TrainingClass.objects.select_for_update().get(pk=training_class.pk)
    plan = make_plan(row, lines, now=now)
    plan.rejected = sorted([*complaints, *plan.rejected], key=lambda complaint: complaint.row)
    report = RosterReport(rejected=plan.rejected)
    arriving = [candidate.person for _line, _home, candidate in plan.known if not candidate.on_roster]
    changed = [known for known in plan.known if known[2].on_roster and lacks(known[2], known[0], known[1])]
    report.imported, report.updated = len(plan.new) + len(arriving), len(changed)
    report.unchanged = len(plan.known) - len(arriving) - len(changed)
    if dry_run or (plan.rejected and not keep_going):
        return report
    made: list[tuple[User, bool]] = []
    for some in batched(plan.new, AT_ONCE, strict=False):
        made += [(person, True) for person in write_down_people([written(*line) for line in some], now=now)]
        if progress:
            progress(len(made))
    for line, home, candidate in changed:
        fill_in(candidate.person, written(line, home), now=now)
    classes.seat(row, [*made, *((person, False) for person in arriving)], by=by, now=now)
    if progress:
        progress(len(lines))
    report.written = True
    return report


def make_plan(training_class: TrainingClass, lines: Sequence[RosterLine], *, now: datetime) -> Plan:
    """Decide for every line whom it means, in a number of queries that does not depend on the database's size."""
    plan, checks = Plan(), Checks(training_class, lines, now=now)
    for line in lines:
        try:
            home, candidate = checks.judge(line)
        except Rejected as rejected:
            plan.rejected.append(Complaint(line.number, rejected.column, rejected.reason))
        else:
            if candidate is None:
                plan.new.append((line, home))
            else:
                plan.known.append((line, home, candidate))
    return plan


class Checks:
    """Line after line, with what the lines before have used up: seats, places behind a number, names."""

    def __init__(self, training_class: TrainingClass, lines: Sequence[RosterLine], *, now: datetime) -> None:
        self.people = Candidates(training_class, lines)
        self.homes = find_places(line.home for line in lines if line.home)
        self.region = folded(training_class.region.full_name)
        self.today = localtime(now).date()
        self.seats = training_class.seats_left
        self.behind = self.people.per_number.copy()
        self.seen: dict[object, int] = {}

    def judge(self, line: RosterLine) -> tuple[int | None, Candidate | None]:
        """Home and person of a line that can be taken. Raises Rejected."""
        home = place_of(line, self.homes, near=self.region)
        if line.born and age_on(self.today, line.born) < YOUNGEST_ALONE:
            raise Rejected(NAME, _("younger than 14; the law asks for a guardian's consent first"))
        candidate = self.people.meant_by(line, home)
        refuse_twice(self.seen, line, candidate)
        is_arriving = candidate is None or not candidate.on_roster
        if is_arriving and self.seats <= 0:
            raise Rejected(NAME, _("no seat is left in this class"))
        if line.phone and (candidate is None or line.phone not in candidate.numbers):
            if self.behind[line.phone] >= PEOPLE_PER_NUMBER:
                raise Rejected(PHONE, _("eight people use this number already"))
            self.behind[line.phone] += 1
        self.seats -= is_arriving
        return home, candidate


class Rejected(Exception):
    """A line cannot be taken: which column, and why."""

    def __init__(self, column: str, reason: str) -> None:
        super().__init__(reason)
        self.column, self.reason = column, reason


def place_of(line: RosterLine, homes: dict[str, list[PlaceName]], *, near: str) -> int | None:
    """The one place the line means. Where there are several, those near the class are named first."""
    if not line.home:
        return None
    found = homes[line.home]
    if not found:
        raise Rejected(
            HOME, _("we do not know “%(place)s”; please write county, township and village as on the map") % {"place": line.home}
        )
    if len(found) > 1:
        nearest = sorted(found, key=lambda place: -shared(place.full_name, near))
        places = "、".join(place.full_name for place in nearest[:3])
        raise Rejected(
            HOME,
            _("“%(place)s” may be %(n)s places: %(places)s…; please write the county too")
            % {"place": line.home, "n": len(found), "places": places},
        )
    return found[0].id


def shared(name: str, other: str) -> int:
    """How many characters two full names begin with alike: neighbours share more."""
    return sum(1 for _pair in takewhile(lambda pair: pair[0] == pair[1], zip(name, other, strict=False)))


def refuse_twice(seen: dict[object, int], line: RosterLine, candidate: Candidate | None) -> None:
    """The same person in two rows: whatever makes two rows one person is remembered with the row."""
    marks: list[object] = [candidate.person.pk] if candidate else []
    if line.identity:
        marks.append(line.identity)
    if line.phone:
        marks.append((line.name, line.phone))
    if not line.phone and not line.identity:
        marks.append((line.name, line.born))
    for mark in marks:
        if mark in seen:
            same = _("the same person as in row %(row)s; for two people of one name write the telephone number or the birth date")
            raise Rejected(NAME, same % {"row": seen[mark]})
    for mark in marks:
        seen[mark] = line.number


class Candidates:
    """Everybody the lines may mean, fetched at once: by identity number, by telephone number, by name on this roster."""

    def __init__(self, training_class: TrainingClass, lines: Sequence[RosterLine]) -> None:
        self.by_index: dict[str, Candidate] = {}
        self.by_number: dict[str, list[Candidate]] = defaultdict(list)
        self.on_roster: dict[str, list[Candidate]] = defaultdict(list)
        self.per_number: Counter[str] = Counter()
        self.all: dict[int, Candidate] = {}
        standing = {member.person_id for member in training_class.members.standing()}
        indexes = {blind_index(line.identity) for line in lines if line.identity}
        numbers = {line.phone for line in lines if line.phone}
        for some in batched(sorted(indexes), AT_ONCE, strict=False):
            self.meet(User.objects.active().filter(identity__number_index__in=some), standing)
        for some in batched(sorted(numbers), AT_ONCE, strict=False):
            held = PhoneNumber.objects.held().filter(number__in=some)
            self.per_number.update(held.values_list("number", flat=True))
            self.meet(User.objects.active().filter(pk__in=held.values("person")), standing)
        namesakes = ClassMember.objects.standing().filter(training_class=training_class).values("person")
        self.meet(User.objects.active().filter(pk__in=namesakes), standing)
        for candidate in self.all.values():
            if candidate.identity and candidate.identity.number_index:
                self.by_index[candidate.identity.number_index] = candidate
            for number in candidate.numbers:
                self.by_number[number].append(candidate)
            if candidate.on_roster:
                self.on_roster[candidate.person.name].append(candidate)

    def meet(self, people: QuerySet[User], standing: set[int]) -> None:
        rows = [person for person in people.select_related("identity") if person.pk not in self.all]
        pks = [person.pk for person in rows]
        unclaimed = set(User.objects.unclaimed().filter(pk__in=pks).values_list("pk", flat=True))
        held: dict[int, set[str]] = defaultdict(set)
        for person_id, number in PhoneNumber.objects.held().filter(person__in=pks).values_list("person_id", "number"):
            held[person_id].add(number)
        for person in rows:
            self.all[person.pk] = Candidate(
                person, getattr(person, "identity", None), held[person.pk], person.pk in unclaimed, person.pk in standing
            )

    def meant_by(self, line: RosterLine, home: int | None) -> Candidate | None:
        """The person the line means, or None for somebody new. Raises Rejected where it cannot be told."""
        found = self.by_index.get(blind_index(line.identity)) if line.identity else None
        if found is not None:
            if found.person.name != line.name:
                raise Rejected(IDENTITY, _("name and identity number do not belong together; please compare both"))
            return found
        behind = [candidate for candidate in self.by_number[line.phone] if candidate.person.name == line.name] if line.phone else []
        same = [candidate for candidate in behind if fits(candidate, line)]
        if len(same) == 1:
            return same[0]
        if behind:
            raise Rejected(NAME, _("this name and number are known with another birth date; please compare"))
        return self.namesake(line, home)

    def namesake(self, line: RosterLine, home: int | None) -> Candidate | None:
        """Somebody of that name on the roster already: the same person, somebody else, or a question for the teacher."""
        here = self.on_roster[line.name]
        if line.born:
            same = [candidate for candidate in here if candidate.identity and candidate.identity.birth_date == line.born]
            if len(same) == 1:
                return same[0]
        if all(candidate.identity and line.born and candidate.identity.birth_date != line.born for candidate in here):
            return None
        if len(here) == 1 and not line.phone and not line.born and home in {None, here[0].person.home_region_id}:
            return here[0]
        raise Rejected(NAME, _("somebody of this name is on the roster already; please write the birth date, so that we know who it is"))


def fits(candidate: Candidate, line: RosterLine) -> bool:
    """Birth dates are compared only where the teacher knows them: nobody shall learn a stranger's by trying."""
    if not (candidate.is_unclaimed or candidate.on_roster):
        return True
    return line.born is None or candidate.identity is None or candidate.identity.birth_date == line.born


def written(line: RosterLine, home: int | None) -> WrittenPerson:
    return WrittenPerson(line.name, line.phone, line.born, line.identity, home)


def lacks(candidate: Candidate, line: RosterLine, home: int | None) -> bool:
    """Whether the line says something the record has not. Only records nobody has opened are ever filled in."""
    return candidate.is_unclaimed and bool(
        (home and candidate.person.home_region_id is None)
        or (line.born and candidate.identity is None)
        or (line.phone and not candidate.numbers)
    )


def keep_upload(training_class: TrainingClass, content: bytes, *, name: str, by: User, now: datetime) -> RosterUpload:
    """Lay the table aside until the teacher has seen what it would do."""
    sealed = seal(b64encode(content).decode())
    return RosterUpload.objects.create(training_class=training_class, by=by, name=name[:120], sealed_content=sealed, uploaded_at=now)


def content_of(upload: RosterUpload) -> bytes:
    return b64decode(unseal(upload.sealed_content))


def forget_uploads(*, now: datetime) -> None:
    """The sweep: tables nobody came back to."""
    RosterUpload.objects.filter(uploaded_at__lt=now - RosterUpload.KEPT_FOR).delete()
