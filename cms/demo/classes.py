"""The class of 普定县: its roster, two sessions that were held, one today and one to come."""

from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4

from django.utils.timezone import localtime, make_aware

from accounts.models import Organisation, Region, User
from courses import operations as courses
from courses.models import ClassLevel, ClassSession, Course, FundingSource, MarkKind, PeopleGroup, TrainingClass
from courses.rosters import RosterLine

TITLE = "普定县电商班（第 1 期）"
COUNTY = "贵州省安顺市普定县"
WRITTEN = (
    RosterLine(2, "吴秀英", "", None, "", f"{COUNTY}马官镇"),
    RosterLine(3, "杨光富", "", None, "", f"{COUNTY}化处镇"),
    RosterLine(4, "罗小琴", "", None, "", f"{COUNTY}马官镇"),
    RosterLine(5, "陈开兰", "", None, "", f"{COUNTY}鸡场坡镇"),
    RosterLine(6, "王家贵", "", None, "", f"{COUNTY}马官镇"),
)
"""People whom the teacher wrote down; they have no number here yet, so a class card is their way in."""


def hold_class(teacher: User, learners: list[User], *, now: datetime) -> TrainingClass:
    """The class as its teacher would make it on the page. Repeating it returns the class."""
    today = localtime(now).date()
    college = Organisation.objects.get(slug="seedling-college")
    found = TrainingClass.objects.filter(title=TITLE, institution=college).first()
    if found:
        return found
    plan = courses.ClassPlan(
        title=TITLE,
        level=ClassLevel.objects.get(slug="county"),
        region=Region.objects.current().get(full_name=COUNTY),
        place="马官镇文化站二楼",
        starts_on=today - timedelta(days=6),
        ends_on=today + timedelta(days=24),
        seats=30,
        courses=Course.objects.filter(page__slug="store-operation"),
        funding=FundingSource.objects.filter(slug="public-funds"),
        groups=PeopleGroup.objects.filter(slug__in=["returned-youth", "shop-couples"]),
    )
    begun = now - timedelta(days=7)
    held = courses.open_class(college, plan, by=teacher, now=begun)
    courses.seat(held, [(person, False) for person in learners], by=teacher, now=begun)
    for person in learners:
        courses.join_class(held, person, now=begun + timedelta(hours=3))
    courses.import_roster(held, WRITTEN, by=teacher, now=begun)
    User.objects.filter(pk__in=held.members.filter(made_here=True).values("person")).update(is_demo=True)
    sessions = [plan_session(held, days, topic) for days, topic in ((-5, "认识电商"), (-2, "选一样货"), (0, "给货定价"), (7, "开店实操"))]
    for number, session in enumerate(sessions[:2]):
        mark_all(session, teacher, odd=number)
    return held


def plan_session(held: TrainingClass, days: int, topic: str) -> ClassSession:
    day = held.starts_on + timedelta(days=6 + days)
    [session] = courses.plan_sessions(held, day=day, begins=time(9), ends=time(11, 30), hours=Decimal(3), topic=topic)
    return session


def mark_all(session: ClassSession, teacher: User, *, odd: int) -> None:
    """Nearly everybody came; one late, one excused, one not at all, and not the same each time."""
    kinds = {odd: MarkKind.LATE, odd + 4: MarkKind.EXCUSED, odd + 7: MarkKind.ABSENT}
    members = session.training_class.members.order_by("pk").values_list("pk", flat=True)
    marks = [courses.MarkReport(uuid4(), member, kinds.get(number, MarkKind.PRESENT)) for number, member in enumerate(members)]
    courses.record_marks(session, marks, by=teacher, now=make_aware(datetime.combine(session.day, time(9, 20))))
