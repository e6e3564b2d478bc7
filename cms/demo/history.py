"""What the demonstration's people have done so far, told through operations, never raw rows."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid5

from django.utils.timezone import localtime

from accounts import operations as accounts
from accounts.models import ConsentWording, Organisation, Purpose, Region, User
from certification import operations as certification
from certification.models import Standard
from cms.demo.cast import CAST, NEIGHBOURS
from cms.demo.classes import hold_class
from cms.demo.sheets import diagnose_everybody, fill_sheets
from cms.models import StarterPart
from courses import operations as courses
from courses.models import About, Course, Enrolment, Inquiry, OutlineLesson
from exams import operations as exams
from exams.models import Exam, QuestionVersion
from exams.tokens import AttemptToken
from programmes import operations as programmes
from programmes.models import Programme
from stations import operations as stations
from stations.models import PreparationTask
from talent_pool import operations as talent_pool
from talent_pool.models import Candidate, Opening, Pool

DONE = "demo history"
STANDARD = EXAM = "store-operation-junior"


def load_history(*, now: datetime, say: Callable[[str], None]) -> None:
    """Tell it once. Each chapter may be repeated, so a load that was cut off half-way is simply run again."""
    if StarterPart.objects.filter(name=DONE).exists():
        return
    people = {person.name: person for person in User.objects.filter(is_demo=True)}
    learner, certified, partner, owner = (people[actor.name] for actor in CAST[:4])
    recruiter, officer = people["林岚"], people["赵青"]
    say("  they learn, sit the exam and are certified …")
    write_and_ask(study(learner, lessons=3, begun=now - timedelta(days=4), now=now), people["陈静"], now=now - timedelta(days=2))
    graduates = [certified, partner, owner, *(people[actor.name] for actor in NEIGHBOURS)]
    for number, person in enumerate(graduates):
        earn_certificate(person, wrong=number % 4, day=now - timedelta(days=95 - 5 * number))
    say("  some let a platform see them; one is hired, one opens a shop …")
    openings = post_openings(recruiter, officer, now=now - timedelta(days=40))
    for number, person in enumerate([certified, partner, *graduates[3:]]):
        be_found(person, recruiter, full_time=number % 2 == 0, now=now - timedelta(days=30))
    hire(openings[0], partner, recruiter, now=now - timedelta(days=20))
    talent_pool.invite(openings[1], Candidate.objects.get(person=certified), by=recruiter, now=now - timedelta(days=2))
    open_own_business(owner, now=now)
    say("  they fill in sheets, and say where they begin …")
    fill_sheets(learner, owner, now=now)
    diagnose_everybody(learner, graduates, now=now)
    hold_class(people["吴明"], [learner, *graduates[3:9]], now=now)
    programmes.roll_up(now=now)
    StarterPart.objects.update_or_create(name=DONE, defaults={"digest": "", "loaded_at": now})


def study(person: User, *, lessons: int | None, begun: datetime, now: datetime) -> Enrolment:
    """Enrol and finish so many lessons, a few a day; without a number all of them."""
    course = Course.objects.get(page__slug="store-operation")
    for programme in Programme.objects.filter(slug="million-talents"):
        programmes.join_programme(person, programme, institution=course.organisation, now=begun)
    enrolment = courses.enrol(person, course, now=begun)
    keys = OutlineLesson.objects.filter(outline=enrolment.outline_id).order_by("position").values_list("lesson_key", flat=True)
    for number, key in enumerate(keys[:lessons]):
        courses.mark_lesson_done(enrolment, key, now=min(now, begun + timedelta(hours=6 * (number + 1))))
    return enrolment


def write_and_ask(enrolment: Enrolment, trainer: User, *, now: datetime) -> None:
    """A note, a bookmark, and a question that was answered and may be read by others. The fixed numbers make repeating it nothing new."""
    first, second = (place.lesson_key for place in enrolment.study().places[:2])
    token = uuid5(enrolment.course.key, "demo note")
    courses.keep_note(enrolment, first, token=token, text="七个环：备、卖、送。\n我家最弱的是售后。", is_bookmarked=True, now=now)
    words = "红薯有大有小，质量标准怎么写第一条？"
    question = courses.EventReport(uuid5(enrolment.course.key, "demo question"), About.QUESTION, second, text=words, may_be_shown=True)
    courses.record_events(enrolment, [question], now=now)
    answer = "先写大小：三两到六两一个，其他的另装一箱。只写一条，照着挑一筐试试，再加第二条。"
    inquiry = Inquiry.objects.get(enrolment=enrolment, event_id=question.event_id)
    courses.answer_inquiry(inquiry, answer, by=trainer, now=now + timedelta(hours=5))
    courses.publish_inquiry(inquiry, question=words, answer=answer, by=trainer, now=now + timedelta(hours=5))


def earn_certificate(person: User, *, wrong: int, day: datetime) -> None:
    """The whole course, then the exam with so many wrong answers, then the certificate that the sweep would issue."""
    study(person, lessons=None, begun=day - timedelta(days=14), now=day)
    exam = Exam.objects.get(slug=EXAM)
    try:
        attempt = exams.start_attempt(person, exam, now=day)
    except exams.AlreadyPassed:
        return
    keys = {
        version.pk: version.checked.answer
        for version in QuestionVersion.objects.filter(pk__in=[slot.version for slot in attempt.paper.slots])
    }
    given = [
        exams.GivenAnswer(position=slot.position, seq=number, answer=None if number <= wrong else keys[slot.version])
        for number, slot in enumerate(reversed(attempt.paper.slots), start=1)
    ]
    exams.save_answers(AttemptToken(attempt.pk, attempt.lease), given, now=day + timedelta(minutes=12))
    exams.submit_attempt(attempt, now=day + timedelta(minutes=15))
    exams.grade_attempt(attempt.pk, now=day + timedelta(minutes=15))
    certification.issue_for_learner(person.pk, now=day + timedelta(minutes=16))


def post_openings(recruiter: User, officer: User, *, now: datetime) -> list[Opening]:
    """Three openings of 村淘 in 普定县, reviewed and published."""
    platform = Organisation.objects.get(slug="rural-taobao")
    accounts.verify_organisation(platform, now=now)
    standard = Standard.objects.get(slug=STANDARD)
    plans = [
        ("partner", "马官镇 村级合伙人", "马官镇", 3, "服务本村和邻近的村：代买代卖、收发快递、教乡亲用手机办事。"),
        ("partner", "化处镇 村级合伙人", "化处镇", 2, "在村里开站点，帮乡亲把刺梨和辣椒卖出去。"),
        ("promoter", "马官镇 推广员", "马官镇", 2, "在镇上做活动，教大家看懂网上的规则，放心地买。"),
    ]
    made = []
    for role, title, town, headcount, text in plans:
        region = Region.objects.current().get(full_name=f"贵州省安顺市普定县{town}")
        terms = talent_pool.OpeningTerms(
            role=role,
            title=title,
            region=region,
            headcount=headcount,
            text=text,
            pay_note="按单拿佣金，每月 10 日结算",
            support_note="开业前培训，货架和招牌由平台出",
            needs_standard=standard,
            deadline=localtime(now).date() + timedelta(days=120),
        )
        opening = Opening.objects.filter(organisation=platform, title=title).first()
        if opening is None:
            opening = talent_pool.write_opening(platform, terms, by=recruiter, now=now)
            talent_pool.send_for_review(opening, now=now)
            talent_pool.review_opening(opening, publish=True, sent_at=now, by=officer, now=now + timedelta(hours=3))
        made.append(Opening.objects.get(pk=opening.pk))
    return made


def be_found(person: User, recruiter: User, *, full_time: bool, now: datetime) -> None:
    """Into the programme's pool, and shown to 村淘: two consents."""
    wording = {row.purpose: row for row in ConsentWording.objects.order_by("version")}
    talent_pool.join_pool(person, Pool.objects.get(slug="million-talents"), wording=wording[Purpose.POOL], now=now)
    platform = Organisation.objects.get(slug="rural-taobao")
    talent_pool.allow_platform(person, platform, wording=wording[Purpose.PLATFORM], now=now)
    wishes = talent_pool.Wishes(roles=["partner"], full_time=full_time, part_time=not full_time, has_premises=full_time)
    talent_pool.update_candidate(person, wishes, regions=[person.home_region] if person.home_region else [], now=now)


def hire(opening: Opening, person: User, recruiter: User, *, now: datetime) -> None:
    """Applied, talked, signed; preparation has begun on both tracks."""
    application = talent_pool.apply(opening, person, now=now)
    talent_pool.talk(application, by=recruiter, now=now + timedelta(days=2))
    talent_pool.sign(application, by=recruiter, now=now + timedelta(days=5))
    station = stations.begin_preparation(application, now=now + timedelta(days=5))
    for task in PreparationTask.objects.filter(station=station, position=1):
        stations.finish_task(task, by=person, now=now + timedelta(days=9))


def open_own_business(person: User, *, now: datetime) -> None:
    """A shop of one's own, open for two months, with its outcomes."""
    if person.home_region is None:
        return
    begun = now - timedelta(days=70)
    station = stations.register_own_business(person, name="石头家的山货铺", region=person.home_region, now=begun)
    station = stations.open_station(station, by=person, now=begun + timedelta(days=6))
    for month, orders, amount in months_before(now):
        figures = stations.Figures(orders=orders, amount=Decimal(amount), service_times=orders // 4, active_days=24)
        stations.record_outcome(station, month, figures, by=person, now=now)


def months_before(now: datetime) -> list[tuple[date, int, str]]:
    """The two months before this one, with figures."""
    first = localtime(now).date().replace(day=1)
    last = (first - timedelta(days=1)).replace(day=1)
    before = (last - timedelta(days=1)).replace(day=1)
    return [(before, 58, "6380.00"), (last, 93, "10416.00")]
