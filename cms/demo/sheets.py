"""What the demonstration's people filled in: a product scored, a sale planned and looked back on, the six questions."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.timezone import localtime

from accounts.models import User
from courses import operations as courses
from courses.models import Diagnosis, SheetState, Worksheet, WorksheetResponse

SWEET_POTATO: dict[str, Any] = {
    "allowed": True,
    "shippable": True,
    "traffic": 4,
    "spread": 4,
    "quality": 5,
    "price_edge": 3,
    "style_edge": 3,
    "quality_edge": 4,
    "price": "29.9",
    "tenths": "9",
    "goods": "8",
    "packing": "1.8",
    "shipping": "6.5",
    "gift": "0.5",
    "fee": "1.2",
}
PLAN: dict[str, Any] = {
    "theme": "端午了，尝尝石头家的粽子",
    "sales": "6000",
    "orders": "150",
    "budget": "300",
    "offer": ["cut", "gift"],
    "offer_text": "满 60 元减 5 元；头 50 单送艾草一把",
    "scope": "粽子和咸鸭蛋都能用；试吃装不减",
    "limit": "150 份，开卖第三天晚上 8 点止",
    "honest": True,
}
LOOK_BACK: dict[str, Any] = {
    "during_note": "第二天上午停了一小时电，先手写单子，来电再补打。",
    "real_sales": "5628",
    "real_orders": "134",
    "real_cost": "4105",
    "returns": "3",
    "keep": "前三天在群里问口味，备货差得不多。",
    "change": "咸鸭蛋备少了，下回多备三成；纸箱提前十天买。",
}
IN_CHARGE = {"s04": "石头媳妇", "s07": "石头爹", "s10": "石头媳妇", "s13": "石头娘"}


def fill_sheets(learner: User, owner: User, *, now: datetime) -> None:
    """李小禾 scores her sweet potatoes; 赵石头 plans a sale, ticks it off and looks back. Repeating it changes nothing."""
    potato = begin("selection-score", learner, "自家红薯（5 斤装）", now=now - timedelta(days=2))
    save(potato, SWEET_POTATO, "scored", now=now - timedelta(days=1))
    begun = now - timedelta(days=60)
    plan = begin("promotion-plan", owner, "端午卖粽子", now=begun)
    event = localtime(begun).date() + timedelta(days=25)
    days = {"event_day": event.isoformat(), "event_end": (event + timedelta(days=2)).isoformat()}
    plan = save(plan, PLAN | days | {f"s{n:02}-who": IN_CHARGE.get(f"s{n:02}", "石头") for n in range(1, 14)}, "planned", now=begun)
    ticks = dict.fromkeys([*(f"s{n:02}" for n in range(1, 14)), "d1", "d2", "d3", "d4", "a1", "a2", "a3", "a4", "a5"], True)
    after = begun + timedelta(days=30)
    save(plan, plan.answers | ticks | LOOK_BACK, "looked back", now=after, state=SheetState.FINISHED)


def begin(slug: str, person: User, title: str, *, now: datetime) -> WorksheetResponse:
    worksheet = Worksheet.objects.get(slug=slug)
    found = WorksheetResponse.objects.filter(worksheet=worksheet, person=person, title=title).first()
    return found or courses.begin_sheet(worksheet, person, title=title, now=now)


def save(
    response: WorksheetResponse, answers: dict[str, Any], name: str, *, now: datetime, state: SheetState | None = None
) -> WorksheetResponse:
    save_id = uuid5(NAMESPACE_URL, f"{response.uuid}/{name}")
    return courses.save_sheet(response, answers, base=response.number, save_id=save_id, state=state, now=now)


def diagnose_everybody(learner: User, graduates: Sequence[User], *, now: datetime) -> None:
    """Where each began; the graduates answered again when they were through."""
    beginner = {"opening": "cannot", "design": "cannot", "running": "cannot", "hardest": "opening", "links": ["delivery", "after"]}
    answer(learner, beginner | {"trade": "fresh"}, now=now - timedelta(days=4))
    for number, person in enumerate(graduates):
        said: dict[str, Any] = beginner | {"trade": "goods", "hardest": "opening" if number % 2 else "running"}
        if number % 2:
            said |= {"opening": "half", "design": "half"}
        answer(person, said, now=now - timedelta(days=110))
        through = {"opening": "can", "design": "half", "running": "half", "hardest": "running" if number % 2 else "other", "trade": "goods"}
        answer(person, through, now=now - timedelta(days=30))


def answer(person: User, answers: dict[str, Any], *, now: datetime) -> Diagnosis:
    return courses.take_diagnosis(person, answers, save_id=uuid5(NAMESPACE_URL, f"{person.public_id}/{now.date()}"), now=now)
