"""Candidates, openings and applications as tests need them, made by the house's own operations wherever one exists."""

from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import ConsentWording, Organisation, Purpose, Region, User
from certification.facts import Facts
from certification.models import Certificate, Standard, StandardVersion
from talent_pool import operations
from talent_pool.models import Application, Candidate, Opening, Pool
from talent_pool.operations import OpeningTerms, Wishes
from tests.cast import NOW, Cast, make_organisation, make_person

_numbers = count(1)


def make_standard(slug: str = "rural-ecommerce-junior", title: str = "农村电商运营") -> Standard:
    standard, _ = Standard.objects.get_or_create(
        slug=slug, defaults={"title": title, "level": "初级", "organisation": make_organisation("seedling-college", "苗圃学堂")}
    )
    StandardVersion.objects.get_or_create(
        standard=standard, number=1, defaults={"competences": ["会选品"], "valid_months": 36, "digest": slug, "published_at": NOW}
    )
    return standard


def make_facts(person: User, standard: Standard) -> dict[str, Any]:
    return asdict(
        Facts(
            name=person.name,
            title=standard.title,
            level=standard.level,
            issuer="苗圃学堂",
            co_issuers=[],
            institution="苗圃学堂",
            courses=["店铺运营"],
            lessons=3,
            minutes=15,
            begun_on="2026-08-01",
            finished_on="2026-08-20",
            exam="理论考试",
            exam_percent=80,
            supervision="remote",
            competences=["会选品"],
            region="",
            issued_on="2026-08-21",
            expires_on="2029-08-21",
            id_number="",
        )
    )


def make_certificate(person: User, standard: Standard | None = None, **fields: Any) -> Certificate:
    number = next(_numbers)
    standard = standard or make_standard()
    found = Certificate.objects.filter(learner=person, standard=standard, period=1).first()
    return found or Certificate.objects.create(
        **{
            "standard": standard,
            "standard_version": standard.versions.get(number=1),
            "learner": person,
            "period": 1,
            "serial": f"MP-520422-2026-{9_000_000 + number}-0",
            "share_code": f"share-{number}",
            "facts": make_facts(person, standard),
            "issued_at": NOW,
            "expires_at": NOW + timedelta(days=1095),
        }
        | fields
    )


def make_wording(purpose: Purpose, version: int = 1) -> ConsentWording:
    wording, _ = ConsentWording.objects.get_or_create(
        purpose=purpose, version=version, defaults={"text": "白话写的同意书。", "published_at": NOW}
    )
    return wording


def make_pool(slug: str = "million-talents", holder: Organisation | None = None) -> Pool:
    pool, _ = Pool.objects.get_or_create(
        slug=slug,
        defaults={
            "title": "百万英才人才库",
            "holder": holder or make_organisation("committee", "团委", kind="committee"),
            "created_at": NOW,
        },
    )
    return pool


def join(person: User, *platforms: Organisation, pool: Pool | None = None, now: datetime = NOW) -> Candidate:
    """In the pool, certified, and shown to these platforms."""
    make_certificate(person)
    operations.join_pool(person, pool or make_pool(), wording=make_wording(Purpose.POOL), now=now)
    for platform in platforms:
        operations.allow_platform(person, platform, wording=make_wording(Purpose.PLATFORM), now=now)
    return Candidate.objects.get(person=person)


def make_candidate(name: str, region: Region, *platforms: Organisation, roles: tuple[str, ...] = (), **wishes: Any) -> Candidate:
    person = make_person(name, region=region)
    candidate = join(person, *platforms)
    if roles or wishes:
        candidate = operations.update_candidate(person, Wishes(roles=roles, **wishes), regions=[], now=NOW)
    return candidate


def terms(region: Region, **fields: Any) -> OpeningTerms:
    usual: dict[str, Any] = {
        "role": "partner",
        "title": "马官镇合伙人",
        "region": region,
        "headcount": 1,
        "text": "帮村里人买东西，也帮他们卖东西。",
        "pay_note": "按单结算，每月 10 日付。",
    }
    return OpeningTerms(**usual | fields)


def make_draft(cast: Cast, organisation: Organisation | None = None, *, now: datetime = NOW, **fields: Any) -> Opening:
    region = fields.pop("region", cast.places.maguan)
    by = cast.recruiter if organisation in {None, cast.platform} else cast.other_recruiter
    return operations.write_opening(organisation or cast.platform, terms(region, **fields), by=by, now=now)


def make_opening(cast: Cast, organisation: Organisation | None = None, *, now: datetime = NOW, **fields: Any) -> Opening:
    """Written, sent, read by the officer and published."""
    draft = make_draft(cast, organisation, now=now, **fields)
    operations.send_for_review(draft, now=now)
    return operations.review_opening(draft, publish=True, sent_at=now, by=cast.officer, now=now)


def make_application(cast: Cast, person: User | None = None, opening: Opening | None = None) -> Application:
    return operations.apply(opening or make_opening(cast), person or cast.learner, now=NOW)


def make_talk(cast: Cast, person: User | None = None, opening: Opening | None = None) -> Application:
    return operations.talk(make_application(cast, person, opening), by=cast.recruiter, now=NOW)


def make_signed(cast: Cast, person: User | None = None, opening: Opening | None = None) -> Application:
    return operations.sign(make_talk(cast, person, opening), by=cast.recruiter, now=NOW)
