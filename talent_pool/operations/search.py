"""What a platform sees: anonymous cards, each with its points and reasons."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from accounts.models import Level, Organisation, Region, Role, User
from certification.models import Certificate, Standard
from exams.models import Result, Topic
from talent_pool.matching import Facts, Match, Need, match, spread
from talent_pool.models import Application, Candidate, CandidateRole, Opening, Stage, WantedRegion, WantedRole
from talent_pool.models.candidates import CandidateQuerySet
from talent_pool.models.scope import path_within, within_scope

FEWEST_NAMED = 5
"""A township is named on a card only where at least so many people are in the pool, and no smaller count is told."""
MOST_RANKED = 1000
STRONG_PERCENT = 80
COLUMNS = ("pk", "person_id", "path", "full_time", "has_premises", "ranking_off")


class Order(models.TextChoices):
    SCORE = "score", "score"
    FRESH = "fresh", "fresh"


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the recruiter looks for. The opening, when there is one, says the place, role and certificate to rank by."""

    region: Region | None = None
    role: str = ""
    standard: Standard | None = None
    opening: Opening | None = None
    order: Order = Order.SCORE


@dataclass(frozen=True)
class Found:
    """The ids of whom this platform may see, in order, with the points of those who let themselves be ranked."""

    ids: list[int]
    matches: dict[int, Match]
    total: int


@dataclass
class Card:
    """What a platform may read of a candidate before both have said yes: neither name nor number."""

    candidate: Candidate
    place: Region | None
    match: Match | None
    roles: list[str] = field(default_factory=list)
    wanted: list[str] = field(default_factory=list)
    certificates: list[str] = field(default_factory=list)
    strengths: list[str] = field(default_factory=list)
    application: Application | None = None


def visible_candidates(user: User, organisation: Organisation, *, now: datetime) -> CandidateQuerySet:
    """Whom this recruiter of this platform may see, within the regions of the role."""
    shown = Candidate.objects.shown_to(organisation, now).with_path()
    return shown.filter(within_scope(user, Role.RECRUITER, "path", organisation))


def place_to_search(region: Region, *, now: datetime) -> Region:
    """The place itself, or the county around it: a search must not tell what a card may not, where few people are in the pool."""
    return places_to_name([region.path], now=now).get(region.path, region)


def need_of(wanted: Wanted, *, now: datetime) -> Need:
    """What is counted. The township only where it may be named: points would tell it too."""
    place = wanted.opening.region if wanted.opening else wanted.region
    place = place_to_search(place, now=now) if place else None
    above = {region.level: region.path for region in Region.objects.above(place)} if place else {}
    return Need(
        path=place.path if place else "",
        township=above.get(Level.TOWNSHIP, ""),
        county=above.get(Level.COUNTY, ""),
        role=wanted.opening.role if wanted.opening else wanted.role,
        standard=wanted.opening.needs_standard_id if wanted.opening else getattr(wanted.standard, "pk", None),
    )


def find(user: User, organisation: Organisation, wanted: Wanted, *, now: datetime) -> Found:
    """Whom the platform may see and how well they fit, best first; the freshest of very many."""
    shown = visible_candidates(user, organisation, now=now)
    if wanted.region:
        shown = shown.filter(path_within("path", place_to_search(wanted.region, now=now)))
    if wanted.standard:
        held = Certificate.objects.standing(now).filter(learner=OuterRef("person"), standard=wanted.standard)
        shown = shown.filter(Exists(held))
    if wanted.role:
        shown = shown.filter(Exists(CandidateRole.objects.filter(candidate=OuterRef("pk"), role=wanted.role)))
    rows = list(shown.order_by("-updated_at", "pk").values_list(*COLUMNS)[:MOST_RANKED])
    total = len(rows) if len(rows) < MOST_RANKED else shown.count()
    matches = score(rows, need_of(wanted, now=now), now=now)
    ids = [row[0] for row in rows]
    if wanted.order == Order.SCORE:
        ranked = sorted((pk for pk in ids if pk in matches), key=lambda pk: -matches[pk].score)
        ids = spread(ranked, [pk for pk in ids if pk not in matches])
    return Found(ids, matches, total)


type Row = tuple[int, int, str | None, bool, bool, bool]


def score(rows: Sequence[Row], need: Need, *, now: datetime) -> dict[int, Match]:
    """The match of every candidate who has not switched the ranking off."""
    ids = [row[0] for row in rows]
    roles, places = defaultdict(set), defaultdict(set)
    for pk, role in CandidateRole.objects.filter(candidate__in=ids).values_list("candidate_id", "role"):
        roles[pk].add(role)
    for pk, path in WantedRegion.objects.filter(candidate__in=ids).values_list("candidate_id", "region__path"):
        places[pk].add(path)
    proofs = proofs_of([row[1] for row in rows], now=now)
    found = {}
    for pk, person, home, full_time, has_premises, ranking_off in rows:
        if not ranking_off:
            facts = Facts(
                path=home or "",
                wanted=frozenset(places[pk]),
                roles=frozenset(roles[pk]),
                standards=frozenset(proofs[person].standards),
                topic_percent=proofs[person].percent,
                full_time=full_time,
                has_premises=has_premises,
            )
            found[pk] = match(need, facts)
    return found


@dataclass
class Proof:
    """What a person's standing certificates say: the standards, the best exam's percent, and the topics it shows as strong."""

    standards: dict[int, str] = field(default_factory=dict)
    percent: int = 0
    strengths: list[str] = field(default_factory=list)


def proofs_of(people: Sequence[int], *, now: datetime) -> dict[int, Proof]:
    """In three queries, however many people."""
    proofs: dict[int, Proof] = defaultdict(Proof)
    certificates = list(Certificate.objects.standing(now).filter(learner__in=people).select_related("standard").order_by("pk"))
    attempts = {row.attempt_id: row.learner_id for row in certificates if row.attempt_id}
    for row in certificates:
        proofs[row.learner_id].standards[row.standard_id] = str(row.standard)
    titles = dict(Topic.objects.values_list("slug", "title"))
    for attempt, percent, topics in Result.objects.newest().filter(attempt__in=attempts).values_list("attempt_id", "percent", "topics"):
        proof = proofs[attempts[attempt]]
        if int(percent) >= proof.percent:
            proof.percent = int(percent)
            proof.strengths = [titles.get(topic["topic"], topic["topic"]) for topic in topics if topic["percent"] >= STRONG_PERCENT]
    return proofs


def cards(
    shown: CandidateQuerySet, ids: Sequence[int], matches: dict[int, Match], organisation: Organisation, *, now: datetime
) -> list[Card]:
    """The cards of one page, in the order of the ids. Who is not among `shown` (any more) gets none."""
    rows = shown.with_path().filter(pk__in=ids).select_related("person").prefetch_related("roles", "wanted_regions__region")
    found = {candidate.pk: candidate for candidate in rows}
    places = places_to_name([getattr(candidate, "path", None) for candidate in found.values()], now=now)
    proofs = proofs_of([candidate.person_id for candidate in found.values()], now=now)
    running = Application.objects.running().filter(opening__organisation=organisation, person__in=[row.person_id for row in found.values()])
    by_person = {application.person_id: application for application in running.select_related("opening").order_by("pk")}
    return [
        Card(
            candidate=candidate,
            place=places.get(getattr(candidate, "path", None) or ""),
            match=matches.get(pk),
            roles=[str(WantedRole(row.role).label) for row in candidate.roles.all()],
            wanted=[row.region.name for row in candidate.wanted_regions.all()],
            certificates=list(proofs[candidate.person_id].standards.values()),
            strengths=proofs[candidate.person_id].strengths,
            application=by_person.get(candidate.person_id),
        )
        for pk in ids
        if (candidate := found.get(pk))
    ]


def one_card(shown: CandidateQuerySet, wanted: Wanted, organisation: Organisation, *, now: datetime) -> Card | None:
    """The card of the one candidate among `shown`, if there is one."""
    rows = list(shown.with_path().values_list(*COLUMNS)[:1])
    found = cards(shown, [row[0] for row in rows], score(rows, need_of(wanted, now=now), now=now), organisation, now=now)
    return found[0] if found else None


def card_of(application: Application, *, now: datetime) -> Card | None:
    """What the platform may read of the person: of an applicant while the application runs, of an invited one by their consent."""
    opening = application.opening
    theirs = Candidate.objects.filter(person=application.person_id, person__is_active=True, person__erased_at=None)
    if application.stage == Stage.INVITED:
        theirs = theirs & Candidate.objects.shown_to(opening.organisation, now)
    elif not application.is_open:
        return None
    return one_card(theirs, Wanted(opening=opening), opening.organisation, now=now)


def places_to_name(paths: Iterable[str | None], *, now: datetime) -> dict[str, Region]:
    """For each path the place that may be named: the township where enough people are in the pool, else the county."""
    known = {path for path in paths if path}
    above = Region.objects.filter(pk__in={int(path[i : i + 6]) for path in known for i in range(0, len(path), 6)})
    regions = {region.path: region for region in above}
    townships = {path: region for path, region in regions.items() if region.level == Level.TOWNSHIP}
    crowded = townships_with_enough(list(townships.values()), now=now)
    named = {}
    for path in known:
        chain = [regions[path[:end]] for end in range(6, len(path) + 1, 6) if path[:end] in regions]
        nameable = [region for region in chain if region.level not in {Level.TOWNSHIP, Level.VILLAGE} or region.pk in crowded]
        nameable = [region for region in nameable if region.level != Level.VILLAGE]
        if nameable:
            named[path] = nameable[-1]
    return named


def townships_with_enough(townships: Sequence[Region], *, now: datetime) -> set[int]:
    if not townships:
        return set()
    counts = {f"in_{region.pk}": Count("pk", filter=path_within("path", region)) for region in townships}
    counted = Candidate.objects.in_pool(now).with_path().aggregate(**counts)
    return {region.pk for region in townships if counted[f"in_{region.pk}"] >= FEWEST_NAMED}


def pool_size(region: Region | None, *, now: datetime) -> int | None:
    """How many people are in the pools there, whether this platform may see them or not; None when fewer than may be told."""
    count = Candidate.objects.in_pool(now).with_path().filter(path_within("path", region) if region else Q()).count()
    return count if count >= FEWEST_NAMED else None
